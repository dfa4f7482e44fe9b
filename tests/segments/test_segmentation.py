from __future__ import annotations

import numpy as np

from huaxiang.segments.distances import nearest_centre
from huaxiang.segments.prepare import prepare
from huaxiang.segments.segmentation import fit_segmentation
from huaxiang.segments.settings import SegmentSettings


def test_centres_come_largest_first_with_calibrated_tables(fitted) -> None:
    features = fitted[0]
    prepared = prepare(features, np.arange(600))
    found = fit_segmentation(
        prepared, SegmentSettings(n_segments=4, n_refits=10, n_held_out=2), np.random.default_rng(0)
    )
    counts = np.bincount(nearest_centre(prepared.matrix, found.centres))
    assert counts.tolist() == sorted(counts.tolist(), reverse=True)
    assert found.is_calibrated
    assert found.calibration.first.shape[0] == 4
    assert set(found.metrics) == {"stability_ari", "membership_ece", "mean_probability", "sure_share"}


def test_a_handful_of_people_is_one_segment_unless_a_number_is_given() -> None:
    rng = np.random.default_rng(0)
    prepared = prepare({"a": rng.random(12), "b": rng.random(12)}, np.arange(12))
    few = fit_segmentation(prepared, SegmentSettings(), rng)
    assert few.centres.shape[0] == 1
    assert "12 people are too few" in few.notes[0][1]
    asked = SegmentSettings(n_segments=3, n_refits=10, n_held_out=2)
    assert fit_segmentation(prepared, asked, rng).centres.shape[0] > 1

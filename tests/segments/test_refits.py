from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments import refits
from huaxiang.segments.refits import (
    NumberTried,
    bootstrap,
    choose_number,
    consensus,
    matched,
    most_agreed,
    refit,
    stability,
)
from huaxiang.segments.settings import SegmentSettings


@pytest.fixture
def five_clouds() -> np.ndarray:
    rng = np.random.default_rng(4)
    middles = np.array([[0.1, 0.1], [0.9, 0.1], [0.5, 0.5], [0.1, 0.9], [0.9, 0.9]])
    return middles[rng.integers(5, size=500)] + rng.normal(0, 0.03, (500, 2))


def test_the_planted_number_of_segments_is_chosen(five_clouds) -> None:
    number, curve = choose_number(five_clouds, range(4, 9), settings=SegmentSettings(), rng=np.random.default_rng(0))
    assert number == 5
    assert [each.n_segments for each in curve] == [4, 5, 6, 7, 8]
    assert curve[1].stability_ari > 0.99
    assert curve[1].stability_ari > curve[4].stability_ari


def test_of_numbers_nearly_as_good_the_smallest_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    curve = {4: (0.9, 0.40), 5: (0.8, 0.495), 6: (0.9, 0.51), 7: (0.5, 0.70)}
    monkeypatch.setattr(refits, "_try", lambda _, n, *__: NumberTried(n, *curve[n], 0.1, n, "kmeans"))
    number, _ = choose_number(np.zeros((1, 1)), range(4, 8), settings=SegmentSettings(), rng=np.random.default_rng(0))
    assert number == 5


def test_stability_is_one_for_clear_clouds_and_low_for_noise(five_clouds) -> None:
    rng = np.random.default_rng(0)
    settings = SegmentSettings()
    clear = refit(five_clouds, 5, n_refits=4, settings=settings, rng=rng)
    assert stability(five_clouds, clear[0], clear) == 1.0
    noise = rng.random((500, 6))
    refits = bootstrap(noise, 8, n_fits=6, settings=settings, rng=rng)
    assert stability(noise, most_agreed(noise, refits), refits[1:]) < 0.6


def test_refits_are_matched_whatever_their_order(five_clouds) -> None:
    centres = consensus(
        five_clouds,
        bootstrap(five_clouds, 5, n_fits=3, settings=SegmentSettings(), rng=np.random.default_rng(0)),
    )
    put = matched(five_clouds, centres, [centres, centres[::-1], centres[:3]])
    assert (put[0] == put[1]).all()
    assert set(put[2].tolist()) < {0, 1, 2, 3, 4}

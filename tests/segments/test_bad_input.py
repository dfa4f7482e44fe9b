"""Tables no segmentation can be made of, or only a smaller one: a clear error or a stated fall-back each."""

from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.domain.ids import person_id
from huaxiang.segments.declared import declared_algorithms
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import FitContext, fit_stage

FEW = SegmentSettings(low=2, high=4, n_refits=10, n_held_out=2)


def fit(features: dict[str, np.ndarray], settings: SegmentSettings = FEW):
    n_people = len(next(iter(features.values())))
    return fit_stage(features, [person_id(f"m:{at}") for at in range(n_people)], settings=settings, seed=3, as_of=0)


def two_kinds(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    kind = rng.integers(2, size=n)
    return kind * 20.0 + rng.normal(0, 1, n), kind * 5.0 + rng.normal(0, 0.3, n)


def test_a_constant_column_is_left_out_and_told() -> None:
    orders, views = two_kinds(200)
    model, report = fit({"orders_180d": orders, "carts_month": views, "views_month": np.full(200, 3.0)})
    assert "views_month" not in model.features
    assert ("views_month", "everybody has the same value") in {(e.feature, e.reason_en) for e in report.left_out}


def test_one_person_makes_one_segment_and_the_report_says_so() -> None:
    model, report = fit({"orders_180d": np.array([3.0])})
    assert len(model.segments) == 1
    assert report.explanation_en


def test_fewer_people_than_segments_asked_for_make_one_segment() -> None:
    model, report = fit({"orders_180d": np.arange(5.0)}, SegmentSettings(n_segments=8))
    assert len(model.segments) == 1
    assert "5" in report.explanation_zh


def test_all_missing_makes_one_segment() -> None:
    model, report = fit({"orders_180d": np.full(50, np.nan)})
    assert len(model.segments) == 1
    assert [each.reason_en for each in report.left_out] == ["nobody has a value"]


def test_an_infinite_value_names_the_feature_and_how_many() -> None:
    with pytest.raises(BadInput, match="orders_180d: 2 people"):
        fit({"orders_180d": np.array([1.0, np.inf, 3.0, -np.inf])})


def test_a_sample_without_a_rare_kind_still_places_those_people() -> None:
    orders, views = two_kinds(400)
    features = {"orders_180d": orders, "carts_month": views}
    settings = SegmentSettings(n_segments=2, max_sample=300, n_refits=10, n_held_out=2)
    model, _ = fit(features, settings)
    rare = {"orders_180d": np.array([900.0]), "carts_month": np.array([np.nan])}
    segment, milli = model.members(model.matrix(rare))
    assert segment.shape == (1,)
    assert 0 < milli[0, segment[0]] <= 1000


def test_the_smallest_share_and_the_distance_threshold_change_the_result_and_stand_in_the_report() -> None:
    rng = np.random.default_rng(9)
    kind = rng.choice(3, size=600, p=[0.6, 0.36, 0.04])
    features = {
        "orders_180d": kind * 10.0 + rng.normal(0, 0.5, 600),
        "carts_month": (kind == 1) * 8.0 + rng.normal(0, 0.5, 600),
    }
    usual = {"n_segments": 3, "n_refits": 10, "n_held_out": 2}
    sizes = {}
    for share in (0.0, 0.35):
        model, report = fit(features, SegmentSettings(min_share=share, **usual))
        sizes[share] = len(model.segments)
        assert f"{share:.1%}" in report.to_text()
    assert sizes == {0.0: 3, 0.35: 2}
    model, report = fit(features, SegmentSettings(min_share=0.0, distance_threshold=0.9, **usual))
    assert len(model.segments) == 1
    assert "0.9" in report.to_text()


@pytest.mark.parametrize("algorithm", declared_algorithms())
def test_every_algorithm_gives_everybody_a_segment(algorithm: str) -> None:
    orders, views = two_kinds(300)
    settings = SegmentSettings(n_segments=2, algorithm=algorithm, n_refits=10, n_held_out=2)
    features = {"orders_180d": orders, "carts_month": views}
    model, report = fit(features, settings)
    segment, milli = model.members(model.matrix(features))
    assert set(segment.tolist()) == set(range(len(model.segments)))
    assert ((milli >= 0) & (milli <= 1000)).all()
    assert algorithm in report.to_text()


def test_an_eps_that_joins_all_clouds_makes_one_segment() -> None:
    orders, views = two_kinds(300)
    features = {"orders_180d": orders, "carts_month": views}
    settings = SegmentSettings(n_segments=4, algorithm="dbscan", eps=5.0, n_refits=10, n_held_out=2)
    model, report = fit(features, settings)
    assert len(model.segments) == 1
    assert report.notes


def test_a_feature_that_explodes_between_runs_is_reported_as_drift() -> None:
    orders, views = two_kinds(400)
    ids = [person_id(f"m:{at}") for at in range(400)]
    features = {"orders_180d": orders, "carts_month": views}
    model, report = fit(features)
    assert report.drift == ()
    exploded = {**features, "carts_month": np.abs(views) * 10_000}
    _, later = fit_stage(exploded, ids, settings=FEW, seed=3, as_of=1, context=FitContext(last=model))
    assert [each.feature for each in later.drift] == ["carts_month"]
    assert "漂移 " in later.to_text("zh")
    assert "beyond all earlier values" in later.to_text("en")

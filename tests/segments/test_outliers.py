from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.segments.model import SegmentModel
from huaxiang.segments.outliers import Usual, fit_usual
from huaxiang.segments.score import OUTLIER, SegmentScorer
from huaxiang.tags.scorer import Scored


@pytest.fixture(scope="module")
def columns() -> list[np.ndarray]:
    """1,000 people: money with a long tail, rare refunds, orders of two kinds, and a share of which half is unknown."""
    rng = np.random.default_rng(3)
    own = np.arange(1_000) % 2
    share = np.where(rng.random(1_000) < 0.5, np.nan, rng.beta(2, 5, 1_000))
    return [
        np.exp(rng.normal(5, 1, 1_000)),
        (rng.random(1_000) < 0.03) * 1.0,
        rng.poisson(np.where(own == 0, 2, 30)) * 1.0,
        share,
    ]


@pytest.fixture(scope="module")
def usual(columns) -> Usual:
    return fit_usual(columns, np.arange(1_000) % 2, 2)


def one(*values: float) -> list[np.ndarray]:
    return [np.array([value]) for value in values]


def is_outside(usual: Usual, values: list[np.ndarray], segment: int = 0) -> bool:
    return bool(usual.are_outside(usual.widths(values, np.array([segment])))[0])


def test_long_tails_and_rare_refunds_are_usual(usual, columns) -> None:
    told = usual.are_outside(usual.widths(columns, np.arange(1_000) % 2))
    assert told.mean() <= 0.05
    assert not is_outside(usual, one(2_000.0, 0.0, 2.0, 0.3))
    assert not is_outside(usual, one(150.0, 1.0, 2.0, np.nan))


def test_absurd_figures_are_outside_whichever_way_they_lie(usual) -> None:
    assert is_outside(usual, one(5_000_000.0, 0.0, 2.0, 0.3))
    assert is_outside(usual, one(150.0, 0.0, 900.0, 0.3))
    assert is_outside(usual, one(-90_000.0, 0.0, 2.0, 0.3))


def test_what_is_usual_in_one_segment_is_far_out_in_another(usual) -> None:
    assert is_outside(usual, one(150.0, 0.0, 60.0, 0.3), segment=0)
    assert not is_outside(usual, one(150.0, 0.0, 30.0, 0.3), segment=1)


def test_nothing_known_is_never_outside(usual) -> None:
    assert not is_outside(usual, one(*[np.nan] * 4))


@settings(max_examples=50)
@given(st.lists(st.floats(-1e12, 1e12), min_size=4, max_size=4), st.integers(0, 1), st.integers(0, 999))
def test_a_person_alone_has_the_same_widths_as_in_any_batch(usual, columns, values, segment, place) -> None:
    batch = [column.copy() for column in columns]
    own = np.arange(1_000) % 2
    for column, value in zip(batch, values, strict=True):
        column[place] = value
    own[place] = segment
    alone = usual.widths(one(*values), np.array([segment]))
    assert alone.tobytes() == usual.widths(batch, own)[place : place + 1].tobytes()


def test_among_few_people_nobody_is_an_outlier() -> None:
    values = np.append(np.ones(40), 1e9)
    few = fit_usual([values], np.zeros(41, dtype=np.int64), 1)
    assert not few.are_outside(few.widths([values], np.zeros(41, dtype=np.int64))).any()


def test_planted_outliers_are_told_and_still_have_a_segment_and_a_reason(fitted, fit, people) -> None:
    features, ids, _, _, _ = fitted
    spoilt = {name: values.copy() for name, values in features.items()}
    spoilt["average_order_value"][:6] *= 10_000
    model, report = fit(spoilt, ids)
    told = model.outliers(spoilt)
    assert told[:6].all()
    assert told[6:].mean() < 0.05
    assert 0.01 <= report.outlier_share <= 0.06
    assert "离群用户" in report.to_text("zh")
    assert "outliers" in report.to_text("en")
    scored = SegmentScorer(model).score(people(ids), Scored(features=spoilt))
    marks = [each for each in scored.proposals if each.tag_key == OUTLIER]
    assert {each.person for each in marks} == set(np.flatnonzero(told).tolist())
    assert marks[0].evidence.references["features"][0]["feature"] == "average_order_value"
    assert {each.person for each in scored.memberships} == set(range(600))


def test_the_model_comes_back_with_what_is_usual(fitted) -> None:
    features, _, _, model, _ = fitted
    again = SegmentModel.from_arrays(*model.to_arrays())
    assert again.model_id == model.model_id
    assert (again.outliers(features) == model.outliers(features)).all()

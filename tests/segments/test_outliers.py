from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.segments.model import SegmentModel
from huaxiang.segments.outliers import Ends, are_outside, fit_ends
from huaxiang.segments.score import OUTLIER, SegmentScorer
from huaxiang.tags.scorer import Scored


@pytest.fixture(scope="module")
def features() -> dict[str, np.ndarray]:
    """20,000 people: money with a long tail, rare refunds, orders, an average that half of them lack, a share."""
    rng = np.random.default_rng(3)
    n = 20_000
    return {
        "paid_year": np.exp(rng.normal(5, 1, n)),
        "refunds_year": rng.poisson(0.05, n) * 1.0,
        "orders_year": rng.negative_binomial(2, 0.3, n) * 1.0,
        "average_order_value": np.where(rng.random(n) < 0.5, np.nan, rng.gamma(4, 40, n)),
        "night_coefficient": rng.beta(2, 5, n),
        "days_since_last_order": rng.exponential(60, n),
    }


@pytest.fixture(scope="module")
def ends(features) -> Ends:
    return fit_ends(features)


def outside(ends: Ends, **values: float) -> bool:
    return bool(are_outside(ends.beyond({name: np.array([value]) for name, value in values.items()}))[0])


def test_of_people_without_outliers_hardly_anybody_is_one(ends, features) -> None:
    assert are_outside(ends.beyond(features)).mean() < 0.005


def test_the_end_of_an_exponential_tail_is_where_one_in_a_thousand_is() -> None:
    values = np.random.default_rng(1).exponential(10.0, 50_000) + 1.0
    (most,) = fit_ends({"orders_year": values}).most.tolist()
    assert 0.8 < most / (1.0 + 10.0 * math.log(1_000)) < 1.25


def test_absurd_figures_are_outside_whatever_else_is_known(ends) -> None:
    assert outside(ends, paid_year=5e6, refunds_year=0.0)
    assert outside(ends, refunds_year=45.0)
    assert outside(ends, orders_year=400.0, paid_year=math.nan)
    assert not outside(ends, paid_year=2_000.0, refunds_year=2.0, orders_year=20.0)
    assert not outside(ends, paid_year=math.nan)


def test_shares_and_times_since_something_tell_no_outlier(ends) -> None:
    assert ends.names == ("average_order_value", "orders_year", "paid_year", "refunds_year")
    assert not outside(ends, night_coefficient=1.0, days_since_last_order=9_999.0)


def test_where_many_are_far_out_the_ends_move_up_to_them(features) -> None:
    spoilt = dict(features, orders_year=features["orders_year"].copy())
    spoilt["orders_year"][:1_000] *= 500
    assert are_outside(fit_ends(spoilt).beyond(spoilt)).mean() <= 0.0251


@settings(max_examples=50)
@given(st.lists(st.one_of(st.floats(-1e12, 1e12), st.just(math.nan)), min_size=4, max_size=4), st.integers(0, 999))
def test_a_person_alone_is_judged_as_in_any_batch(ends, features, values, place) -> None:
    batch = {name: features[name][:1_000].copy() for name in ends.names}
    for name, value in zip(ends.names, values, strict=True):
        batch[name][place] = value
    alone = {name: np.array([value]) for name, value in zip(ends.names, values, strict=True)}
    assert ends.beyond(alone).tobytes() == ends.beyond(batch)[place : place + 1].tobytes()


def test_among_few_people_nobody_is_an_outlier() -> None:
    values = {"orders_year": np.append(np.ones(40), 1e9)}
    few = fit_ends(values)
    assert few.names == ()
    assert not are_outside(few.beyond(values)).any()


def test_planted_outliers_are_told_and_still_have_a_segment_and_a_reason(fitted, fit, people) -> None:
    features, ids, _, _, _ = fitted
    spoilt = {name: values.copy() for name, values in features.items()}
    spoilt["average_order_value"][:6] *= 10_000
    model, report = fit(spoilt, ids)
    told = model.outliers(spoilt)
    assert told[:6].all()
    assert told[6:].mean() < 0.02
    assert 0.005 <= report.outlier_share <= 0.03
    assert "离群用户" in report.to_text("zh")
    assert "outliers" in report.to_text("en")
    scored = SegmentScorer(model).score(people(ids), Scored(features=spoilt))
    marks = [each for each in scored.proposals if each.tag_key == OUTLIER]
    assert {each.person for each in marks} == set(np.flatnonzero(told).tolist())
    (reason,) = marks[0].evidence.references["features"]
    assert reason["feature"] == "average_order_value"
    assert reason["value_milli"] > reason["most_milli"] > 0
    assert {each.person for each in scored.memberships} == set(range(600))


def test_the_model_comes_back_with_its_ends(fitted) -> None:
    features, _, _, model, _ = fitted
    again = SegmentModel.from_arrays(*model.to_arrays())
    assert again.model_id == model.model_id
    assert (again.outliers(features) == model.outliers(features)).all()

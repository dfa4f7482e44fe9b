from __future__ import annotations

import numpy as np

from huaxiang.segments.drift import find_drift
from huaxiang.segments.scaling import fit_scale

RNG = np.random.default_rng(4)
VIEWS = RNG.poisson(6, 5_000) * 1.0
MONEY = np.exp(RNG.normal(4, 1, 5_000))
SCALES = (fit_scale(VIEWS), fit_scale(MONEY))
NAMES = ("views_month", "net_spend_180d")


def drift(views: np.ndarray, money: np.ndarray = MONEY):
    return find_drift({"views_month": views, "net_spend_180d": money}, NAMES, SCALES)


def test_other_people_of_the_same_kind_are_no_drift() -> None:
    rng = np.random.default_rng(9)
    assert drift(rng.poisson(6, 3_000) * 1.0, np.exp(rng.normal(4, 1, 3_000))) == ()


def test_a_feature_that_explodes_is_told_with_both_medians_and_who_is_beyond() -> None:
    (found,) = drift(VIEWS * 1_000)
    assert (found.feature, round(found.before), found.now) == ("views_month", 6, 6_000.0)
    assert found.index > 2.0
    assert found.outside > 0.9


def test_the_greatest_change_comes_first_and_a_small_one_is_not_told() -> None:
    found = drift(VIEWS + 3, MONEY * 100)
    assert [each.feature for each in found] == ["net_spend_180d", "views_month"]
    assert drift(VIEWS, MONEY * 1.1) == ()


def test_half_a_shop_gone_silent_is_drift_within_the_range() -> None:
    (found,) = drift(np.where(np.arange(5_000) % 2, VIEWS, 0.0))
    assert found.outside == 0.0
    assert found.index > 0.25


def test_most_people_at_nought_is_no_drift_while_it_stays_so() -> None:
    rng = np.random.default_rng(8)

    def refunds(n: int, share: float) -> np.ndarray:
        return np.where(rng.random(n) < share, rng.beta(2, 3, n), 0.0)

    scale = fit_scale(refunds(4_000, 0.3))
    assert find_drift({"return_share": refunds(4_000, 0.3)}, ("return_share",), (scale,)) == ()
    (found,) = find_drift({"return_share": refunds(4_000, 0.8)}, ("return_share",), (scale,))
    assert found.before == 0.0
    assert found.now > 0.1


def test_a_feature_that_is_gone_unknown_or_was_constant_is_not_judged() -> None:
    assert find_drift({"views_month": np.full(500, np.nan)}, NAMES, SCALES) == ()
    assert find_drift({}, NAMES, SCALES) == ()
    assert find_drift({"a": VIEWS}, ("a",), (fit_scale(np.ones(100)),)) == ()
    assert find_drift({"views_month": VIEWS[:40] * 1_000}, NAMES, SCALES) == ()

from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments.matching import KnownSegment, match_ids
from huaxiang.segments.scaling import fit_scale

SCALES = [fit_scale(np.arange(1001.0)), fit_scale(np.arange(11.0))]
NAMES = ("orders_180d", "night_coefficient")


def ids(centres: list[list[float]], previous: list[KnownSegment]) -> list[str]:
    return match_ids(np.array(centres), NAMES, SCALES, previous, same_distance=0.15)


def test_without_a_past_ids_begin_at_one() -> None:
    assert ids([[0.1, 0.1], [0.9, 0.9]], []) == ["s0001", "s0002"]


def test_a_segment_keeps_its_id_whatever_the_order() -> None:
    past = [
        KnownSegment("s0001", {"orders_180d": 100.0, "night_coefficient": 1.0}),
        KnownSegment("s0002", {"orders_180d": 900.0, "night_coefficient": 9.0}),
    ]
    assert ids([[0.88, 0.91], [0.12, 0.09]], past) == ["s0002", "s0001"]


def test_a_new_segment_never_takes_an_id_that_was_used() -> None:
    past = [
        KnownSegment("s0001", {"orders_180d": 100.0, "night_coefficient": 1.0}),
        KnownSegment("s0007", {"orders_180d": 500.0, "night_coefficient": 5.0}, is_current=False),
    ]
    assert ids([[0.1, 0.1], [0.5, 0.5]], past) == ["s0001", "s0008"]


def test_features_that_are_gone_do_not_count() -> None:
    past = [KnownSegment("s0003", {"orders_180d": 100.0, "gone": 5.0}), KnownSegment("s0004", {"gone": 1.0})]
    assert ids([[0.1, 0.5]], past) == ["s0003"]
    assert ids([[0.1, 0.5], [0.9, 0.9]], past)[1] == "s0005"


def test_matching_is_optimal_over_all_not_greedy() -> None:
    past = [
        KnownSegment("s0001", {"orders_180d": 500.0}),
        KnownSegment("s0002", {"orders_180d": 600.0}),
    ]
    assert ids([[0.56, 0.5], [0.48, 0.5]], past) == ["s0002", "s0001"]


@pytest.mark.parametrize("number", [9_999, 12_345])
def test_numbers_go_beyond_four_digits(number) -> None:
    past = [KnownSegment(f"s{number}", {"orders_180d": 1_000.0}, is_current=False)]
    assert ids([[0.1, 0.1]], past) == [f"s{number + 1}"]

from __future__ import annotations

import math

import numpy as np

from huaxiang.folds.people import Rows
from huaxiang.segments.tallies import distinct_days, entropy, grouped, largest, latest_day, level_of, ratio


def rows(*cells: tuple[int, str, int]) -> Rows:
    person, keys, value = zip(*cells, strict=True)
    n = len(cells)
    return Rows(3, np.array(person), list(keys), np.zeros(n, dtype=np.int64), np.array(value), [None] * n, [None] * n)


def test_a_ratio_is_not_known_without_a_whole() -> None:
    assert ratio(np.array([1, 0, 0]), np.array([4, 2, 0]))[:2].tolist() == [0.25, 0.0]
    assert math.isnan(ratio(np.array([1]), np.array([0]))[0])


def test_heads_of_keys_are_summed_also_where_one_begins_like_another() -> None:
    found = rows((0, "a-b|x", 5), (0, "a|x", 1), (0, "a|y", 2), (1, "a|x", 4))
    person, value = grouped(found, np.ones(4, dtype=bool), level_of(1))
    assert list(zip(person.tolist(), value.tolist(), strict=True)) == [(0, 5), (0, 3), (1, 4)]
    assert largest(3, person, value).tolist() == [5, 4, 0]


def test_days_are_counted_once() -> None:
    found = rows((0, "o1", 10), (0, "o2", 10), (0, "o3", 12), (2, "o4", 7))
    n, first, last = distinct_days(found, np.ones(4, dtype=bool))
    assert (n.tolist(), first.tolist(), last.tolist()) == ([2, 0, 1], [10, -1, 7], [12, -1, 7])
    assert latest_day(found).tolist() == [12, -1, 7]


def test_entropy_of_even_counts_is_the_logarithm_of_their_number() -> None:
    found = entropy(3, np.array([0, 0, 0, 0, 1]), np.array([3, 3, 3, 3, 9]))
    assert abs(found[0] - math.log(4)) < 1e-6
    assert found[1] == 0.0
    assert math.isnan(found[2])

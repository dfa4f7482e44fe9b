from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.people_worlds import bought, people_of

from huaxiang.segments.customers.model import fit_customers
from huaxiang.segments.customers.purchases import purchases_of
from huaxiang.segments.customers.rfm import RFM_GROUPS, fifths, groups_of, median, scores_of


def shop(*days_ago: tuple[float, ...]) -> tuple[list[tuple[int, int, int]], list[str]]:
    """Scores and groups of people who ordered so many days ago, among themselves."""
    purchases = purchases_of(people_of(*([bought(f"o{days}", days) for days in each] for each in days_ago)))
    model = fit_customers([purchases])
    scores = [tuple(int(value) for value in row) for row in zip(*scores_of(purchases, model.edges), strict=True)]
    return scores, [RFM_GROUPS[at].zh for at in groups_of(purchases, model.medians)]  # type: ignore[return-value]


def test_scores_are_fifths_of_the_shops_own_buyers() -> None:
    scores, _ = shop(*[(day,) for day in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)])
    assert [r for r, _, _ in scores] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert {(f, m) for _, f, m in scores} == {(1, 1)}


def test_where_most_ordered_once_those_who_came_back_stand_out() -> None:
    scores, groups = shop(*[(9,)] * 7, (100,), (5, 6), (5, 6, 7))
    assert [f for _, f, _ in scores] == [1] * 8 + [5, 5]
    assert groups[-2:] == ["重要价值客户", "重要价值客户"]
    assert groups[7] == "一般挽留客户"
    assert groups[0] == "一般发展客户"


def test_a_shop_of_one_buyer_and_of_none() -> None:
    assert shop((4,)) == ([(5, 1, 1)], ["一般发展客户"])
    assert shop() == ([], [])
    assert fifths(np.array([], dtype=np.int64)).tolist() == [0, 0, 0, 0]
    assert median(np.array([], dtype=np.int64)) == 0


def test_every_corner_has_its_group() -> None:
    assert len({group.high for group in RFM_GROUPS}) == len({group.slug for group in RFM_GROUPS}) == 8


@given(st.lists(st.integers(-5, 20), min_size=1, max_size=40))
def test_a_fifth_is_the_least_value_that_so_many_lie_at_or_below(values: list[int]) -> None:
    edges = fifths(np.array(values, dtype=np.int64))
    for at, edge in enumerate(edges.tolist(), start=1):
        assert sum(value <= edge for value in values) * 5 >= at * len(values)
        assert sum(value < edge for value in values) * 5 < at * len(values)

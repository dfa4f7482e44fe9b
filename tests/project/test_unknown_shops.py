"""Shops in the shapes of public data, described by nobody: people and events come out whole, behaviours told apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.project.shops.base import Truth
from tests.project.shops.catalogue import SHAPES
from tests.project.shops.judging import Outcome, differences, outcome_of

# Each tells something that no other does; the rest are slow together.
TELLING = (
    "repeat_buyers",
    "gifts_csv",
    "marketplace",
    "pages_and_products",
    "member_shop",
    "korean",
    "chinese",
    "bare_cosmetics",
)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in TELLING else pytest.mark.slow) for name in SHAPES]
)
def test_a_shop_that_nobody_described_comes_out_whole(name: str, tmp_path: Path) -> None:
    truth, outcome = outcome_of(SHAPES[name], tmp_path)
    assert differences(truth, outcome) == []


def test_telling_shapes_are_shapes() -> None:
    assert set(TELLING) <= set(SHAPES)


def test_lost_people_lost_rows_and_strange_rows_are_told() -> None:
    truth = Truth(100, {"product_viewed": 1000, "order_line_recorded": (40, 50)})
    whole = Outcome(99, Counter(product_viewed=1010, order_line_recorded=45, order_completed=30, trait_set=99))
    assert differences(truth, whole) == []
    halved = Outcome(50, Counter(product_viewed=1000, order_line_recorded=20, stray=80))
    assert differences(truth, halved) == [
        "people 50 of 100",
        "order_line_recorded [20] of (40, 50)",
        "80 rows nobody expects: {'stray': 80}",
    ]


def test_behaviours_under_one_name_are_told() -> None:
    truth = Truth(10, apart=(300, 40))
    assert differences(truth, Outcome(10, Counter(product_viewed=300, basket=40))) == []
    assert differences(truth, Outcome(10, Counter(product_viewed=340))) == [
        "300 rows of one behaviour have no name of their own: {'product_viewed': 340}",
        "40 rows of one behaviour have no name of their own: {'product_viewed': 340}",
    ]

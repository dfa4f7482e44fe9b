from __future__ import annotations

from collections.abc import Callable

import pytest
from fold_worlds import event
from tests.reducing import row_key

from huaxiang.domain.errors import OutOfRange
from huaxiang.folds.base import Count, Days, Latest, Where


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Count("x", frozenset(), key=("colour",)),
        lambda: Count("x", frozenset(), value="colour"),
        lambda: Latest("x", frozenset(), value="colour"),
        lambda: Latest("x", frozenset(), value="page", key=("colour",)),
        lambda: Days("x", frozenset(), key=("colour",)),
        lambda: Where("colour", "==", 1),
    ],
)
def test_a_column_that_is_none_is_refused_when_declared(declare: Callable[[], object]) -> None:
    with pytest.raises(OutOfRange, match="colour"):
        declare()


def test_a_minimum_needs_a_value() -> None:
    with pytest.raises(OutOfRange, match="value column"):
        Count("x", frozenset(), how="min")


def test_a_key_joins_its_columns_and_is_missing_when_one_is() -> None:
    row = event("x", 1, l1="pet", quantity=3)
    assert row_key(row, ("l1", "quantity")) == "pet|3"
    assert row_key(row, ()) == ""
    assert row_key(row, ("l1", "l2")) is None

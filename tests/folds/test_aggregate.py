from __future__ import annotations

import pyarrow as pa
import pytest
from fold_worlds import START, batch_rows, event

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.instants import HOUR_US
from huaxiang.folds.base import Count, Days, Latest, Where

DAY = START // (24 * HOUR_US)
ME = "member_no:1"
VIEWS = frozenset({"product_viewed"})


def test_events_are_counted_by_key_and_utc_day() -> None:
    fold = Count("views", VIEWS, key=("l1",))
    found = batch_rows(
        fold,
        event("product_viewed", 1, "a", l1="pet"),
        event("product_viewed", 23, "b", l1="pet"),
        event("product_viewed", 24, "c", l1="pet"),
        event("product_added", 1, "d", l1="pet"),
    )
    assert found == {(ME, "pet", DAY, 2, None, None), (ME, "pet", DAY + 1, 1, None, None)}


def test_an_event_without_one_of_the_key_columns_counts_nowhere() -> None:
    fold = Count("views", VIEWS, key=("l1", "l2"), is_by_day=False)
    found = batch_rows(
        fold, event("product_viewed", 1, "a", l1="pet"), event("product_viewed", 2, "b", l1="pet", l2="food")
    )
    assert found == {(ME, "pet|food", 0, 1, None, None)}


@pytest.mark.parametrize(("how", "value"), [("sum", 7), ("min", -1), ("max", 8)])
def test_values_are_summed_or_the_least_or_the_greatest_and_missing_ones_left_out(how: str, value: int) -> None:
    fold = Count("spend", frozenset(), value="amount_minor", how=how, is_by_day=False)  # type: ignore[arg-type]
    amounts = [8, -1, None]
    rows = [event("x", number, amount_minor=amount) for number, amount in enumerate(amounts)]
    assert batch_rows(fold, *rows) == {(ME, "", 0, value, None, None)}


def test_nothing_but_missing_values_makes_no_row() -> None:
    assert batch_rows(Count("spend", frozenset(), value="amount_minor"), event("x", 1)) == set()
    assert batch_rows(Latest("page", frozenset(), value="page"), event("x", 1)) == set()


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (Where("quantity", "==", 2), "b"),
        (Where("quantity", "!=", 2), "ac"),
        (Where("quantity", ">", 2), "c"),
        (Where("quantity", ">=", 2), "bc"),
        (Where("quantity", "<", 2), "a"),
        (Where("quantity", "<=", 2), "ab"),
        (Where("quantity", "in", frozenset({1, 3})), "ac"),
        (Where("quantity", "not in", frozenset({1, 3})), "b"),
        (Where("quantity", "known"), "abc"),
    ],
)
def test_a_missing_value_passes_no_filter(where: Where, kept: str) -> None:
    rows = [event("x", 1, name, quantity=quantity) for name, quantity in zip("abcd", [1, 2, 3, None], strict=True)]
    fold = Latest("last", frozenset(), value="name", key=("event_id",), where=(where,))
    assert {row[1] for row in batch_rows(fold, *rows)} == set(kept)


def test_the_latest_is_by_instant_then_event_id() -> None:
    fold = Latest("page", frozenset(), value="page")
    rows = [
        event("x", 2, "b", page="later"),
        event("x", 2, "a", page="earlier id"),
        event("x", 1, "z", page="before"),
        event("x", 3, "z"),
    ]
    assert batch_rows(fold, *rows) == {(ME, "", START + 2 * HOUR_US, 0, "later", "b")}


def test_days_are_the_last_local_day_of_each_key() -> None:
    fold = Days("seen", frozenset(), key=("item_id",))
    found = batch_rows(fold, event("x", 1, item_id="i"), event("x", 17, item_id="i"), event("x", 2, item_id="j"))
    assert found == {(ME, "i", 0, DAY + 1, None, None), (ME, "j", 0, DAY, None, None)}


def test_each_identity_has_its_own_rows() -> None:
    found = batch_rows(Count("n", frozenset(), is_by_day=False), event("x", 1), event("x", 2, identity="cookie:c"))
    assert found == {(ME, "", 0, 1, None, None), ("cookie:c", "", 0, 1, None, None)}


def test_no_events_make_no_rows() -> None:
    assert batch_rows(Days("seen", frozenset(), key=("item_id",))) == set()
    assert pa.types.is_string(FOLD_SCHEMA.field("item_id").type)

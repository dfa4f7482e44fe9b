from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from fold_worlds import batch_rows, event
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.folds.base import Count, Days, Latest, Replay, Where
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.vectors import EventColumns, fold_rows

DATA_FOLDS = [fold for fold in declared_folds() if not isinstance(fold, Replay)]
NAMES = sorted({name for fold in DATA_FOLDS for name in fold.events} | {"page_viewed"})
words = st.one_of(st.none(), st.sampled_from(["", "a", "b", "a|b", "美"]))
numbers = st.one_of(st.none(), st.integers(-3, 9))
happenings = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES),
            "hours": st.integers(0, 80),
            "event_id": st.sampled_from(["e1", "e2", "e3"]),
            "identity": st.sampled_from(["member_no:1", "cookie:c"]),
            **dict.fromkeys(("item_id", "order_id", "channel", "page", "zone", "l1", "l2", "brand", "value"), words),
            **dict.fromkeys(("quantity", "amount_minor", "dwell_ms", "discount_minor"), numbers),
        }
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(happenings, st.sampled_from(DATA_FOLDS))
def test_every_declared_fold_is_what_the_aggregate_says(rows: list[dict[str, Any]], fold: Any) -> None:
    batch_rows(fold, *(event(row.pop("name"), row.pop("hours"), row.pop("event_id"), **row) for row in rows))


def test_every_operator_is_known_for_texts_and_numbers() -> None:
    rows = [event("x", at, f"e{at}", quantity=at or None, page=page) for at, page in enumerate([None, "a", "b", "c"])]
    for operator, value in (("==", "b"), ("!=", "b"), (">", "a"), ("<=", "b"), ("in", {"a"}), ("not in", {"a"})):
        where = (Where("page", operator, value),)  # type: ignore[arg-type]
        assert batch_rows(Count("n", frozenset(), where=where, is_by_day=False), *rows)


def test_keys_that_read_alike_are_one() -> None:
    fold = Count("n", frozenset(), key=("l1", "l2"), is_by_day=False)
    found = batch_rows(fold, event("x", 1, "a", l1="a|b", l2="c"), event("x", 1, "b", l1="a", l2="b|c"))
    assert {row[1:4] for row in found} == {("a|b|c", 0, 2)}


def test_very_many_owners_and_days_do_not_overflow() -> None:
    events = [event("x", hours, f"e{hours}", item_id=f"i{hours % 3}", quantity=hours) for hours in (1, 30, 1, 7)]
    columns = {name: [getattr(each, name) for each in events] for name in FOLD_SCHEMA.names}
    table = pa.table(columns, schema=FOLD_SCHEMA)
    owner = np.array([5, 5, 3, 5], dtype=np.int64)
    fold = Count("n", frozenset(), key=("item_id",), value="quantity")
    few, many = (fold_rows(fold, EventColumns(table, owner, n)) for n in (6, 2**62))
    for name in (each.name for each in fields(few) if each.name != "n_people"):
        assert list(getattr(few, name)) == list(getattr(many, name))
    counted = Count("n", frozenset(), key=("item_id",))
    few, many = (fold_rows(counted, EventColumns(table, owner, n)) for n in (6, 2**62))
    assert (few.value.tolist(), few.person.tolist()) == (many.value.tolist(), many.person.tolist())


@pytest.mark.parametrize(
    "fold", [Count("n", frozenset({"y"})), Days("d", frozenset({"y"}), ()), Latest("l", frozenset({"y"}), "page")]
)
def test_without_an_event_to_listen_to_there_are_no_rows(fold: Any) -> None:
    assert batch_rows(fold, event("x", 1)) == set()

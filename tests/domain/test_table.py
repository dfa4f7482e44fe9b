from __future__ import annotations

import pyarrow as pa
import pytest

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.table import Column, declare

LINES = declare(
    "lines",
    "Lines of an order.",
    """
    order_id text: the order
    paid_at at: when it was paid
    amount_minor? money: what was paid
    """,
    key=("order_id",),
)
GOOD = pa.table({"amount_minor": [None, 5], "order_id": ["a", "b"], "paid_at": [1, 2]})


def test_columns_are_read_from_their_lines_with_units() -> None:
    assert LINES.columns == (
        Column("order_id", pa.string(), False, "the order"),
        Column("paid_at", pa.int64(), False, "when it was paid (µs UTC)"),
        Column("amount_minor", pa.int64(), True, "what was paid (minor units)"),
    )
    assert LINES.schema.field("paid_at").metadata == {b"meaning": "when it was paid (µs UTC)".encode()}


def test_good_rows_come_back_in_the_tables_order_and_types() -> None:
    rows = LINES.check(GOOD.set_column(0, "amount_minor", pa.array([None, 5], pa.int16())))
    assert rows.schema == LINES.schema
    assert rows.to_pylist() == [
        {"order_id": "a", "paid_at": 1, "amount_minor": None},
        {"order_id": "b", "paid_at": 2, "amount_minor": 5},
    ]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (GOOD.drop(["paid_at"]), "columns differ: paid_at"),
        (GOOD.append_column("colour", pa.array(["red", "blue"])), "columns differ: colour"),
        (GOOD.append_column("paid_at", pa.array([3, 4])), "columns differ: paid_at"),
        (GOOD.set_column(2, "paid_at", pa.array(["soon", "later"])), "lines"),
        (GOOD.set_column(2, "paid_at", pa.array([[1], [2]])), "lines"),
        (GOOD.set_column(2, "paid_at", pa.array([1.5, 2.0])), "lines"),
        (GOOD.set_column(1, "order_id", pa.array(["a", None])), "column order_id misses values"),
    ],
    ids=["missing", "unknown", "twice", "text", "list", "fraction", "null"],
)
def test_each_fault_breaks_the_contract(rows: pa.Table, fault: str) -> None:
    with pytest.raises(ContractBroken, match=fault):
        LINES.check(rows)

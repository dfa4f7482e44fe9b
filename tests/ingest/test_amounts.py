from __future__ import annotations

import duckdb
import pytest

from huaxiang.ingest.amounts import complete_order


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"paid_minor": 90}, {"net_minor": 90, "gross_minor": 90, "discount_minor": 0, "status": "completed"}),
        ({"gross_minor": 100, "discount_minor": 10}, {"net_minor": 90, "refund_minor": 0}),
        ({"net_minor": 60, "refund_minor": 30}, {"gross_minor": 90, "net_minor": 60}),
        ({"paid_minor": 90, "refund_minor": 90}, {"net_minor": 0, "status": "refunded"}),
        ({"paid_minor": 90, "paid_at": None}, {"net_minor": 0, "status": "placed"}),
        ({"paid_minor": 90, "status": "cancelled"}, {"net_minor": 0, "paid_at": None}),
    ],
)
def test_missing_amounts_follow_from_the_others(given: dict[str, object], expected: dict[str, object]) -> None:
    types = {"status": "VARCHAR"}
    cells = {**given, "placed_at": 5}
    row = ", ".join(
        f"{'NULL' if value is None else repr(value)}::{types.get(name, 'BIGINT')} AS {name}"
        for name, value in cells.items()
    )
    answers = complete_order(frozenset(given), "CNY")
    for name, value in expected.items():
        assert duckdb.sql(f"SELECT {answers[name]} FROM (SELECT {row})").fetchone() == (value,)

from __future__ import annotations

import duckdb
import pytest

from huaxiang.ingest.amounts import complete_order, with_returns


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"paid_minor": 90}, {"net_minor": 90, "gross_minor": 90, "discount_minor": 0, "status": "completed"}),
        ({"gross_minor": 100, "discount_minor": 10}, {"net_minor": 90, "refund_minor": 0}),
        ({"net_minor": 60, "refund_minor": 30}, {"gross_minor": 90, "net_minor": 60}),
        ({"paid_minor": 90, "refund_minor": 90}, {"net_minor": 0, "status": "refunded"}),
        ({"paid_minor": 90, "paid_at": None}, {"net_minor": 0, "status": "placed"}),
        ({"paid_minor": 90, "status": "cancelled"}, {"net_minor": 0, "paid_at": None}),
        ({"net_minor": 90, "status": "cancelled", "paid_at": 6}, {"net_minor": 0, "refund_minor": 90}),
        (
            {"paid_minor": 90, "refund_minor": 30, "status": "cancelled", "paid_at": 6},
            {"net_minor": 60, "refund_minor": 30},
        ),
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


def test_an_order_that_comes_to_less_than_nothing_is_a_return() -> None:
    row = "SELECT 5 AS placed_at, 5 AS paid_at, NULL::BIGINT AS closed_at, {0} AS gross_minor, 0 AS discount_minor,"
    row += " 0 AS refund_minor, {0} AS net_minor, 'completed' AS status"
    back = duckdb.sql(with_returns(row.format(-90))).fetchall()
    assert back == [(5, None, 5, 0, 0, 90, -90, "refunded")]
    assert duckdb.sql(with_returns(row.format(90))).fetchall() == [(5, 5, None, 90, 0, 0, 90, "completed")]

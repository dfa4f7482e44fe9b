from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.shaping import shaped

LINES = "order_id, item_id, quantity, amount_minor, _id"


def _lines(raw: Sequence[tuple[object, ...]], **settings: str) -> list[tuple[object, ...]]:
    spec = SourceSpec("s", "csv", "x", "order_lines", **settings)  # type: ignore[arg-type]
    values = ", ".join(str(row) for row in raw)
    made = "SELECT o AS order_id, i AS item_id, q::BIGINT AS quantity, a::BIGINT AS amount_minor, d AS _id FROM"
    query = shaped(f"{made} (VALUES {values}) AS v(o, i, q, a, d)", spec)
    return duckdb.sql(f"SELECT {LINES.removesuffix(', _id')} FROM ({query}) ORDER BY ALL").fetchall()


def test_titles_in_one_cell_are_lines_that_share_amount_and_pieces() -> None:
    found = _lines([("A", "cup，pan， pot", 4, 1000, "r1"), ("B", "cup", 2, 500, "r2")], split="，")
    assert found == [("A", "cup", 2, 334), ("A", "pan", 1, 333), ("A", "pot", 1, 333), ("B", "cup", 2, 500)]


@given(amount=st.integers(-10_000, 10_000), parts=st.integers(1, 9), pieces=st.integers(1, 20))
def test_shares_add_up_to_the_whole(amount: int, parts: int, pieces: int) -> None:
    found = _lines([("A", "、".join(f"p{n}" for n in range(parts)), pieces, amount, "r1")], split="、")
    assert sum(int(str(row[3])) for row in found) == amount
    assert sum(int(str(row[2])) for row in found) == max(pieces, parts)


def test_a_cell_without_any_title_stays_a_line() -> None:
    assert _lines([("A", "，", 1, 500, "r1")], split="，") == [("A", "，", 1, 500)]


def test_lines_that_repeat_the_orders_amount_share_it() -> None:
    rows = [("A", "cup", 1, 1001, "r1"), ("A", "pan", 1, 1001, "r2"), ("B", "cup", 1, 500, "r3")]
    assert _lines(rows, rows="repeated") == [("A", "cup", 1, 501), ("A", "pan", 1, 500), ("B", "cup", 1, 500)]


@pytest.mark.parametrize(("rows", "net"), [("lines", 600), ("repeated", 300)])
def test_amounts_of_an_order_are_added_up_or_taken_once(rows: str, net: int) -> None:
    amounts = "300 AS gross_minor, 0 AS discount_minor, 0 AS refund_minor, 300 AS net_minor"
    more = "'A' AS order_id, ['m:1'] AS _identities, 'm:1' AS person_id, 1 AS placed_at, 1 AS paid_at, 1 AS closed_at"
    rest = "'CNY' AS currency, 'paid' AS status, NULL AS channel, 's' AS source"
    both = " UNION ALL ".join(f"SELECT {more}, {amounts}, {rest}, '{row}' AS _id" for row in ("r1", "r2"))
    query = shaped(both, SourceSpec("s", "csv", "x", "orders", rows=rows))
    assert duckdb.sql(f"SELECT net_minor, _lines FROM ({query})").fetchall() == [(net, 2)]


def test_an_order_is_cancelled_when_all_its_lines_are() -> None:
    amounts = "300 AS gross_minor, 0 AS discount_minor, 0 AS refund_minor, 300 AS net_minor"
    more = "['m:1'] AS _identities, 'm:1' AS person_id, 1 AS placed_at, 1 AS paid_at, 1 AS closed_at"
    rest = "'CNY' AS currency, NULL AS channel, 's' AS source, 'r' AS _id"
    lines = (("A", "cancelled"), ("A", "shipped"), ("B", "cancelled"), ("B", "cancelled"))
    rows = " UNION ALL ".join(f"SELECT '{o}' AS order_id, '{s}' AS status, {more}, {amounts}, {rest}" for o, s in lines)
    query = shaped(rows, SourceSpec("s", "csv", "x", "orders", rows="lines"))
    found = duckdb.sql(f"SELECT order_id, status FROM ({query}) ORDER BY 1").fetchall()
    assert found == [("A", "shipped"), ("B", "cancelled")]


def test_items_of_several_titles_are_one_each() -> None:
    columns = {"title": "t", "_id": "d", "item_id": "t"}
    others = ["brand", "l1", "l2", "l3", "category_path_raw", "price_minor", "currency", "listed_at", "attributes"]
    others += ["is_sensitive", "source"]
    made = ", ".join([*(f"{v} AS {k}" for k, v in columns.items()), *(f"NULL AS {k}" for k in others)])
    query = f"SELECT {made} FROM (VALUES ('cup，pan', 'r1'), ('pan', 'r2')) AS v(t, d)"
    spec = SourceSpec("s", "csv", "x", "items", rows="distinct", split="，")
    found = duckdb.sql(f"SELECT item_id, title, _lines FROM ({shaped(query, spec)}) ORDER BY 1").fetchall()
    assert found == [("cup", "cup", 1), ("pan", "pan", 1)]

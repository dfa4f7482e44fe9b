from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.shop_shapes import SHAPES

from huaxiang.domain.errors import UnknownName
from huaxiang.ingest.propose.stage import KINDS, correct, correct_value, propose
from huaxiang.ingest.sniffing import SniffedTable, sniff

KINDS_OF: dict[str, dict[str, str]] = {
    "retail_log": {"events": "events", "item_properties": "ignored", "category_tree": "ignored"},
    "marketplace": {
        "customers": "people",
        "geolocation": "ignored",
        "order_items": "lines",
        "order_payments": "ignored",
        "order_reviews": "texts",
        "orders": "orders",
        "products": "items",
    },
    "grocery_days": {"transaction_data": "wide", "product": "items", "hh_demographic": "people"},
    "fashion": {"transactions": "purchases", "articles": "items", "customers": "people"},
    "sessions": {"clicks": "events", "buys": "purchases"},
    "music_shop": {"master": "events"},
    "reviews": {"reviews": "texts"},
    "taobao": {"ExportOrderList": "orders"},
    "jingdong": {"订单": "wide"},
    "german": {"bestellungen": "wide", "artikel": "items", "kunden": "people"},
    "nameless_tables": {"sales": "wide", "goods": "items"},
}


@pytest.mark.parametrize("shape", KINDS_OF)
def test_tables_of_shops_in_many_shapes_are_told(shape: str, tmp_path: Path) -> None:
    SHAPES[shape](tmp_path, np.random.default_rng(3))
    tables = [table for path in sorted(tmp_path.iterdir()) for table in sniff(path, sample_rows=60_000)]
    assert {each.file.name: each.kind for each in propose(tables).tables} == KINDS_OF[shape]


def _sales(table: Callable[..., SniffedTable], rows: list[tuple[object, ...]]) -> SniffedTable:
    return table("sales", ("order_id", "user_id", "created_at", "sku", "qty", "price"), rows)


def test_the_same_tables_give_the_same_proposal(
    table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]
) -> None:
    assert propose([_sales(table, orders)]).to_dict() == propose([_sales(table, orders)]).to_dict()


def test_a_correction_is_kept_and_the_rest_is_made_anew(
    table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]
) -> None:
    before = propose([_sales(table, orders)])
    after = correct(before, "sales", "sku", "category")
    assert after.table("sales").columns[3].role == "category"
    again = correct(after, "sales", "", "ignored")
    assert (again.table("sales").kind, again.table("sales").columns[3].role) == ("ignored", "category")
    assert again.table("sales").drafts == ()


@pytest.mark.parametrize(
    ("name", "column", "role"),
    [("sale", "sku", "item"), ("sales", "skuu", "item"), ("sales", "sku", "itm"), ("sales", "", "evnts")],
)
def test_unknown_names_are_told(
    name: str, column: str, role: str, table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]
) -> None:
    with pytest.raises(UnknownName):
        correct(propose([_sales(table, orders)]), name, column, role)


def test_the_meaning_of_a_value_is_corrected(table: Callable[..., SniffedTable]) -> None:
    rows = [(n % 9, f"P{n % 30}", ("look", "zap")[n % 9 == 3], f"2024-03-{1 + n % 28:02d}") for n in range(90)]
    before = propose([table("log", ("user_id", "item_id", "action", "time"), rows)])
    after = correct_value(before, "log", "zap", "product_shared")
    assert after.table("log").drafts[0].values["name"] == {"look": "product_viewed", "zap": "product_shared"}
    with pytest.raises(UnknownName):
        correct_value(before, "logg", "zap", "product_shared")


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind_may_be_said_of_any_table(
    kind: str, table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]
) -> None:
    assert propose([_sales(table, orders)], pins={("sales", ""): kind}).table("sales").kind == kind

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from huaxiang.console.views.sales import Orders, built_at, paid_orders
from huaxiang.domain.instants import DAY_US
from huaxiang.project.opening import Project


def orders(*rows: tuple[str | None, int, int, str]) -> Orders:
    """Orders of (person, days before the as-of, net, currency)."""
    names = ("person_id", "paid_at", "net_minor", "currency")
    columns = [(who, (100 - days) * DAY_US, net, currency) for who, days, net, currency in rows]
    return Orders(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in columns]), 100 * DAY_US)


SOME = orders(
    ("a", 0, 500, "CNY"), ("a", 29, 100, "CNY"), ("b", 30, 70, "CNY"), ("b", 3, 9, "USD"), (None, 1, 1, "CNY")
)


def test_currencies_are_summed_apart() -> None:
    assert SOME.net() == {"CNY": 671, "USD": 9}


def test_a_window_ends_with_its_last_instant_and_begins_after_its_first() -> None:
    assert SOME.within(30).net() == {"CNY": 601, "USD": 9}
    assert SOME.within(30, before_days=30).net() == {"CNY": 70}


def test_orders_of_nobody_count_as_sales_and_make_no_buyer() -> None:
    assert SOME.buyers() == {"a", "b"}
    assert SOME.by_person("CNY") == {"a": 600, "b": 70}


def test_orders_of_the_shop_are_paid_and_add_up(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    found = paid_orders(project)
    rows = [row for row in project.lake().read("orders").to_pylist() if row["paid_at"] is not None]
    assert found.net() == {"CNY": sum(row["net_minor"] for row in rows)}
    assert found.as_of == built_at(project) == project.store().meta().as_of

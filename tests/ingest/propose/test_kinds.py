from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from huaxiang.ingest.propose.kinds import event_of_name, kind_of
from huaxiang.ingest.propose.seen import SeenTable

Rows = Sequence[Sequence[object]]
DAY = "2024-03-{:02d}"
CASES: dict[str, tuple[Sequence[str], Rows]] = {
    "events": (
        ("user_id", "item_id", "action", "time"),
        [(n % 9, n % 30, "view", DAY.format(1 + n % 28)) for n in range(80)],
    ),
    "orders": (
        ("order_id", "user_id", "order_date", "total"),
        [(n, n % 9, DAY.format(1 + n % 28), n + 0.5) for n in range(80)],
    ),
    "items": (("product_id", "title", "category"), [(n, f"green cup {n}", n % 5) for n in range(80)]),
    "people": (("user_id", "gender", "city"), [(1000 + n, n % 2, f"c{n % 5}") for n in range(80)]),
    "texts": (
        ("user_id", "review", "date"),
        [(n % 9, f"a very good cup for my tea and me {n}", DAY.format(1 + n % 28)) for n in range(80)],
    ),
    "item_states": (("product_id", "price", "time"), [(n % 9, 1.5 + n, DAY.format(1 + n % 28)) for n in range(80)]),
    "campaigns": (
        ("campaign_id", "name", "start_date", "end_date"),
        [(f"c{n}", f"mail {n}", "2024-01-01", "2024-02-01") for n in range(20)],
    ),
    "coupons": (
        ("coupon_id", "user_id", "issued_at"),
        [(f"q{n:04d}", n % 9, DAY.format(1 + n % 28)) for n in range(40)],
    ),
    "messages": (
        ("message_id", "user_id", "campaign_id", "sent_at"),
        [(f"m{n:04d}", 100 + n % 19, f"k{n % 3}", DAY.format(1 + n % 28)) for n in range(60)],
    ),
    "consents": (
        ("user_id", "purpose", "given_at"),
        [(100 + n, "profiling", DAY.format(1 + n % 28)) for n in range(40)],
    ),
    "ignored": (("lat", "lng"), [(1.5 + n, 2.5) for n in range(40)]),
}


@pytest.mark.parametrize("kind", CASES)
def test_tables_are_told_by_what_their_columns_play(kind: str, seen: Callable[..., SeenTable]) -> None:
    columns, rows = CASES[kind]
    assert kind_of(seen("x", columns, rows), []).value == kind


def test_repeated_order_ids_with_person_and_time_are_orders_with_lines(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    table = seen("sales", ("order_id", "user_id", "created_at", "sku", "qty", "price"), orders)
    assert kind_of(table, []).value == "wide"


def test_lines_belong_to_orders_elsewhere_and_payments_are_left(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    heads = sorted({(row[0], row[1], row[2]) for row in orders})
    head = seen("orders", ("order_id", "customer_id", "order_date"), heads)
    lines = seen("lines", ("order_id", "product_id", "price"), [(row[0], row[3], row[5]) for row in orders])
    paid = seen("payments", ("order_id", "payment_type", "payment_value"), [(h[0], "card", 3.5) for h in heads])
    assert kind_of(lines, [head, paid]).value == "lines"
    assert kind_of(paid, [head, lines]).value == "ignored"


def test_purchases_without_order_ids(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    table = seen("sales", ("user_id", "day", "sku", "qty", "price"), [(r[1], r[2], r[3], r[4], r[5]) for r in orders])
    assert kind_of(table, []).value == "purchases"


def test_a_pin_decides(seen: Callable[..., SeenTable]) -> None:
    columns, rows = CASES["items"]
    table = seen("x", columns, rows)
    table.pins = {"": "people"}
    assert kind_of(table, []).value == "people"


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("clicks", "product_viewed"),
        ("购买记录", "buy"),
        ("user_orders", "buy"),
        ("view_log", "product_viewed"),
        ("data", None),
    ],
)
def test_a_files_name_may_say_the_behaviour(name: str, event: str | None, seen: Callable[..., SeenTable]) -> None:
    assert event_of_name(seen(name, ["a"], [(1,)])) == event


@pytest.mark.parametrize(
    ("name", "columns", "rows", "kind"),
    [
        (
            "customers",
            ("customer_id", "customer_unique_id", "city"),
            [(f"c{n:05d}", f"u{n // 2:05d}", f"t{n % 7}") for n in range(100)],
            "people",
        ),
        (
            "ad_feature",
            ("adgroup_id", "cate_id", "customer", "brand", "price"),
            [(5000 + n, n % 20, 100 + n % 30, n % 9, n + 0.5) for n in range(100)],
            "items",
        ),
        (
            "shippers",
            ("ShipperID", "CompanyName", "Phone"),
            [(n, f"Ship {n}", f"555-{n:04d}") for n in range(20)],
            "ignored",
        ),
        (
            "Groceries",
            ("Member_number", "Date", "itemDescription"),
            [(1000 + n % 30, DAY.format(1 + n % 28), f"thing {n % 20}") for n in range(200)],
            "purchases",
        ),
    ],
)
def test_lists_of_things_are_not_what_people_did(
    name: str, columns: Sequence[str], rows: Rows, kind: str, seen: Callable[..., SeenTable]
) -> None:
    assert kind_of(seen(name, columns, rows), []).value == kind


def test_a_file_called_users_lists_people_though_its_columns_have_no_names(seen: Callable[..., SeenTable]) -> None:
    rows = [(1 + n, "FM"[n % 2], 18 + n % 4 * 7, n % 21, 10_000 + n * 37) for n in range(200)]
    table = seen("users", ["col1", "col2", "col3", "col4", "col5"], rows, header=False)
    assert table.columns["col1"].role == "person"
    assert table.columns["col1"].reasons[0].text("en") == "the name of the file, 'users'"
    assert kind_of(table, []).value == "people"

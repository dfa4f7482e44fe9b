from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.mapping import Computed, Constant
from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.behaviours import meanings
from huaxiang.ingest.propose.drafted_events import event_of, events
from huaxiang.ingest.propose.seen import SeenTable

ROWS = [(n % 9, f"P{n % 30}", ("pv", "buy")[n % 9 == 3], f"2024-03-{1 + n % 28:02d} 10:00:00") for n in range(90)]
HEADER = ("user_id", "item_id", "behavior_type", "time")


def _around(*, has_orders: bool = False) -> Surroundings:
    found = tuple(meanings([("pv", 80), ("buy", 10)]))
    return Surroundings({"user_id": ("user_id",)}, "2024-01-01", has_orders, has_items=False, meanings=found)


def test_purchases_in_a_log_are_lines_and_make_orders(seen: Callable[..., SeenTable]) -> None:
    log, orders = events(seen("log", HEADER, ROWS), _around())
    assert log.values["name"] == {"pv": "product_viewed", "buy": "order_line_recorded"}
    assert (orders.table, orders.settings["where"]) == ("orders", {"behavior_type": ("buy",)})
    assert orders.map["order_id"] == Computed(("user_id", "time"), "join")


def test_where_orders_stand_elsewhere_purchases_of_the_log_are_tracked_alone(seen: Callable[..., SeenTable]) -> None:
    (log,) = events(seen("log", HEADER, ROWS), _around(has_orders=True))
    assert log.values["name"]["buy"] == "purchase_tracked"


def test_columns_of_yes_and_no_say_the_event(seen: Callable[..., SeenTable]) -> None:
    rows = [(n % 9, f"P{n % 30}", f"2024-03-{1 + n % 28:02d}", int(n % 9 == 3), int(n % 5 == 2)) for n in range(90)]
    log = events(seen("log", ("user_id", "item_id", "time", "is_purchase", "is_cart"), rows), _around())[0]
    expected = ("order_line_recorded", "product_added", "product_viewed")
    assert log.map["name"] == Computed(("is_purchase", "is_cart"), "flags", words=expected)


def test_a_file_of_one_behaviour_has_one_name(seen: Callable[..., SeenTable]) -> None:
    rows = [(n % 9, f"P{n % 30}", f"2024-03-{1 + n % 28:02d}") for n in range(90)]
    log = events(seen("favorites", ("user_id", "item_id", "time"), rows), _around())[0]
    assert log.map["name"] == Constant("product_favourited")
    stars = seen(
        "x", ("user_id", "item_id", "rating", "time"), [(*row[:2], 1 + n % 5, row[2]) for n, row in enumerate(rows)]
    )
    assert event_of(stars) == "product_reviewed"
    sums = seen("x", ("user_id", "date", "amount"), [(n % 9, f"2024-03-{1 + n % 28:02d}", 3.5 + n) for n in range(90)])
    assert event_of(sums) == "order_completed"

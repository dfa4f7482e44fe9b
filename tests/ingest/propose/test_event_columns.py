from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.event_columns import event_columns, event_values
from huaxiang.ingest.propose.seen import SeenTable

HEADER = ("session_id", "event_type", "product_action", "product_id", "timestamp")


def test_a_finer_column_with_gaps_is_filled_by_the_coarser_one(seen: Callable[..., SeenTable]) -> None:
    rows = [
        (
            n % 20,
            *(("pageview", "") if n % 2 else ("event_product", "detail" if n % 8 else "purchase")),
            n % 30,
            1_600_000_000 + n,
        )
        for n in range(400)
    ]
    table = seen("browsing", HEADER, rows)
    assert event_columns(table) == ("product_action", "event_type")
    assert dict(event_values(table)) == {"pageview": 200, "detail": 150, "purchase": 50}


def test_one_column_alone_says_it(seen: Callable[..., SeenTable]) -> None:
    rows = [(n % 20, "view" if n % 9 else "purchase", n % 30, 1_600_000_000 + n) for n in range(400)]
    table = seen("log", ("user_id", "event_type", "item_id", "timestamp"), rows)
    assert event_columns(table) == ("event_type",)
    assert dict(event_values(table)) == {"view": 355, "purchase": 45}
    assert event_columns(seen("x", ("user_id", "timestamp"), [(n % 9, 1_600_000_000 + n) for n in range(99)])) == ()

from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.mapping import Computed, Constant
from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.drafted_things import items, items_within, people, people_within, worth_keeping
from huaxiang.ingest.propose.seen import SeenTable

AROUND = Surroundings({"user_id": ("user_id",)}, "2024-01-01", has_orders=False, has_items=False)


def test_items_with_title_brand_and_levels(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n:03d}", f"green cup {n}", f"b{n % 5}", f"c{n % 7}", 2.5 + n) for n in range(60)]
    (draft,) = items(seen("goods", ("product_id", "product_name", "brand", "category", "price"), rows), AROUND)
    assert dict(draft.map) == {
        "item_id": "product_id",
        "title": "product_name",
        "brand": "brand",
        "l1": "category",
        "price_minor": "price",
    }
    assert draft.person == {}


def test_a_missing_title_is_stood_in_for(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n:03d}", f"kind {n % 7}" if n % 9 else "") for n in range(60)]
    (draft,) = items(seen("goods", ("product_id", "category"), rows), AROUND)
    assert draft.map["title"] == Computed(("category", "product_id"), "first")


def test_items_that_lines_name_are_taken_once_each(seen: Callable[..., SeenTable]) -> None:
    rows = [(n // 2, f"P{n % 9}", f"green cup {n % 9}") for n in range(60)]
    (draft,) = items_within(seen("lines", ("order_id", "sku", "title"), rows), AROUND)
    assert (draft.settings["rows"], draft.map) == ("distinct", {"item_id": "sku", "title": "title"})
    assert items_within(seen("lines", ("order_id", "sku"), [row[:2] for row in rows]), AROUND) == []


def test_people_have_traits_and_when_they_came(seen: Callable[..., SeenTable]) -> None:
    rows = [(1000 + n, "mf"[n % 2], f"2020-01-{1 + n % 28:02d}") for n in range(60)]
    (draft,) = people(seen("users", ("user_id", "gender", "register_date"), rows), AROUND)
    assert draft.map == {"observed_at": "register_date", "gender": "gender"}
    (draft,) = people(seen("users", ("user_id", "gender"), [row[:2] for row in rows]), AROUND)
    assert draft.map["observed_at"] == Constant("2024-01-01")


def test_traits_in_every_order_are_said_once_and_only_where_they_are_the_persons(
    seen: Callable[..., SeenTable],
) -> None:
    rows = [(n, 100 + n % 15, f"2024-03-{1 + n % 28:02d}", f"land {n % 15 % 4}", f"city {n % 11}") for n in range(120)]
    (draft,) = people_within(seen("orders", ("order_id", "user_id", "date", "country", "city"), rows), AROUND)
    assert (set(draft.map), draft.settings) == ({"observed_at", "country"}, {"rows": "distinct"})


def test_private_and_dull_columns_are_not_kept(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, "王**", "x", f"https://example.com/{n}", n % 7) for n in range(60)]
    assert worth_keeping(seen("log", ("user_id", "收货人姓名", "same", "link", "size"), rows), {}) == ["size"]

from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.categories import category_levels
from huaxiang.ingest.propose.seen import SeenTable


def test_levels_go_from_wide_to_narrow(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n:03d}", f"sub {n % 30}", f"cat {n % 10}", f"dep {n % 2}") for n in range(90)]
    table = seen("goods", ["product_id", "sub_category", "category", "department"], rows)
    assert category_levels(table) == {"l1": "department", "l2": "category", "l3": "sub_category"}


def test_numbers_in_names_say_the_level(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n:03d}", f"甲{n % 9}", f"乙{n % 9 % 5}") for n in range(90)]
    assert category_levels(seen("商品", ["商品ID", "二级类目", "一级类目"], rows))["l1"] == "一级类目"


def test_a_path_in_one_cell_stays_in_one(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n:03d}", f"美妆>底妆>粉底{n % 7}") for n in range(90)]
    assert category_levels(seen("goods", ["product_id", "category"], rows)) == {"category_path_raw": "category"}


def test_of_number_and_label_the_label_stays(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n:03d}", 100 + n % 12, f"aisle {n % 12}") for n in range(90)]
    assert category_levels(seen("goods", ["product_id", "category_id", "category_name"], rows)) == {
        "l1": "category_name"
    }


def test_no_category_no_level(seen: Callable[..., SeenTable]) -> None:
    assert category_levels(seen("goods", ["product_id"], [(n,) for n in range(20)])) == {}

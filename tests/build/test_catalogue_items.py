from __future__ import annotations

from tests.build.worlds import rows

from huaxiang.build.catalogue_items import fold_items, items_of
from huaxiang.domain.categories import padded
from huaxiang.domain.profiles import Item
from huaxiang.engines.lake import Lake


def test_an_item_of_two_sources_is_that_of_the_last_by_name_whatever_the_order_of_files(lake: Lake) -> None:
    one = {"item_id": "i1", "title": "旧", "source": "a", "l1": "宠物"}
    two = {"item_id": "i1", "title": "新", "source": "b", "l1": "Pet"}
    lake.write("items", rows("items", two), part="first")
    lake.write("items", rows("items", one, {"item_id": "i0", "title": "无类", "source": "a"}), part="second")
    found = items_of(lake, lambda levels: padded([f"s-{label}" for label in levels if label]))
    assert found == [
        Item("i0", None, None, None, None, "无类"),
        Item("i1", "s-Pet", "s-Pet", "s-Pet", None, "新"),
    ]


def test_items_for_the_folds_have_slugs_and_brand_as_text() -> None:
    table = fold_items([Item("i1", "pet", None, None, "牌", "猫粮")])
    assert table.to_pylist() == [{"item_id": "i1", "l1": "pet", "l2": None, "l3": None, "brand": "牌"}]
    assert {str(field.type) for field in fold_items([]).schema} == {"string"}


def test_an_item_without_labels_gets_the_category_of_its_title(lake: Lake) -> None:
    one = {"item_id": "i1", "title": "猫粮", "source": "a"}
    two = {"item_id": "i2", "title": "猫粮", "source": "a", "l1": "own"}
    lake.write("items", rows("items", one, two), part="first")
    found = items_of(lake, lambda levels: levels, of_title=lambda title: (f"of {title}", None, None))
    assert [each.l1 for each in found] == ["of 猫粮", "own"]

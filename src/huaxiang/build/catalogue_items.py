"""Items as the folds need them: category labels as the shop has them become slugs of the category tree."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from huaxiang.domain.categories import Levels
from huaxiang.domain.profiles import Item
from huaxiang.engines.lake import Lake

__all__ = ["Categorise", "fold_items", "items_of"]

Categorise = Callable[[Levels], Levels]
"""Three labels as the shop has them -> three slugs."""


def items_of(lake: Lake, categorise: Categorise) -> list[Item]:
    """One Item for each item id, that of the last of its sources by name."""
    rows = lake.read("items").select(["item_id", "l1", "l2", "l3", "brand", "title", "source"])
    rows = rows.sort_by([("item_id", "ascending"), ("source", "ascending")])
    columns = [rows[name].to_pylist() for name in ("item_id", "l1", "l2", "l3", "brand", "title")]
    items: dict[str, Item] = {}
    for item_id, l1, l2, l3, brand, title in zip(*columns, strict=True):
        items[item_id] = Item(item_id, *categorise((l1, l2, l3)), brand, title)
    return list(items.values())


def fold_items(items: list[Item]) -> pa.Table:
    """Items as `fold_table` joins them: item_id, l1, l2, l3, brand."""
    names = ("item_id", "l1", "l2", "l3", "brand")
    return pa.table({name: pa.array([getattr(item, name) for item in items], pa.string()) for name in names})

"""Items as the folds need them: category labels as the shop has them become slugs of the category tree."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from huaxiang.domain.categories import Levels
from huaxiang.domain.profiles import Item
from huaxiang.engines.lake import Lake

__all__ = ["Categorise", "OfTitle", "fold_items", "items_of"]

Categorise = Callable[[Levels], Levels]
"""Three labels as the shop has them -> three slugs."""
OfTitle = Callable[[str], Levels]
"""A title -> three slugs."""


def items_of(lake: Lake, categorise: Categorise, *, of_title: OfTitle | None = None) -> list[Item]:
    """One Item for each item id, that of the last of its sources by name; without any label the title decides."""
    rows = lake.read("items").select(["item_id", "l1", "l2", "l3", "brand", "title", "source"])
    rows = rows.sort_by([("item_id", "ascending"), ("source", "ascending")])
    columns = [rows[name].to_pylist() for name in ("item_id", "l1", "l2", "l3", "brand", "title")]
    items: dict[str, Item] = {}
    for item_id, l1, l2, l3, brand, title in zip(*columns, strict=True):
        has_label = l1 or l2 or l3 or of_title is None
        levels = categorise((l1, l2, l3)) if has_label or of_title is None else of_title(title)
        items[item_id] = Item(item_id, *levels, brand, title)
    return list(items.values())


def fold_items(items: list[Item]) -> pa.Table:
    """Items as `fold_table` joins them: item_id, l1, l2, l3, brand."""
    names = ("item_id", "l1", "l2", "l3", "brand")
    return pa.table({name: pa.array([getattr(item, name) for item in items], pa.string()) for name in names})

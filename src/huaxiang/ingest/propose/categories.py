"""The three levels of a category among the columns that hold categories, from the widest to the narrowest."""

from __future__ import annotations

import re

from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.profile import ColumnProfile
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["category_levels"]

_NUMBER = re.compile(r"(?:^|\D)([1-3])(?:\D|$)")
_FIRST = ("一级", "大类", "大分類", "대분류", "department", "dept", "main", "master", "top", "index group")
_SECOND = ("二级", "中类", "中分類", "중분류")
_THIRD = ("三级", "小类", "小分類", "소분류", "叶子")
_LOWER = ("sub", "sous", "unter", "sotto", "под", "alt ", "pod")


def category_levels(table: SeenTable) -> dict[str, str]:
    """Canonical column (l1, l2, l3, or category_path_raw for a path in one cell) → raw column; empty without any."""
    columns = [table.profile(name) for name in table.with_role("category") if not table.profile(name).is_constant]
    paths = [p for p in columns if p.share["path"] > 0.6 and any(sign in "".join(p.examples) for sign in ">/|.")]
    if paths:
        return {"category_path_raw": paths[0].name}
    distinct = _without_twins(columns)
    distinct.sort(key=lambda p: (_level(p.name), p.n_distinct, p.position))
    if len(distinct) > 3:
        distinct = [distinct[0], distinct[len(distinct) // 2], distinct[-1]]
    return {f"l{number}": p.name for number, p in enumerate(distinct, 1)}


def _level(name: str) -> float:
    """The level that a name says, 2 when it says none."""
    plain = normalise(name)
    for level, words in ((1.0, _FIRST), (2.0, _SECOND), (3.0, _THIRD)):
        if any(word in plain for word in words) and not any(word in f" {plain}" for word in _LOWER):
            return level
    if found := _NUMBER.search(plain):
        return float(found[1])
    return 2.5 if any(word in f" {plain}" for word in _LOWER) else 2.0


def _without_twins(columns: list[ColumnProfile]) -> list[ColumnProfile]:
    """Of a category's number and its label one stays, the label."""
    kept: list[ColumnProfile] = []
    for p in sorted(columns, key=lambda each: (each.share["integer"] > 0.9, each.position)):
        if not any(_are_twins(p, other) for other in kept):
            kept.append(p)
    return sorted(kept, key=lambda each: each.position)


def _are_twins(a: ColumnProfile, b: ColumnProfile) -> bool:
    pairs = {(int(x), int(y)) for x, y in zip(a.codes, b.codes, strict=True) if x >= 0 and y >= 0}
    most = max(len({x for x, _ in pairs}), len({y for _, y in pairs}), 1)
    return len(pairs) <= 1.02 * most and abs(a.n_distinct - b.n_distinct) <= 0.02 * most

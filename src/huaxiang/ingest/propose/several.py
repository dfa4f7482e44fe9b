"""Cells that hold several titles or ids at once, and the sign that stands between them."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from huaxiang.ingest.propose.profile import ColumnProfile, number_of
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["separator_of"]

_SIGNS = ("，", ",", "；", ";", "、", "|", "/", "+", "\n")
_LEAST_CELLS, _LEAST_SHARE = 3, 0.03


def separator_of(table: SeenTable, column: str) -> str:
    """The sign between several values in one cell, `""` where each cell holds one.

    The parts must come again, alone or in other company, and where pieces are counted there must be as many.
    """
    p = table.profile(column)
    for sign in _SIGNS:
        cells = [value for value in p.distinct if sign in value]
        if len(cells) < max(_LEAST_CELLS, _LEAST_SHARE * p.n_distinct):
            continue
        if _parts_come_again(p, sign) and _has_pieces_enough(table, p, sign):
            return sign
    return ""


def _parts_of(value: str, sign: str) -> list[str]:
    return [part for part in (each.strip() for each in value.split(sign)) if part]


def _parts_come_again(p: ColumnProfile, sign: str) -> bool:
    parts = Counter(part for value in p.distinct for part in set(_parts_of(value, sign)))
    joined = [part for value in p.distinct if sign in value for part in _parts_of(value, sign)]
    again = sum(parts[part] > 1 for part in joined)
    is_number = sum(re.fullmatch(r"\d{1,3}(\.\d+)?", part) is not None for part in joined)
    return again > 0.8 * len(joined) and len(parts) < 0.8 * p.n_distinct and is_number < 0.2 * len(joined)


def _has_pieces_enough(table: SeenTable, p: ColumnProfile, sign: str) -> bool:
    quantity = table.first("quantity")
    if quantity is None:
        return True
    pieces = table.profile(quantity)
    counts = np.array([len(_parts_of(value, sign)) for value in p.distinct] or [1])
    numbers = np.array([number_of(value) or 0.0 for value in pieces.distinct] or [0.0])
    both = (p.codes >= 0) & (pieces.codes >= 0)
    wanted, there = counts[p.codes[both]], numbers[pieces.codes[both]]
    some = wanted > 1
    return bool(some.any() and np.mean(there[some] >= wanted[some]) > 0.9)

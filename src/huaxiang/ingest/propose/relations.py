"""How the columns of one table hang together: which determines which, and whose rows come in bursts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.ingest.propose.profile import Codes, ColumnProfile

__all__ = ["Relations", "relate"]

_HOLDS = 0.97
_LEAST_GROUPS = 8
_MOST_ROWS = 60_000
_MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations between columns of a table, by position.

    Attributes:
        determines: Pairs (a, b): rows with the same a have the same b, far beyond chance; a holds
            neither instants nor fractions.
        burst: Position → middle distance in rows between equal values over what chance would give; below 1 the rows
            of a value come together.
    """

    determines: frozenset[tuple[int, int]]
    burst: dict[int, float]

    def determined_by(self, position: int) -> list[int]:
        """Columns that determine this one."""
        return [a for a, b in self.determines if b == position]

    def determined(self, position: int) -> list[int]:
        """Columns that this one determines."""
        return [b for a, b in self.determines if a == position]


def relate(profiles: Sequence[ColumnProfile]) -> Relations:
    """The relations of a table's columns; of its first 40 columns and 60,000 rows when there are more."""
    some = [p for p in profiles if not p.is_constant][:_MOST_COLUMNS]
    codes = {p.position: p.codes[:_MOST_ROWS] for p in some}
    chance = {position: _chance(each) for position, each in codes.items()}
    pairs = set()
    for a in some:
        if a.unique > 0.98 or a.time is not None or a.share["fraction"] > 0.1:
            continue
        for b in some:
            if a is not b and chance[b.position] < 0.6 and _determines(codes[a.position], codes[b.position]):
                pairs.add((a.position, b.position))
    return Relations(frozenset(pairs), {p.position: _burst(codes[p.position]) for p in some})


def _chance(codes: Codes) -> float:
    """Probability that two rows have the same value."""
    present = codes[codes >= 0]
    if not len(present):
        return 1.0
    shares = np.bincount(present) / len(present)
    return float(np.sum(shares * shares))


def _determines(a: Codes, b: Codes) -> bool:
    both = (a >= 0) & (b >= 0)
    if both.sum() < _LEAST_GROUPS * 2:
        return False
    left, right = a[both], b[both]
    n_right = int(right.max()) + 1
    pairs, rows = np.unique(left * n_right + right, return_counts=True)
    owners = pairs // n_right
    n_values = np.bincount(owners)
    n_rows = np.bincount(owners, weights=rows)
    repeated = n_rows >= 2
    if repeated.sum() < _LEAST_GROUPS:
        return False
    return bool(np.mean(n_values[repeated] == 1) >= _HOLDS)


def _burst(codes: Codes) -> float:
    rows = np.flatnonzero(codes >= 0)
    present = codes[rows]
    order = np.argsort(present, kind="stable")
    sorted_codes, places = present[order], rows[order]
    same = sorted_codes[1:] == sorted_codes[:-1]
    gaps = np.diff(places)[same]
    if len(gaps) < 20:
        return 1.0
    counts = np.bincount(present)
    repeated = counts[counts >= 2]
    expected = len(codes) / (float(np.average(repeated, weights=repeated)) + 1)
    return float(np.median(gaps)) / max(1.0, expected * math.log(2))

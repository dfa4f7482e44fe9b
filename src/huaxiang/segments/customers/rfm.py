"""RFM: recency, frequency and money of buyers as scores 1..5 and eight groups.

Scores are fifths of the shop's own buyers (A. M. Hughes, Strategic Database Marketing, 1994); a group is who stands
above or below the shop's median buyer in each of the three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.customers.purchases import Purchases

__all__ = ["RFM_GROUPS", "RfmGroup", "fifths", "groups_of", "median", "scores_of"]


@dataclass(frozen=True, slots=True)
class RfmGroup:
    """One of the eight groups: its slug, its names, and whether it stands high in R, F and M."""

    slug: str
    zh: str
    en: str
    high: tuple[bool, bool, bool]


RFM_GROUPS: Sequence[RfmGroup] = (
    RfmGroup("key_value", "重要价值客户", "key customer: value", (True, True, True)),
    RfmGroup("key_develop", "重要发展客户", "key customer: develop", (True, False, True)),
    RfmGroup("key_keep", "重要保持客户", "key customer: keep", (False, True, True)),
    RfmGroup("key_win_back", "重要挽留客户", "key customer: win back", (False, False, True)),
    RfmGroup("general_value", "一般价值客户", "general customer: value", (True, True, False)),
    RfmGroup("general_develop", "一般发展客户", "general customer: develop", (True, False, False)),
    RfmGroup("general_keep", "一般保持客户", "general customer: keep", (False, True, False)),
    RfmGroup("general_win_back", "一般挽留客户", "general customer: win back", (False, False, False)),
)
_PLACE = {group.high: at for at, group in enumerate(RFM_GROUPS)}


def fifths(values: Ints) -> Ints:
    """The four values at or below which one to four fifths of the buyers lie, shape (4,); zeros without buyers."""
    if not values.size:
        return np.zeros(4, dtype=np.int64)
    edges: Ints = np.sort(values)[(np.arange(1, 5) * values.size + 4) // 5 - 1]
    return edges


def median(values: Ints) -> int:
    """The lower median, 0 without buyers."""
    return int(np.sort(values)[(values.size - 1) // 2]) if values.size else 0


def scores_of(purchases: Purchases, edges: Ints) -> tuple[Ints, Ints, Ints]:
    """R, F and M of each buyer, 1..5, higher is better; equal figures get equal scores.

    Args:
        edges: Fifths of quiet days, orders and net sales, shape (3, 4).
    """
    r = 5 - np.searchsorted(edges[0], purchases.quiet_days, side="left")
    f = 1 + np.searchsorted(edges[1], purchases.n_orders, side="left")
    m = 1 + np.searchsorted(edges[2], purchases.net_minor, side="left")
    return r, f, m


def groups_of(purchases: Purchases, medians: Ints) -> Ints:
    """Index into `RFM_GROUPS` of each buyer.

    Args:
        medians: Of quiet days, orders and net sales, shape (3,); who is like the median is high in R, low in F and M.
    """
    high = zip(
        (purchases.quiet_days <= medians[0]).tolist(),
        (purchases.n_orders > medians[1]).tolist(),
        (purchases.net_minor > medians[2]).tolist(),
        strict=True,
    )
    return np.fromiter((_PLACE[each] for each in high), dtype=np.int64, count=len(purchases))

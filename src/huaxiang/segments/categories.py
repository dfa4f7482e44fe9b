"""Which first-level categories each person touches: what names of segments are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Floats
from huaxiang.segments.tallies import times, window

__all__ = ["category_shares", "join_shares"]

_DAYS = 180


def category_shares(people: People) -> dict[str, Floats]:
    """Share of each first-level category in a person's touches of 180 days, 0 without a touch."""
    rows = people.folds["category_touches"]
    recent = np.where(window(people, "category_touches", _DAYS), rows.value, 0)
    whole = np.maximum(times(rows, recent > 0), 1)
    codes: dict[str, int] = {}
    code = rows.keys.each(lambda key: codes.setdefault(key.split("|", 1)[0], len(codes)), np.int64)
    counts = np.zeros((len(codes), len(people)), dtype=np.int64)
    np.add.at(counts, (code, rows.person), recent)
    return {slug: counts[at] / whole for slug, at in sorted(codes.items()) if counts[at].any()}


def join_shares(parts: Sequence[tuple[int, Mapping[str, Floats]]]) -> dict[str, Floats]:
    """Shares of several batches, one after the other; a batch without a category has 0 there.

    Args:
        parts: Number of people and shares of each batch.
    """
    slugs = sorted({slug for _, shares in parts for slug in shares})
    return {slug: np.concatenate([shares.get(slug, np.zeros(n)) for n, shares in parts]) for slug in slugs}

"""Retention by cohort: of those whose first paid order fell in a month, how many paid again in each month after."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow.compute as pc

from huaxiang.console.views.sales import paid_orders
from huaxiang.project.readable import Readable

__all__ = ["LEAST_COHORT", "MOST_MONTHS", "cohorts"]

MOST_MONTHS = 12
LEAST_COHORT = 30
"""People of a cohort under whom its shares are not shown."""


def cohorts(project: Readable) -> list[dict[str, Any]]:
    """The cohorts of the last `MOST_MONTHS` local months, the oldest first.

    Returns:
        month (2025-03), n_people, shares: for each month after the first up to the build's, the share 0..1 of the
        cohort that paid in it, None under `LEAST_COHORT` people; is_open: whether the last share's month is under way.
    """
    orders = paid_orders(project)
    rows = orders.within(10**6).rows
    rows = rows.filter(pc.is_valid(rows["person_id"]))
    if not rows.num_rows:
        return []
    month = _months(project, rows["paid_at"].to_numpy())
    people = rows["person_id"].combine_chunks().dictionary_encode()
    person = people.indices.to_numpy(zero_copy_only=False)
    first = np.full(len(people.dictionary), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(first, person, month)
    pairs = np.unique(np.stack([person, month]), axis=1)
    now = int(_months(project, np.array([orders.as_of]))[0])
    found = []
    for start in range(max(int(first.min()), now - MOST_MONTHS + 1), now + 1):
        n_people = int((first == start).sum())
        own = pairs[1][first[pairs[0]] == start]
        shares = [_share(int((own == at).sum()), n_people) for at in range(start + 1, now + 1)]
        found.append({"month": _shown(start), "n_people": n_people, "shares": shares, "is_open": bool(shares)})
    return found


def _share(n: int, whole: int) -> float | None:
    return n / whole if whole >= LEAST_COHORT else None


def _months(project: Readable, instants: Any) -> Any:
    """Local month of each instant, counted from January of the year 1970."""
    unique, back = np.unique(instants, return_inverse=True)
    local = np.array([project.zone.local_day(int(instant)) for instant in unique], dtype=np.int64)
    months: Any = local.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)[back.reshape(-1)]
    return months


def _shown(month: int) -> str:
    return str(np.datetime64(month, "M"))

"""People as they were some days ago: what the same definitions said of them then, from the folds of today."""

from __future__ import annotations

import dataclasses

from huaxiang.folds.people import People, Rows
from huaxiang.segments.customers.aipl import AIPL_FOLDS
from huaxiang.segments.customers.purchases import FOLDS

__all__ = ["as_they_were"]

_BY_LOCAL_DAY = frozenset({"order_days", "refund_days", "cancel_days"})


def as_they_were(people: People, *, days_ago: int) -> People:
    """The batch as of the end of the local day `days_ago` before as_of's, with the folds of purchases and AIPL alone.

    An order has one day, so its fold shows what was known then; counts by day are cut at the UTC day, so what happened
    in the hours between the two midnights counts as known.

    Args:
        people: A batch with the folds that `purchases_of` and `nearness_of` read.
        days_ago: At least 1.
    """
    then = people.zone.start_of_day(people.local_day - days_ago + 1) - 1
    as_of = dataclasses.replace(people, as_of=then)
    names = {*FOLDS, *AIPL_FOLDS}
    folds = {name: _until(name, people.folds[name], as_of) for name in sorted(names)}
    return dataclasses.replace(as_of, folds=folds, replays={})


def _until(name: str, rows: Rows, then: People) -> Rows:
    return rows.where(rows.value <= then.local_day if name in _BY_LOCAL_DAY else rows.bucket <= then.day)

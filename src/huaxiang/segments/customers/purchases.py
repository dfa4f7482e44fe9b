"""The orders of each buyer as figures: the newest, how many in a year, their net sales, and the own interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints, People, Rows
from huaxiang.tags.facts import kept_orders

__all__ = ["FOLDS", "YEAR_DAYS", "Purchases", "purchases_of"]

FOLDS = ("order_days", "refund_days", "cancel_days", "paid", "refunded")
"""Folds that are read."""
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Purchases:
    """One row for each person with a paid order that was not refunded or cancelled; all arrays of shape (n_buyers,).

    Attributes:
        person: Index in the batch, ascending.
        quiet_days: Local days since the newest order.
        last_day: Local day of the newest order.
        n_orders: Orders of the last 365 local days.
        net_minor: Paid less refunded of the last 365 UTC days, minor units.
        n_days: Different local days with an order, ever.
        gap_days: Lower median of the days between them, 0 with a single one.
        newest: Id of the newest order.
    """

    person: Ints
    quiet_days: Ints
    last_day: Ints
    n_orders: Ints
    net_minor: Ints
    n_days: Ints
    gap_days: Ints
    newest: list[str]

    def __len__(self) -> int:
        return len(self.newest)


def purchases_of(people: People) -> Purchases:
    """The buyers of a batch as of `people.as_of`; a row depends on its own person alone."""
    kept = kept_orders(people)
    order = np.lexsort((kept.value, kept.person))
    person, day = kept.person[order], kept.value[order]
    ends = np.flatnonzero(np.append(person[1:] != person[:-1], True)) if len(kept) else np.empty(0, dtype=np.int64)
    buyers = person[ends]
    recent = np.bincount(person, weights=None if not len(kept) else day > people.local_day - YEAR_DAYS)
    n_days, gap = _rhythm(person, day, len(people))
    return Purchases(
        buyers,
        people.local_day - day[ends],
        day[ends],
        recent[buyers].astype(np.int64),
        (_of_a_year(people, "paid") - _of_a_year(people, "refunded"))[buyers],
        n_days[buyers],
        gap[buyers],
        [kept.keys[at] for at in order[ends].tolist()],
    )


def _of_a_year(people: People, fold: str) -> Ints:
    rows: Rows = people.folds[fold].since(people.day - YEAR_DAYS + 1)
    return rows.per_person()


def _rhythm(person: Ints, day: Ints, n_people: int) -> tuple[Ints, Ints]:
    """Different days, and the lower median gap between them, of everybody; rows sorted by (person, day)."""
    n_days, median = np.zeros(n_people, dtype=np.int64), np.zeros(n_people, dtype=np.int64)
    if not person.size:
        return n_days, median
    is_new = np.append(True, (person[1:] != person[:-1]) | (day[1:] != day[:-1]))
    person, day = person[is_new], day[is_new]
    np.add.at(n_days, person, 1)
    is_gap = person[1:] == person[:-1]
    owner, gap = person[1:][is_gap], np.diff(day)[is_gap]
    gap = gap[np.lexsort((gap, owner))]
    starts = np.searchsorted(owner, np.arange(n_people))
    repeats = np.flatnonzero(n_days > 1)
    median[repeats] = gap[starts[repeats] + (n_days[repeats] - 2) // 2]
    return n_days, median

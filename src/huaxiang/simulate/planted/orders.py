"""Orders of the planted people and their lines, before items and prices are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.simulate.planted.people import People, is_hit, kind_of
from huaxiang.simulate.planted.people import count as draw_count
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.visits import Visits, pick_visits

__all__ = ["DISCOUNTS", "Orders", "draw_orders"]

DISCOUNTS = np.array(COLUMNS["discounts"], dtype=np.int64)
"""Percent taken off the list price, by the column of the mix."""


@dataclass(frozen=True)
class Orders:
    """Orders in the order of visits and, within one, of time; `line_*` are of shape (n_lines,).

    `place` 0..1 is the place of the order among the steps of its visit, `rank` the number of orders before it in the
    visit, `line_rank` that of lines before it in the order. `is_refunded` and `is_reviewed` hold only where paid,
    `has_coupon` only where something is taken off.
    """

    person: np.ndarray
    visit: np.ndarray
    place: np.ndarray
    rank: np.ndarray
    discount: np.ndarray
    has_coupon: np.ndarray
    is_paid: np.ndarray
    is_refunded: np.ndarray
    is_reviewed: np.ndarray
    line_order: np.ndarray
    line_rank: np.ndarray
    line_quantity: np.ndarray

    @property
    def n(self) -> int:
        """Number of orders."""
        return int(self.person.size)


def draw_orders(people: People, visits: Visits, rng: np.random.Generator) -> Orders:
    """The orders of all visits."""
    visit = pick_visits(visits, draw_count(people, "orders", visits.per_person, rng), rng)
    place = rng.uniform(0.4, 1.0, visit.size)
    by_time = np.lexsort((place, visit))
    visit, place = visit[by_time], place[by_time]
    person = visits.person[visit]
    n_lines = 1 + rng.poisson(people.rates["extra_lines"][person])
    line_order = np.repeat(np.arange(visit.size), n_lines)
    discount = kind_of(people, "discounts", person, rng)
    is_paid = is_hit(people, "paid", person, rng)
    return Orders(
        person=person,
        visit=visit,
        place=place,
        rank=_rank(visit),
        discount=discount,
        has_coupon=is_hit(people, "coupon", person, rng) & (discount > 0),
        is_paid=is_paid,
        is_refunded=is_hit(people, "refunded", person, rng) & is_paid,
        is_reviewed=is_hit(people, "reviewed", person, rng) & is_paid,
        line_order=line_order,
        line_rank=_rank(line_order),
        line_quantity=1 + rng.poisson(people.rates["extra_pieces"][person[line_order]]),
    )


def _rank(group: np.ndarray) -> np.ndarray:
    """How many of the same group come before, where equal ones stand together."""
    number = np.arange(group.size)
    begins = np.ones(group.size, dtype=bool)
    begins[1:] = group[1:] != group[:-1]
    return np.asarray(number - np.maximum.accumulate(np.where(begins, number, 0)))

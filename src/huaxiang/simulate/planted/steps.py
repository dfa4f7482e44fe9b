"""Everything that happens within the visits, as rows in the order of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.simulate.planted.orders import Orders
from huaxiang.simulate.planted.people import People, count, is_hit, kind_of
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.visits import Visits, pick_visits
from huaxiang.simulate.planted.year import AS_OF

__all__ = ["CODES", "NAMES", "NONE", "SOCIAL", "STEPS", "Steps", "draw_steps"]

STEPS = tuple(str(name) for name in COLUMNS["steps"])
"""Event names of the mix `steps`, in the order of its columns."""
SOCIAL = ("content_liked", "content_commented", "product_shared", "user_followed", "invite_accepted")
"""Event names that have a rate of their own."""
_CHECKOUT = (
    "order_placed",
    "order_line_recorded",
    "coupon_applied",
    "order_completed",
    "order_cancelled",
)
_LATER = ("order_refunded", "product_reviewed")
NAMES = (*STEPS, *SOCIAL, "product_removed", *_CHECKOUT, *_LATER)
"""All event names; the first are those of the mix."""
CODES = {name: code for code, name in enumerate(NAMES)}
NONE = -1
_DWELLED = [CODES[name] for name in ("page_viewed", "product_list_viewed", "product_viewed")]
_AT_ONCE = [CODES[name] for name in ("order_line_recorded", "coupon_applied")]
_LEAST_GAP_US, _MEAN_GAP_US, _AT_ONCE_US = 13_000_000, 12_000_000, 1_000


@dataclass(frozen=True)
class Steps:
    """Arrays of shape (n_steps,) by visit and time.

    `name` is an index of NAMES; `order`, `line` and `dwell_ms` are NONE where there is none; `added` is the row of
    the product_added that a product_removed takes back.
    """

    visit: np.ndarray
    name: np.ndarray
    order: np.ndarray
    line: np.ndarray
    added: np.ndarray
    is_opening: np.ndarray
    dwell_ms: np.ndarray
    occurred_at: np.ndarray

    @property
    def n(self) -> int:
        """Number of steps."""
        return int(self.visit.size)


@dataclass
class _Rows:
    """Columns in pieces: visit, name, place among the steps of the visit, order, line, product added."""

    pieces: list[tuple[np.ndarray, ...]]

    def add(self, visit: np.ndarray, name: np.ndarray | int, place: np.ndarray | float, **links: np.ndarray) -> None:
        linked = (links.get(key, np.full(visit.size, NONE)) for key in ("order", "line", "added"))
        self.pieces.append(
            (visit, np.broadcast_to(name, visit.shape), np.broadcast_to(place, visit.shape).astype(float), *linked)
        )

    def column(self, number: int) -> np.ndarray:
        return np.concatenate([piece[number] for piece in self.pieces])


def draw_steps(people: People, visits: Visits, orders: Orders, rng: np.random.Generator) -> Steps:
    """Everything in the visits: an opening each, what was looked at and done, orders from checkout to payment."""
    rows = _Rows([])
    rows.add(np.arange(visits.n), CODES["page_viewed"], -1.0)
    _browse(rows, people, visits, rng)
    for deed in SOCIAL:
        visit = pick_visits(visits, count(people, deed, visits.per_person, rng), rng)
        rows.add(visit, CODES[deed], rng.random(visit.size))
    _check_out(rows, orders)
    visit, name, order, line = (rows.column(number) for number in (0, 1, 3, 4))
    within = np.where(line >= 0, orders.line_rank[line], 0) if orders.n else line
    by_time = np.lexsort((within, name, rows.column(2), visit))
    row_of = np.empty_like(by_time)
    row_of[by_time] = np.arange(by_time.size)
    added = rows.column(5)[by_time]
    visit, name = visit[by_time], name[by_time]
    dwell = _dwell(people, visits.person[visit], np.isin(name, _DWELLED), rng)
    return Steps(
        visit=visit,
        name=name,
        order=order[by_time],
        line=line[by_time],
        added=np.where(added >= 0, row_of[added], NONE),
        is_opening=by_time < visits.n,
        dwell_ms=dwell,
        occurred_at=_instants(visits.start, visit, np.isin(name, _AT_ONCE), dwell, rng),
    )


def _browse(rows: _Rows, people: People, visits: Visits, rng: np.random.Generator) -> None:
    first = sum(piece[0].size for piece in rows.pieces)
    visit = pick_visits(visits, count(people, "steps", visits.per_person, rng), rng)
    person, place = visits.person[visit], rng.random(visit.size)
    name = kind_of(people, "steps", person, rng)
    rows.add(visit, name, place)
    added = np.flatnonzero(name == CODES["product_added"])
    removed = added[is_hit(people, "removed", person[added], rng)]
    later = place[removed] + (1 - place[removed]) * rng.random(removed.size)
    rows.add(visit[removed], CODES["product_removed"], later, added=first + removed)


def _check_out(rows: _Rows, orders: Orders) -> None:
    """Each order at one place, its rows in the order of their names; the checkout comes first among them."""
    every = np.arange(orders.n)
    coupon, paid, cancelled = (np.flatnonzero(which) for which in (orders.has_coupon, orders.is_paid, ~orders.is_paid))
    for name, which in (
        ("checkout_started", every),
        ("order_placed", every),
        ("coupon_applied", coupon),
        ("order_completed", paid),
        ("order_cancelled", cancelled),
    ):
        order = which if name != "checkout_started" else np.full(which.size, NONE)
        rows.add(orders.visit[which], CODES[name], orders.place[which], order=order)
    place = orders.place[orders.line_order]
    line = np.arange(orders.line_order.size)
    visit = orders.visit[orders.line_order]
    rows.add(visit, CODES["order_line_recorded"], place, order=orders.line_order, line=line)


def _dwell(people: People, person: np.ndarray, is_dwelled: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    log_ms = people.dwell[person[is_dwelled]] + people.dwell_within * rng.standard_normal(int(is_dwelled.sum()))
    answer = np.full(person.size, NONE)
    answer[is_dwelled] = np.maximum(np.rint(np.exp(log_ms)), 1).astype(np.int64)
    return answer


def _instants(
    start: np.ndarray, visit: np.ndarray, is_at_once: np.ndarray, dwell_ms: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Instants from the start of each visit on: a page lasts as long as it was looked at, then comes a pause."""
    gap = _LEAST_GAP_US + rng.exponential(_MEAN_GAP_US, visit.size).astype(np.int64)
    gap[1:] += np.maximum(dwell_ms[:-1], 0) * 1000
    gap[is_at_once] = _AT_ONCE_US
    passed = np.cumsum(gap)
    first = np.flatnonzero(np.r_[True, visit[1:] != visit[:-1]])
    return np.asarray(np.minimum(start[visit] + passed - passed[first][visit], AS_OF - 1))

"""Which item each step is about: a visit has one category, some strays, and the same few items again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.simulate.planted.catalogue import N_BANDS, Catalogue, cell_of
from huaxiang.simulate.planted.orders import Orders
from huaxiang.simulate.planted.people import People
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.steps import CODES, NONE, Steps
from huaxiang.simulate.planted.visits import Visits

__all__ = ["MOST_ORDERS_OF_AN_ITEM", "Goods", "pick_goods"]

MOST_ORDERS_OF_AN_ITEM = 9
"""A person who would order an item more often in the year takes the next one of its cell."""
_VIEWED = CODES["product_viewed"]
_TOUCHED = [CODES[name] for name in ("product_added", "product_favourited", "product_shared", "question_asked")]
_LINE, _REMOVED = CODES["order_line_recorded"], CODES["product_removed"]
_STRAY_SHARE, _FAVOURITE_SHARE, _NEW_VIEW, _NEW_TOUCH = 0.2, 0.4, 0.35, 0.55
_TREASURES = N_BANDS - 1
_CELL_STEP = 7919


@dataclass(frozen=True)
class Goods:
    """The item of each step, NONE where there is none, and whether that step is the first of its visit with one."""

    item: np.ndarray
    is_first: np.ndarray


@dataclass(frozen=True)
class _Shelf:
    """What a visit comes by, one after the other: shape (n_visits' places,); visit v's begin at `start[v]`."""

    start: np.ndarray
    item: np.ndarray


def pick_goods(
    people: People, visits: Visits, orders: Orders, steps: Steps, *, catalogue: Catalogue, rng: np.random.Generator
) -> Goods:
    """Items of all steps; the first of a visit is of the visit's own category and band, whatever it is done with.

    All that is drawn here depends on the visit's category and band alone, not on who the person is.
    """
    has_item = np.isin(steps.name, [_VIEWED, _LINE, *_TOUCHED])
    row = np.flatnonzero(has_item)
    is_first = np.zeros(steps.n, dtype=bool)
    begins = np.r_[True, np.diff(steps.visit[row]) != 0][: row.size]
    is_first[row[begins]] = True
    place = np.zeros(steps.n, dtype=np.int64)
    place[row] = rng.geometric(np.where(steps.name[row] == _VIEWED, _NEW_VIEW, _NEW_TOUCH)) - 1
    place[is_first] = 0
    line = np.flatnonzero(steps.name == _LINE)
    number = steps.line[line]
    place[line] = orders.rank[orders.line_order[number]] + orders.line_rank[number]
    shelf = _fill(people, visits, _sizes(visits, steps.visit[row], place[row]), catalogue=catalogue, rng=rng)
    item = np.full(steps.n, NONE)
    item[row] = shelf.item[shelf.start[steps.visit[row]] + place[row]]
    item[line] = _spread(visits.person[steps.visit[line]], item[line], catalogue)
    removed = np.flatnonzero(steps.name == _REMOVED)
    item[removed] = item[steps.added[removed]]
    return Goods(item, is_first)


def _sizes(visits: Visits, visit: np.ndarray, place: np.ndarray) -> np.ndarray:
    size = np.zeros(visits.n, dtype=np.int64)
    np.maximum.at(size, visit, place + 1)
    return size


def _fill(
    people: People, visits: Visits, size: np.ndarray, *, catalogue: Catalogue, rng: np.random.Generator
) -> _Shelf:
    visit = np.repeat(np.arange(visits.n), size)
    start = np.cumsum(size) - size
    is_own = np.arange(visit.size) == start[visit]
    is_stray = ~is_own & (rng.random(visit.size) < _STRAY_SHARE)
    category = np.where(is_stray, rng.integers(0, len(COLUMNS["categories"]), visit.size), visits.category[visit])
    own = visits.band[visit]
    near = np.clip(own + rng.integers(-1, 2, visit.size), 0, _TREASURES - 1)
    keeps = is_own | (~is_stray & ((own == _TREASURES) | (rng.random(visit.size) < 0.5)))
    cell = cell_of(category, np.where(keeps, own, near))
    n_here = catalogue.cell_size[cell]
    favourite = (people.favourite[visits.person[visit]] + cell * _CELL_STEP) % n_here
    other = rng.integers(0, n_here)
    return _Shelf(
        start,
        catalogue.cell_start[cell] + np.where(rng.random(visit.size) < _FAVOURITE_SHARE, favourite, other),
    )


def _spread(person: np.ndarray, item: np.ndarray, catalogue: Catalogue) -> np.ndarray:
    """The items ordered, in the order of visits; beyond the most of one item, the next ones of its cell."""
    together = np.lexsort((item, person))
    begins = np.r_[True, (np.diff(person[together]) != 0) | (np.diff(item[together]) != 0)][: item.size]
    number = np.arange(item.size)
    rank = np.empty_like(number)
    rank[together] = number - np.maximum.accumulate(np.where(begins, number, 0))
    cell = catalogue.cell[item]
    moved = item - catalogue.cell_start[cell] + rank // MOST_ORDERS_OF_AN_ITEM
    return np.asarray(catalogue.cell_start[cell] + moved % catalogue.cell_size[cell])

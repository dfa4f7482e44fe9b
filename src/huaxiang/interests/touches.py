"""Interest from behaviour: how strongly a person touches each category, and how often such a touch is repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huaxiang.domain.categories import path_of
from huaxiang.folds.coded import Coded
from huaxiang.folds.people import Ints, People, Rows
from huaxiang.stats.intervals import wilson_lower

__all__ = ["HALF_LIFE_DAYS", "ONE", "TouchCalibration", "Touches", "count_repeats", "find_touches", "fit_touches"]

HALF_LIFE_DAYS = 30
ONE = 2**32
_WINDOW_DAYS = 90
_BOUGHT_DAYS = 180
_LEAST_MASS = 2 * ONE
_LEAST_DAYS = 2
_DAY_EDGES = np.array([2, 3, 4, 5, 7, 10, 15], dtype=np.int64)
_MASS_EDGES = np.array([4, 8, 15, 30, 60], dtype=np.int64) * ONE
_SHAPE = (len(_DAY_EDGES) + 1, len(_MASS_EDGES) + 1)
_LEAST_HOLDERS = 30


@dataclass(frozen=True, slots=True)
class Touches:
    """Categories that people bought of in 180 days, or touch often: at least 2 days of 90 and 2 decayed touches.

    Attributes:
        person: Index in the batch, shape (n,), ascending.
        keys: Key of fold `category_touches`, `l1|l2|l3`.
        n_days: UTC days with a touch in 90 days.
        n_touches: Touches in 90 days.
        n_bought: Bought lines in 180 days.
        mass: Decayed touches, 2**32 is one touch of today.
        first_day: First day of touch that the state holds.
        last_day: Last day of touch.
    """

    person: Ints
    keys: Coded
    n_days: Ints
    n_touches: Ints
    n_bought: Ints
    mass: Ints
    first_day: Ints
    last_day: Ints

    def paths(self) -> list[str]:
        """Dotted category path of each row."""
        known: dict[str, str] = {}
        return [known.setdefault(key, path_of(*key.split("|"))) for key in self.keys]


def find_touches(folds: Mapping[str, Rows], day: int) -> Touches:
    """What the rows of folds `category_touches` and `category_purchases` up to a UTC day say."""
    rows = folds["category_touches"].where(folds["category_touches"].bucket <= day)
    empty = np.empty(0, dtype=np.int64)
    if not len(rows):
        return Touches(empty, Coded.of([]), empty, empty, empty, empty, empty, empty)
    mass = rows.decayed(day, half_life_days=HALF_LIFE_DAYS)
    is_recent = (rows.bucket > day - _WINDOW_DAYS).astype(np.int64)
    n_days = rows.by_key(is_recent).value
    n_touches = rows.by_key(rows.value * is_recent).value
    n_bought = _bought(folds["category_purchases"], mass, day)
    first = np.minimum.reduceat(rows.bucket, rows.key_starts())
    chosen = (n_bought > 0) | ((n_days >= _LEAST_DAYS) & (mass.value >= _LEAST_MASS))
    kept = mass.where(chosen)
    figures = (n_days[chosen], n_touches[chosen], n_bought[chosen])
    return Touches(kept.person, kept.keys, *figures, kept.value, first[chosen], kept.bucket)


def _bought(purchases: Rows, places: Rows, day: int) -> Ints:
    """Bought lines in 180 days of each (person, key) of `places`."""
    recent = purchases.where((purchases.bucket <= day) & (purchases.bucket > day - _BOUGHT_DAYS)).by_key()
    counts = dict(zip(zip(recent.person.tolist(), recent.keys, strict=True), recent.value.tolist(), strict=True))
    found = (counts.get(place, 0) for place in zip(places.person.tolist(), places.keys, strict=True))
    return np.fromiter(found, dtype=np.int64, count=len(places))


@dataclass(frozen=True, slots=True)
class TouchCalibration:
    """How often a category so touched was touched again within its half-life, by days and by decayed touches.

    Attributes:
        holders: People × categories in each cell, shape (8, 6).
        repeated: Of them, those touched again within the next 30 days.
    """

    holders: Ints
    repeated: Ints

    def confidence_milli(self, touches: Touches) -> Ints:
        """Lower 95 % bound of the share repeated in the row's cell, 0..1000; see `bounds_milli`.

        The bound, not the share: what passes a threshold then has that precision with its lower bound.
        """
        return self.bounds_milli[_cells(touches)]

    @property
    def bounds_milli(self) -> Ints:
        """Confidence of each cell, shape (8, 6), rising with days and with touches.

        A cell under 30 holders speaks with all that are touched at least so much; no cell is less sure than one
        that is touched less.
        """
        own = _bounds(self.holders, self.repeated)
        wider = _bounds(_at_least(self.holders), _at_least(self.repeated))
        bounds = np.where(self.holders >= _LEAST_HOLDERS, own, wider)
        rising: Ints = np.maximum.accumulate(np.maximum.accumulate(bounds, axis=0), axis=1)
        return rising

    @property
    def best_milli(self) -> int:
        """The surest cell's confidence."""
        return int(self.bounds_milli.max())


def _at_least(counts: Ints) -> Ints:
    """Counts of all cells with at least as many days and touches."""
    total: Ints = counts[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    return total


def _bounds(holders: Ints, repeated: Ints) -> Ints:
    bounds = np.zeros(_SHAPE, dtype=np.int64)
    for cell in np.ndindex(*_SHAPE):
        n = int(holders[cell])
        if n >= _LEAST_HOLDERS:
            bounds[cell] = int(1000 * wilson_lower(int(repeated[cell]), n))
    return bounds


def _cells(touches: Touches) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    return (
        np.searchsorted(_DAY_EDGES, touches.n_days, side="right"),
        np.searchsorted(_MASS_EDGES, touches.mass, side="right"),
    )


def count_repeats(people: People) -> tuple[Ints, Ints]:
    """(holders, repeated) of a batch, from what was known 30 days before as_of and what came since.

    Nobody is counted whose history is shorter than the half-life and the window together could tell.
    """
    rows = people.folds["category_touches"]
    holders, repeated = np.zeros(_SHAPE, dtype=np.int64), np.zeros(_SHAPE, dtype=np.int64)
    then = people.day - HALF_LIFE_DAYS
    touches = find_touches(people.folds, then)
    later = rows.where((rows.bucket > then) & (rows.bucket <= people.day))
    again = set(zip(later.person.tolist(), later.keys.codes.tolist(), strict=True))
    places = zip(touches.person.tolist(), touches.keys.codes_in(later.keys).tolist(), strict=True)
    hit = np.fromiter((place in again for place in places), dtype=np.int64, count=len(touches.keys))
    cells = _cells(touches)
    np.add.at(holders, cells, 1)
    np.add.at(repeated, cells, hit)
    return holders, repeated


def fit_touches(counts: Iterable[tuple[Ints, Ints]]) -> TouchCalibration:
    """The calibration of several batches' counts."""
    holders, repeated = np.zeros(_SHAPE, dtype=np.int64), np.zeros(_SHAPE, dtype=np.int64)
    for each_holders, each_repeated in counts:
        holders += each_holders
        repeated += each_repeated
    return TouchCalibration(holders, repeated)

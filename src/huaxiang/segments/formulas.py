"""Formulas that several features are instances of; each gives one value per person, shape (n_people,)."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from huaxiang.folds.people import Ints, People
from huaxiang.segments.features.base import Floats
from huaxiang.segments.tallies import Flags, grouped, is_in, largest, ratio, times, window, window_local

__all__ = [
    "days_active",
    "days_share",
    "key_share",
    "monthly",
    "per_active_day",
    "quarter_share",
    "reached_share",
    "recent_share",
    "session_share",
    "share_beside",
    "summed_year",
    "top_share",
    "yearly",
]

_MONTHS = 3
_QUARTER, _YEAR = 91, 364


def key_share(people: People, *, fold: str, keys: Collection[str], days: int) -> Floats:
    """Events with one of the keys ÷ all events of a fold in the last `days` UTC days."""
    rows, chosen = people.folds[fold], window(people, fold, days)
    return ratio(times(rows, chosen & is_in(rows, keys)), times(rows, chosen))


def share_beside(people: People, *, part: Collection[str], other: Collection[str], days: int) -> Floats:
    """Actions named in `part` ÷ those named in `part` or `other`, in the last `days` UTC days."""
    n_part, n_other = (_actions(people, names, days) for names in (part, other))
    return ratio(n_part, n_part + n_other)


def reached_share(people: People, *, begun: Collection[str], reached: Collection[str], days: int) -> Floats:
    """Actions named in `reached` ÷ those named in `begun`, at most 1, in the last `days` UTC days."""
    n_begun, n_reached = (_actions(people, names, days) for names in (begun, reached))
    return ratio(np.minimum(n_reached, n_begun), n_begun)


def monthly(people: People, *, names: Collection[str]) -> Floats:
    """Actions of these names in a month, the mean of the last 90 UTC days."""
    found: Floats = _actions(people, names, 30 * _MONTHS) / float(_MONTHS)
    return found


def yearly(people: People, *, names: Collection[str]) -> Floats:
    """Actions of these names in the last 364 UTC days."""
    return _actions(people, names, _YEAR).astype(np.float64)


def summed_year(people: People, *, fold: str, divisor: int = 1) -> Floats:
    """Values of a fold in the last 364 UTC days ÷ divisor."""
    found: Floats = times(people.folds[fold], window(people, fold, _YEAR)) / float(divisor)
    return found


def days_active(people: People, *, first: int, last: int) -> Floats:
    """Active local days from `first` (0: today) to before `last` days back."""
    return _days_active(people, first, last).astype(np.float64)


def per_active_day(people: People, *, fold: str) -> Floats:
    """Values of a fold ÷ active local days, of the last 364."""
    return ratio(times(people.folds[fold], window(people, fold, _YEAR)), _days_active(people, 0, _YEAR))


def quarter_share(people: People, *, first: int) -> Floats:
    """Active days of the 91 local days that begin `first` days back ÷ those of the last 364."""
    return ratio(_days_active(people, first, first + _QUARTER), _days_active(people, 0, _YEAR))


def _days_active(people: People, first: int, last: int) -> Ints:
    rows = people.folds["active_days"]
    back = people.local_day - rows.value
    return rows.per_person(((back >= first) & (back < last)).astype(np.int64))


def top_share(people: People, *, fold: str, days: int, head: Callable[[str], str] | None = None) -> Floats:
    """The most frequent key, or head of keys, ÷ all keys of a fold in the last `days` UTC days."""
    rows, chosen = people.folds[fold], window(people, fold, days)
    person, count = grouped(rows, chosen, head)
    return ratio(largest(len(people), person, count), times(rows, chosen))


def recent_share(people: People, *, fold: str, recent: int, days: int) -> Floats:
    """Values of the last `recent` UTC days ÷ those of the last `days`."""
    rows = people.folds[fold]
    return ratio(times(rows, window(people, fold, recent)), times(rows, window(people, fold, days)))


def days_share(people: People, *, on: Callable[[Ints], Flags], days: int) -> Floats:
    """Paid orders on local days that `on` holds for ÷ paid orders, in the last `days` local days."""
    orders, chosen = people.folds["order_days"], window_local(people, "order_days", days)
    n_on = orders.per_person((chosen & on(orders.value)).astype(np.int64))
    return ratio(n_on, orders.per_person(chosen.astype(np.int64)))


def session_share(people: People, *, part: int, whole: int) -> Floats:
    """Quotient of two of the figures that the replay `sessions` gives, by their places."""
    counts = np.array([(each[part], each[whole]) for each in people.replays["sessions"]], dtype=np.int64).reshape(-1, 2)
    return ratio(counts[:, 0], counts[:, 1])


def _actions(people: People, names: Collection[str], days: int) -> Ints:
    rows = people.folds["actions"]
    return times(rows, window(people, "actions", days) & is_in(rows, names))

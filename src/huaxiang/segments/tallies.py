"""Row-independent counting over fold rows: integers until the last division."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt

from huaxiang.folds.people import Ints, People, Rows
from huaxiang.segments.features.base import Floats

__all__ = [
    "Flags",
    "distinct_days",
    "entropy",
    "grouped",
    "is_in",
    "largest",
    "latest_day",
    "level_of",
    "ratio",
    "times",
    "window",
    "window_local",
]

Flags = npt.NDArray[np.bool_]
_LOG_SCALE = 1 << 24


def ratio(part: Ints, whole: Ints) -> Floats:
    """Quotient part ÷ whole for each person, nan where whole is not above 0."""
    is_known = whole > 0
    return np.where(is_known, part / np.where(is_known, whole, 1), np.nan)


def window(people: People, fold: str, days: int) -> Flags:
    """Which rows of a Count by day lie in the last `days` UTC days, as_of's included, shape (n_rows,)."""
    return people.folds[fold].bucket > people.day - days


def window_local(people: People, fold: str, days: int) -> Flags:
    """Which rows of a Days fold lie in the last `days` local days, shape (n_rows,)."""
    return people.folds[fold].value > people.local_day - days


def is_in(rows: Rows, keys: Collection[str]) -> Flags:
    """Which rows have one of the keys, shape (n_rows,)."""
    found: Flags = rows.keys.each(lambda key: key in keys, np.bool_)
    return found


def times(rows: Rows, chosen: Flags) -> Ints:
    """Sum of the values of the chosen rows for each person, shape (n_people,)."""
    return rows.per_person(np.where(chosen, rows.value, 0))


def level_of(level: int) -> Callable[[str], str]:
    """A function from a category path key `l1|l2|l3` to its first `level` levels."""
    return lambda key: "|".join(key.split("|")[:level])


def grouped(rows: Rows, chosen: Flags, head: Callable[[str], str] | None = None) -> tuple[Ints, Ints]:
    """(person, summed value) of each (person, head of key) among the chosen rows.

    Rows are sorted by key and a head is a prefix that ends at `|`, so equal heads stand together.
    """
    at = np.flatnonzero(chosen)
    if not at.size:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    heads: dict[str, int] = {}
    code = rows.keys.codes if head is None else rows.keys.each(lambda key: heads.setdefault(head(key), len(heads)), int)
    code, person = code[at], rows.person[at]
    is_new = np.ones(at.size, dtype=np.bool_)
    is_new[1:] = (person[1:] != person[:-1]) | (code[1:] != code[:-1])
    first = np.flatnonzero(is_new)
    return person[first], np.add.reduceat(rows.value[at], first)


def largest(n_people: int, person: Ints, value: Ints) -> Ints:
    """Greatest value of each person, 0 where there is none, shape (n_people,)."""
    top = np.zeros(n_people, dtype=np.int64)
    np.maximum.at(top, person, value)
    return top


def latest_day(rows: Rows) -> Ints:
    """Greatest value of each person, −1 where the person has no row, shape (n_people,)."""
    last = np.full(rows.n_people, -1, dtype=np.int64)
    np.maximum.at(last, rows.person, rows.value)
    return last


def distinct_days(rows: Rows, chosen: Flags) -> tuple[Ints, Ints, Ints]:
    """(distinct values, least, greatest) of each person's chosen rows; −1 for both ends where none."""
    pairs = np.unique(np.stack([rows.person[chosen], rows.value[chosen]]), axis=1)
    n_days = np.bincount(pairs[0], minlength=rows.n_people).astype(np.int64)
    last = np.full(rows.n_people, -1, dtype=np.int64)
    np.maximum.at(last, pairs[0], pairs[1])
    first = np.full(rows.n_people, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(first, pairs[0], pairs[1])
    return n_days, np.where(n_days > 0, first, -1), last


def entropy(n_people: int, person: Ints, count: Ints) -> Floats:
    """Entropy in nats of each person's counts, nan where there is none, shape (n_people,).

    Σ c·log c is kept in integers of 2**−24, so neither the order nor the batch matters.
    """
    whole = np.zeros(n_people, dtype=np.int64)
    np.add.at(whole, person, count)
    terms = np.zeros(n_people, dtype=np.int64)
    np.add.at(terms, person, _by_value(count, lambda c: round(c * math.log(c) * _LOG_SCALE)))
    logs = _by_value(whole, lambda c: round(math.log(c) * _LOG_SCALE))
    is_known = whole > 0
    mean = terms / np.where(is_known, whole, 1)
    return np.where(is_known, np.maximum(logs - mean, 0.0) / _LOG_SCALE, np.nan)


def _by_value(counts: Ints, of: Callable[[int], int]) -> Ints:
    values, at = np.unique(counts, return_inverse=True)
    return np.array([of(c) if c > 0 else 0 for c in values.tolist()], dtype=np.int64)[at.reshape(-1)]

"""A declared fold over the columns of many events at once: the kernel of both sides, from Arrow to arrays.

It gives what the aggregate gives (`folds/aggregate.py`) and what adding one event after another gives; a property test
compares the three.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.folds.base import Count, Days, Latest, Where
from huaxiang.folds.coded import Coded
from huaxiang.folds.people import Ints, Rows

__all__ = ["EventColumns", "fold_rows"]

Flags = npt.NDArray[np.bool_]
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
_MOST = np.iinfo(np.int64).max
_DENSE = 12
"""Places for each event up to which a table of all places is quicker than sorting."""
_NEUTRAL: dict[np.ufunc, int] = {np.add: 0, np.minimum: _MOST, np.maximum: np.iinfo(np.int64).min}


class EventColumns:
    """Events of some owners (people or identities), their columns read once each.

    A column of texts is kept as codes whose order is that of the texts by code point.
    """

    def __init__(self, events: pa.Table, owner: Ints, n_owners: int) -> None:
        """Events with the columns of `FOLD_SCHEMA`.

        Args:
            events: Any order.
            owner: Index of each event's owner, 0..n_owners−1, shape (n_events,).
            n_owners: Owners, those without events too.
        """
        self.events, self.owner, self.n_owners = events, owner, n_owners
        self._texts: dict[str, Coded] = {}
        self._numbers: dict[str, tuple[Ints, Flags | None]] = {}

    def owned_by(self, owner: Ints, n_owners: int) -> EventColumns:
        """The same events under other owners; what was read of them is shared."""
        other = EventColumns(self.events, owner, n_owners)
        other._texts, other._numbers = self._texts, self._numbers
        return other

    def is_text(self, column: str) -> bool:
        """Whether a column has texts."""
        return bool(FOLD_SCHEMA.field(column).type == pa.string())

    def texts(self, column: str) -> Coded:
        """A column of texts, or of numbers as texts; None where missing."""
        if column not in self._texts:
            values = self.events[column]
            if not self.is_text(column):
                values = values.cast(pa.string())
            self._texts[column] = _ordered(Coded.from_arrow(values))
        return self._texts[column]

    def numbers(self, column: str) -> tuple[Ints, Flags | None]:
        """Values of a column of numbers, and which are known (None: all); 0 where missing."""
        if column not in self._numbers:
            values = self.events[column].combine_chunks()
            known = None if not values.null_count else pc.is_valid(values).to_numpy(zero_copy_only=False)
            filled = values if known is None else pc.fill_null(values, 0)
            self._numbers[column] = filled.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), known
        return self._numbers[column]


def _ordered(column: Coded) -> Coded:
    """The same texts, used names alone, their codes in the order of the texts; None comes last."""
    used = np.flatnonzero(np.bincount(column.codes, minlength=len(column.names))).tolist()
    names: list[str | None] = [*sorted({name for at in used if (name := column.names[at]) is not None})]
    place = {name: at for at, name in enumerate(names)}
    if any(column.names[at] is None for at in used):
        place[None] = len(names)
        names.append(None)
    rank = np.zeros(len(column.names), dtype=np.int64)
    rank[used] = [place[column.names[at]] for at in used]
    return Coded(rank[column.codes], names)


def fold_rows(fold: Count | Latest | Days, events: EventColumns) -> Rows:
    """State rows of a fold by owner, sorted by (owner, key, bucket); the owners take the place of people."""
    at = np.flatnonzero(_listens(fold, events))
    keys = _keys(fold.key, events, at)
    if isinstance(fold, Latest):
        return _latest(fold, events, at, keys)
    if isinstance(fold, Days):
        return _grouped(events, at, keys, np.zeros(at.size, dtype=np.int64), events.numbers("local_day")[0], np.maximum)
    bucket = events.numbers("day")[0][at] if fold.is_by_day else np.zeros(at.size, dtype=np.int64)
    how = {"sum": np.add, "min": np.minimum, "max": np.maximum}[fold.how]
    values = None if fold.value is None else events.numbers(fold.value)[0]
    return _grouped(events, at, keys, bucket, values, how)


def _listens(fold: Count | Latest | Days, events: EventColumns) -> Flags:
    """Which events the fold takes."""
    mask = np.ones(events.owner.size, dtype=np.bool_)
    if fold.events:
        mask &= events.texts("name").each(lambda name: name in fold.events, np.bool_)
    for where in fold.where:
        mask &= _passes(where, events)
    value = None if isinstance(fold, Days) else fold.value
    for column in (*fold.key, *(() if value is None else (value,))):
        mask &= _known(column, events)
    return mask


def _known(column: str, events: EventColumns) -> Flags:
    if events.is_text(column):
        texts = events.texts(column)
        # None has the last code
        known = texts.codes < len(texts.names) - 1 if None in texts.names[-1:] else None
    else:
        known = events.numbers(column)[1]
    return np.ones(events.owner.size, dtype=np.bool_) if known is None else known


def _passes(where: Where, events: EventColumns) -> Flags:
    known = _known(where.column, events)
    if where.operator == "known":
        return known
    found: Flags
    if events.is_text(where.column):
        found = events.texts(where.column).each(lambda text: text is not None and _holds(where, text), np.bool_)
        return known & found
    values = events.numbers(where.column)[0]
    if where.operator in {"in", "not in"}:
        is_in = np.isin(values, np.array(sorted(where.value)))
        found = is_in if where.operator == "in" else ~is_in
    else:
        found = _COMPARE[where.operator](values, where.value)
    return known & found


def _holds(where: Where, text: str) -> bool:
    if where.operator in {"in", "not in"}:
        return (text in where.value) == (where.operator == "in")
    return bool(_COMPARE[where.operator](text, where.value))


def _keys(columns: Sequence[str], events: EventColumns, at: Ints) -> Coded:
    """Keys of the events at these places, joined by `|`."""
    if not columns:
        return Coded(np.zeros(at.size, dtype=np.int64), [""])
    first, *others = (events.texts(column).take(at) for column in columns)
    joined = first
    for other in others:
        joined = _joined(joined, other)
    return joined if not others else _ordered(joined)


def _joined(left: Coded, right: Coded) -> Coded:
    n = max(len(right.names), 1)
    places, codes = np.unique(left.codes * n + right.codes, return_inverse=True)
    pairs = zip((places // n).tolist(), (places % n).tolist(), strict=True)
    return Coded(codes.reshape(-1), [f"{left.names[a]}|{right.names[b]}" for a, b in pairs])


def _grouped(events: EventColumns, at: Ints, keys: Coded, bucket: Ints, values: Ints | None, how: np.ufunc) -> Rows:
    """One row a (owner, key, bucket): how many events, or their values put together."""
    if not at.size:
        return _rows(events, at, keys, bucket, at)
    low, span, n_keys = int(bucket.min()), int(np.ptp(bucket)) + 1, max(len(keys.names), 1)
    owner, own = events.owner[at], None if values is None else values[at]
    n_places = events.n_owners * n_keys * span
    if n_places >= _MOST:
        return _by_sorting(events, at, keys, bucket, np.ones(at.size, dtype=np.int64) if own is None else own, how)
    place = (owner * n_keys + keys.codes) * span + (bucket - low)
    gather = _gather_dense if n_places <= _DENSE * at.size else _gather_sparse
    found, value = gather(place, own, how, n_places)
    key = found // span
    made = Coded(key % n_keys, keys.names)
    return _rows_of(events.n_owners, key // n_keys, made, found % span + low, value)


def _gather_dense(place: Ints, own: Ints | None, how: np.ufunc, n_places: int) -> tuple[Ints, Ints]:
    """The different places, ascending, with how often each is there, or its values put together: no sorting."""
    if own is None:
        counts = np.bincount(place, minlength=n_places)
        found = np.flatnonzero(counts)
        return found, counts[found].astype(np.int64, copy=False)
    is_there = np.zeros(n_places, dtype=np.bool_)
    is_there[place] = True
    found = np.flatnonzero(is_there)
    total = np.full(n_places, _NEUTRAL[how], dtype=np.int64)
    how.at(total, place, own)
    return found, total[found]


def _gather_sparse(place: Ints, own: Ints | None, how: np.ufunc, n_places: int) -> tuple[Ints, Ints]:  # noqa: ARG001
    """The same where most places are empty."""
    if own is None:
        found, counts = np.unique(place, return_counts=True)
        return found, counts.astype(np.int64, copy=False)
    order = np.argsort(place)
    starts = np.flatnonzero(np.diff(place[order], prepend=-1) != 0)
    return place[order[starts]], how.reduceat(own[order], starts)


def _by_sorting(events: EventColumns, at: Ints, keys: Coded, bucket: Ints, own: Ints, how: np.ufunc) -> Rows:
    """The same where a place is too large for a whole number."""
    owner = events.owner[at]
    order = np.lexsort((bucket, keys.codes, owner))
    is_new = np.any([np.diff(each[order], prepend=-1) != 0 for each in (owner, keys.codes, bucket)], axis=0)
    starts = np.flatnonzero(is_new)
    rows = order[starts]
    return _rows(events, at[rows], keys.take(rows), bucket[rows], how.reduceat(own[order], starts))


def _latest(fold: Latest, events: EventColumns, at: Ints, keys: Coded) -> Rows:
    """The greatest (occurred_at, event_id, text) of each (owner, key); the bucket is its instant."""
    if not at.size:
        return _rows(events, at, keys, at, at)
    when = events.numbers("occurred_at")[0][at]
    order = np.lexsort((when, keys.codes, events.owner[at]))
    owner, code = events.owner[at][order], keys.codes[order]
    is_last = np.append((np.diff(owner) != 0) | (np.diff(code) != 0), True)
    newest = when[order][is_last]
    group = np.cumsum(np.append(False, is_last[:-1]))
    kept = order[when[order] == newest[group]]
    group = group[when[order] == newest[group]]
    ids = _ordered(Coded.from_arrow(events.events["event_id"].take(pa.array(at[kept]))))
    texts = events.texts(fold.value).take(at[kept])
    best = np.lexsort((texts.codes, ids.codes, group))
    chosen = best[np.append(np.diff(group[best]) != 0, True)]
    rows = kept[chosen]
    made = _rows(events, at[rows], keys.take(rows), when[rows], np.zeros(rows.size, dtype=np.int64))
    return Rows(made.n_people, made.person, made.keys, made.bucket, made.value, texts.take(chosen), ids.take(chosen))


def _rows(events: EventColumns, at: Ints, keys: Coded, bucket: Ints, value: Ints) -> Rows:
    return _rows_of(events.n_owners, events.owner[at], keys, bucket, value)


def _rows_of(n_owners: int, owner: Ints, keys: Coded, bucket: Ints, value: Ints) -> Rows:
    nothing = Coded.nothing(owner.size)
    return Rows(n_owners, owner, keys, bucket, value, nothing, nothing)

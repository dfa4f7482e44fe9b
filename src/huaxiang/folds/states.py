"""State of identities as columns: the rows of every data fold, put together from events and from bytes.

One representation serves both sides: a build encodes the rows that its kernel gives, live decodes the touched ones,
adds the rows that the same kernel gives of the new events, and puts equal places together by the fold's own operation.
Every operation is commutative and associative, so the order of arrival and the grouping never matter.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.errors import ContractBroken
from huaxiang.folds.base import Count, Days, Latest
from huaxiang.folds.coded import Coded
from huaxiang.folds.people import Ints, Rows

__all__ = ["StateCodec", "StateRows"]

DataFold = Count | Latest | Days
_ROW = np.dtype([("fold", "<u4"), ("key", "<u4"), ("bucket", "<i8"), ("value", "<i8")])
_HEAD = struct.Struct("<III")
_SAYS = np.uint32(1 << 31)
"""Bit of a row's key that marks a row of a Latest, which has a text and an event id."""
_NOTHING = pa.array([], pa.large_string())
_REDUCE = {"sum": np.add, "min": np.minimum, "max": np.maximum}


@dataclass(frozen=True, slots=True)
class StateRows:
    """Rows of every data fold for some owners (identities or people).

    Attributes:
        n_owners: Owners, those without rows too.
        owner: Index of each row's owner, 0..n_owners−1.
        fold: Number of its fold, as `StateCodec` counts them.
        key: Place of its key among `names`.
        bucket: As in `Rows`.
        value: As in `Rows`.
        said: Place of its text and event id among `texts` and `events`, −1 where it is no row of a Latest.
        names: The keys, each once, in the order of their code points.
        texts: Values of Latest rows, in any order; they are never looked up, so they are not made one.
        events: Event ids of Latest rows, likewise.
    """

    n_owners: int
    owner: Ints
    fold: Ints
    key: Ints
    bucket: Ints
    value: Ints
    said: Ints
    names: pa.LargeStringArray
    texts: pa.LargeStringArray
    events: pa.LargeStringArray

    def __len__(self) -> int:
        return int(self.owner.size)

    def at(self, rows: Ints | npt.NDArray[np.bool_]) -> StateRows:
        """Some of the rows, in that order."""
        return replace(
            self,
            owner=self.owner[rows],
            fold=self.fold[rows],
            key=self.key[rows],
            bucket=self.bucket[rows],
            value=self.value[rows],
            said=self.said[rows],
        )

    def owned_by(self, new_owner: Ints, n_owners: int) -> StateRows:
        """The rows of owners whose `new_owner[old]` is not −1, under the new ones; several may become one."""
        owner = new_owner[self.owner]
        kept = self if (owner >= 0).all() else self.at(owner >= 0)
        return replace(kept, n_owners=n_owners, owner=new_owner[kept.owner])


class StateCodec:
    """Rows of the given folds to bytes and back, and the merging of rows."""

    def __init__(self, folds: Iterable[DataFold]) -> None:
        """Folds of which state is kept.

        Raises:
            ContractBroken: Two names of folds have the same number in bytes: give one another name.
        """
        self.folds = tuple(sorted(folds, key=lambda fold: fold.name))
        marks = [zlib.crc32(fold.name.encode()) for fold in self.folds]
        if len(set(marks)) < len(marks):
            raise ContractBroken("two folds have one mark: rename one of them")
        self._marks = np.array(marks, dtype=np.uint32)
        self._is_latest = np.array([isinstance(fold, Latest) for fold in self.folds], dtype=np.bool_)
        self._hows = [_how(fold) for fold in self.folds]

    def nothing(self, n_owners: int) -> StateRows:
        """No rows of so many owners."""
        none = np.empty(0, dtype=np.int64)
        return StateRows(n_owners, none, none, none, none, none, none, _NOTHING, _NOTHING, _NOTHING)

    def of_folds(self, folded: Mapping[str, Rows], n_owners: int) -> StateRows:
        """Rows as the kernels give them (`folds/vectors.py`), by name of fold, as one state of their owners."""
        parts = [
            _of_rows(number, rows, is_latest=isinstance(fold, Latest))
            for number, fold in enumerate(self.folds)
            if len(rows := folded[fold.name])
        ]
        return _together(n_owners, parts) if parts else self.nothing(n_owners)

    def merge(self, *parts: StateRows) -> StateRows:
        """The parts' rows as one state, sorted by (fold, owner, key, bucket), one row of each place.

        Args:
            parts: Of the same owners.
        """
        rows = parts[0] if len(parts) == 1 else _together(parts[0].n_owners, parts)
        if not len(rows):
            return rows
        n_keys = max(len(rows.names), 1)
        place = (rows.fold * rows.n_owners + rows.owner) * n_keys + rows.key
        if not _is_sorted(place, rows.bucket):
            order = np.lexsort((rows.bucket, place))
            rows, place = rows.at(order), place[order]
        is_new = np.diff(place, prepend=-1) != 0
        is_new |= (np.diff(rows.bucket, prepend=0) != 0) & ~self._is_latest[rows.fold]
        if is_new.all():
            return rows
        return self._reduced(rows, np.flatnonzero(is_new))

    def _reduced(self, rows: StateRows, starts: Ints) -> StateRows:
        """One row of each run of rows that share a place."""
        ends = np.append(starts[1:], len(rows))
        chosen, value = starts.copy(), rows.value[starts]
        several = np.flatnonzero(ends - starts > 1)
        of_fold = rows.fold[starts[several]]
        for number in np.unique(of_fold).tolist():
            groups = several[of_fold == number]
            if self._is_latest[number]:
                chosen[groups] = _newest(rows, starts[groups], ends[groups])
            else:
                value[groups] = _put_together(self._hows[number], rows.value, starts[groups], ends[groups])
        return replace(rows.at(chosen), value=value)

    def to_folds(self, rows: StateRows) -> dict[str, Rows]:
        """Rows by name of fold, of merged rows; the owners are the people."""
        names = rows.names.to_pylist()
        edges = np.searchsorted(rows.fold, np.arange(len(self.folds) + 1)).tolist()
        folded = {}
        for number, fold in enumerate(self.folds):
            part = slice(edges[number], edges[number + 1])
            n, is_latest = part.stop - part.start, self._is_latest[number]
            folded[fold.name] = Rows(
                rows.n_owners,
                rows.owner[part],
                _coded(rows.key[part], names),
                rows.bucket[part],
                rows.value[part],
                Coded.from_arrow(rows.texts.take(pa.array(rows.said[part]))) if is_latest else Coded.nothing(n),
                Coded.from_arrow(rows.events.take(pa.array(rows.said[part]))) if is_latest else Coded.nothing(n),
            )
        return folded

    def encode(self, rows: StateRows) -> list[bytes]:
        """Bytes of each owner's state, of merged rows; equal states give equal bytes."""
        rows = rows.at(np.argsort(rows.owner, kind="stable"))
        keys, local = _own_keys(rows)
        said = _own_said(rows)
        packed = np.empty(len(rows), dtype=_ROW)
        packed["fold"], packed["bucket"], packed["value"] = self._marks[rows.fold], rows.bucket, rows.value
        packed["key"] = local | np.where(rows.said >= 0, int(_SAYS), 0)
        edges = (_edges(each, rows.n_owners) for each in (rows.owner, keys.owner, said.owner))
        spans = zip(*(list(pairwise(each)) for each in edges), strict=True)
        size, body, made = _ROW.itemsize, packed.tobytes(), []
        for (first, last), own_keys, own_said in spans:
            head = _HEAD.pack(last - first, own_keys[1] - own_keys[0], (own_said[1] - own_said[0]) // 2)
            lengths, texts = keys.cut(*own_keys)
            said_lengths, said_texts = said.cut(*own_said)
            made.append(b"".join((head, body[first * size : last * size], lengths, said_lengths, texts, said_texts)))
        return made

    def decode(self, states: Sequence[bytes]) -> StateRows:
        """The states' rows, merged; the owners are the states in their order. Folds no longer known are left out."""
        heads = np.array([_HEAD.unpack_from(state) for state in states], dtype=np.int64).reshape(-1, 3)
        packed, keys, said = _unpacked(states, heads)
        names, codes = _ranked(keys)
        owner = np.repeat(np.arange(len(states), dtype=np.int64), heads[:, 0])
        first_key = (np.cumsum(heads[:, 1]) - heads[:, 1])[owner]
        order = np.argsort(self._marks)
        place = np.minimum(np.searchsorted(self._marks, packed["fold"], sorter=order), max(len(order) - 1, 0))
        fold = order[place] if len(order) else place
        is_known = self._marks[fold] == packed["fold"] if len(order) else np.zeros(len(packed), dtype=np.bool_)
        is_said = (packed["key"] & _SAYS) != 0
        rows = StateRows(
            len(states),
            owner,
            fold,
            codes[(packed["key"] & ~_SAYS) + first_key],
            packed["bucket"].astype(np.int64),
            packed["value"].astype(np.int64),
            np.where(is_said, np.cumsum(is_said) - 1, -1),
            names,
            said.take(pa.array(np.arange(0, len(said), 2))),
            said.take(pa.array(np.arange(1, len(said), 2))),
        )
        return rows if is_known.all() else rows.at(is_known)


def _how(fold: DataFold) -> np.ufunc:
    return _REDUCE[fold.how] if isinstance(fold, Count) else np.maximum


def _is_sorted(place: Ints, bucket: Ints) -> bool:
    step = np.diff(place)
    return bool(((step > 0) | ((step == 0) & (np.diff(bucket) >= 0))).all())


def _newest(rows: StateRows, starts: Ints, ends: Ints) -> Ints:
    """Row of the greatest (bucket, event, text) of each run; runs are sorted by bucket."""
    chosen = ends - 1
    for at in np.flatnonzero(rows.bucket[ends - 2] == rows.bucket[ends - 1]).tolist():
        run = range(int(starts[at]), int(ends[at]))
        chosen[at] = max(run, key=lambda row: (rows.bucket[row], *_statement(rows, row)))
    return chosen


def _statement(rows: StateRows, row: int) -> tuple[str, str]:
    place = int(rows.said[row])
    return rows.events[place].as_py(), rows.texts[place].as_py()


def _put_together(how: np.ufunc, values: Ints, starts: Ints, ends: Ints) -> Ints:
    sizes = ends - starts
    first = np.cumsum(sizes) - sizes
    rows = np.arange(int(sizes.sum()), dtype=np.int64) + np.repeat(starts - first, sizes)
    found: Ints = how.reduceat(values[rows], first)
    return found


def _of_rows(number: int, rows: Rows, *, is_latest: bool) -> StateRows:
    """Rows of one fold as a part of a state; what is not used of its names goes along."""
    n = len(rows)
    said = np.arange(n, dtype=np.int64) if is_latest else np.full(n, -1, dtype=np.int64)
    texts, events = (pa.array(column if is_latest else [], pa.large_string()) for column in (rows.text, rows.event_id))
    fold = np.full(n, number, dtype=np.int64)
    names = pa.array(["" if name is None else name for name in rows.keys.names], pa.large_string())
    return StateRows(
        rows.n_people, rows.person, fold, rows.keys.codes, rows.bucket, rows.value, said, names, texts, events
    )


def _together(n_owners: int, parts: Sequence[StateRows]) -> StateRows:
    """Rows of all parts over one list of names."""
    names, codes = _ranked(pa.concat_arrays([part.names for part in parts]))
    keys, said = [], []
    first_name = first_said = 0
    for part in parts:
        keys.append(codes[part.key + first_name])
        said.append(np.where(part.said >= 0, part.said + first_said, -1))
        first_name, first_said = first_name + len(part.names), first_said + len(part.texts)
    owner, fold, bucket, value = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("owner", "fold", "bucket", "value")
    )
    texts, events = (pa.concat_arrays([getattr(part, name) for part in parts]) for name in ("texts", "events"))
    return StateRows(
        n_owners, owner, fold, np.concatenate(keys), bucket, value, np.concatenate(said), names, texts, events
    )


def _ranked(texts: pa.LargeStringArray) -> tuple[pa.LargeStringArray, Ints]:
    """The different texts in the order of their code points, and each text's place among them."""
    encoded = texts.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return encoded.dictionary.take(pa.array(order)), rank[encoded.indices.to_numpy()]


def _coded(codes: Ints, names: Sequence[str]) -> Coded:
    """A column of codes into `names`, of the used ones alone."""
    is_used = np.zeros(len(names), dtype=np.bool_)
    is_used[codes] = True
    used = np.flatnonzero(is_used)
    place = np.cumsum(is_used) - 1
    return Coded(place[codes], [names[at] for at in used.tolist()])


@dataclass(frozen=True, slots=True)
class _Strings:
    """Texts of owners, one owner after another: whose each is, and where it lies in `data`."""

    owner: Ints
    offsets: list[int]
    lengths: bytes
    data: bytes

    def cut(self, first: int, last: int) -> tuple[bytes, bytes]:
        """Lengths and bytes of some of the texts."""
        return self.lengths[first * 4 : last * 4], self.data[self.offsets[first] : self.offsets[last]]


def _strings_of(owner: Ints, texts: pa.LargeStringArray) -> _Strings:
    offsets = np.zeros(1, dtype=np.int64)
    data = b""
    if len(texts):
        buffers = texts.buffers()
        offsets = np.frombuffer(buffers[1], dtype=np.int64)[: len(texts) + 1]
        data = b"" if buffers[2] is None else buffers[2].to_pybytes()
    return _Strings(owner, offsets.tolist(), np.diff(offsets).astype("<u4").tobytes(), data)


def _own_keys(rows: StateRows) -> tuple[_Strings, Ints]:
    """Each owner's own keys in their order, and each row's place among those of its owner; rows lie by owner."""
    n_names = max(len(rows.names), 1)
    found, inverse = np.unique(rows.owner * n_names + rows.key, return_inverse=True)
    owner = found // n_names
    first = np.searchsorted(owner, np.arange(rows.n_owners + 1))
    return _strings_of(owner, rows.names.take(pa.array(found % n_names))), inverse.reshape(-1) - first[rows.owner]


def _own_said(rows: StateRows) -> _Strings:
    """Text and event id of each Latest row, one after the other; rows lie by owner."""
    at = np.flatnonzero(rows.said >= 0)
    both = pa.concat_arrays([rows.texts, rows.events])
    place = np.stack([rows.said[at], rows.said[at] + len(rows.texts)], axis=1).reshape(-1)
    return _strings_of(np.repeat(rows.owner[at], 2), both.take(pa.array(place)))


def _unpacked(
    states: Sequence[bytes], heads: Ints
) -> tuple[npt.NDArray[Any], pa.LargeStringArray, pa.LargeStringArray]:
    """Rows, keys and what Latest rows say, of all states one after another."""
    size, row_parts, key_lengths, said_lengths, key_texts, said_texts = _ROW.itemsize, [], [], [], [], []
    for state, (n_rows, n_keys, n_said) in zip(states, heads.tolist(), strict=True):
        keys_at = _HEAD.size + n_rows * size
        said_at = keys_at + n_keys * 4
        texts_at = said_at + n_said * 8
        own = state[keys_at:said_at]
        n_bytes = sum(memoryview(own).cast("I"))
        row_parts.append(state[_HEAD.size : keys_at])
        key_lengths.append(own)
        said_lengths.append(state[said_at:texts_at])
        key_texts.append(state[texts_at : texts_at + n_bytes])
        said_texts.append(state[texts_at + n_bytes :])
    packed = np.frombuffer(b"".join(row_parts), dtype=_ROW)
    return packed, _strings(key_lengths, key_texts), _strings(said_lengths, said_texts)


def _strings(lengths: Sequence[bytes], texts: Sequence[bytes]) -> pa.LargeStringArray:
    sizes = np.frombuffer(b"".join(lengths), dtype="<u4")
    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return pa.LargeStringArray.from_buffers(len(sizes), pa.py_buffer(offsets), pa.py_buffer(b"".join(texts)))


def _edges(owner: Ints, n_owners: int) -> list[int]:
    """First row of each owner, and the number of rows."""
    found: list[int] = np.searchsorted(owner, np.arange(n_owners + 1)).tolist()
    return found

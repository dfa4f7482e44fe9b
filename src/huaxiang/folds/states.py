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
_ROW = np.dtype(
    [("fold", "<u4"), ("key", "<u4"), ("text", "<i4"), ("event", "<i4"), ("bucket", "<i8"), ("value", "<i8")]
)
_HEAD = struct.Struct("<II")
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
        text: Place of its text among `names`, −1 where it has none.
        event: Place of its event id among `names`, −1 where it has none.
        names: The texts, each once, in the order of their code points.
    """

    n_owners: int
    owner: Ints
    fold: Ints
    key: Ints
    bucket: Ints
    value: Ints
    text: Ints
    event: Ints
    names: pa.LargeStringArray

    def __len__(self) -> int:
        return int(self.owner.size)

    def at(self, rows: Ints | npt.NDArray[np.bool_]) -> StateRows:
        """Some of the rows, in that order."""
        return StateRows(
            self.n_owners,
            self.owner[rows],
            self.fold[rows],
            self.key[rows],
            self.bucket[rows],
            self.value[rows],
            self.text[rows],
            self.event[rows],
            self.names,
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
        return StateRows(n_owners, none, none, none, none, none, none, none, pa.array([], pa.large_string()))

    def of_folds(self, folded: Mapping[str, Rows], n_owners: int) -> StateRows:
        """Rows as the kernels give them (`folds/vectors.py`), by name of fold, as one state of their owners."""
        parts = [_of_rows(number, rows) for number, fold in enumerate(self.folds) if len(rows := folded[fold.name])]
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
                _coded(rows.text[part], names) if is_latest else Coded.nothing(n),
                _coded(rows.event[part], names) if is_latest else Coded.nothing(n),
            )
        return folded

    def encode(self, rows: StateRows) -> list[bytes]:
        """Bytes of each owner's state, of merged rows; equal states give equal bytes."""
        rows = rows.at(np.argsort(rows.owner, kind="stable"))
        strings, local = _local_strings(rows)
        packed = np.empty(len(rows), dtype=_ROW)
        packed["fold"], packed["bucket"], packed["value"] = self._marks[rows.fold], rows.bucket, rows.value
        packed["key"], packed["text"], packed["event"] = local
        row_edges = _edges(rows.owner, rows.n_owners)
        string_edges = _edges(strings.owner, rows.n_owners)
        offsets = strings.offsets
        lengths = np.diff(offsets).astype("<u4").tobytes()
        body, data = packed.tobytes(), strings.data
        size, made = _ROW.itemsize, []
        for (first, last), (low, high) in zip(pairwise(row_edges), pairwise(string_edges), strict=True):
            head = _HEAD.pack(last - first, high - low)
            text = data[int(offsets[low]) : int(offsets[high])]
            made.append(b"".join((head, body[first * size : last * size], lengths[low * 4 : high * 4], text)))
        return made

    def decode(self, states: Sequence[bytes]) -> StateRows:
        """The states' rows, merged; the owners are the states in their order. Folds no longer known are left out."""
        size, heads = _ROW.itemsize, [_HEAD.unpack_from(state) for state in states]
        n_rows = np.array([head[0] for head in heads], dtype=np.int64)
        n_strings = np.array([head[1] for head in heads], dtype=np.int64)
        places = [(8, 8 + n * size, 8 + n * size + m * 4) for n, m in heads]
        parts = list(zip(states, places, strict=True))
        packed = np.frombuffer(b"".join([state[a:b] for state, (a, b, _) in parts]), dtype=_ROW)
        lengths = np.frombuffer(b"".join([state[b:c] for state, (_, b, c) in parts]), dtype="<u4")
        texts = b"".join([state[c:] for state, (_, _, c) in parts])
        names, codes = _ranked(_strings(lengths, texts))
        owner = np.repeat(np.arange(len(states), dtype=np.int64), n_rows)
        base = (np.cumsum(n_strings) - n_strings)[owner]
        order = np.argsort(self._marks)
        place = np.searchsorted(self._marks, packed["fold"], sorter=order)
        fold = order[np.minimum(place, len(order) - 1)] if len(order) else np.zeros(len(packed), dtype=np.int64)
        rows = StateRows(
            len(states),
            owner,
            fold,
            _code_of(codes, packed["key"], base),
            packed["bucket"].astype(np.int64),
            packed["value"].astype(np.int64),
            _code_of(codes, packed["text"], base),
            _code_of(codes, packed["event"], base),
            names,
        )
        is_known = self._marks[fold] == packed["fold"] if len(order) else np.zeros(len(packed), dtype=np.bool_)
        return rows if is_known.all() else rows.at(is_known)


def _how(fold: DataFold) -> np.ufunc:
    return _REDUCE[fold.how] if isinstance(fold, Count) else np.maximum


def _is_sorted(place: Ints, bucket: Ints) -> bool:
    step = np.diff(place)
    return bool(((step > 0) | ((step == 0) & (np.diff(bucket) >= 0))).all())


def _newest(rows: StateRows, starts: Ints, ends: Ints) -> Ints:
    """Row of the greatest (bucket, event, text) of each run; runs are sorted by bucket."""
    chosen = ends - 1
    tied = np.flatnonzero(rows.bucket[ends - 2] == rows.bucket[ends - 1]).tolist()
    for at in tied:
        run = range(int(starts[at]), int(ends[at]))
        chosen[at] = max(run, key=lambda row: (rows.bucket[row], rows.event[row], rows.text[row]))
    return chosen


def _put_together(how: np.ufunc, values: Ints, starts: Ints, ends: Ints) -> Ints:
    sizes = ends - starts
    first = np.cumsum(sizes) - sizes
    rows = np.arange(int(sizes.sum()), dtype=np.int64) + np.repeat(starts - first, sizes)
    found: Ints = how.reduceat(values[rows], first)
    return found


def _of_rows(number: int, rows: Rows) -> StateRows:
    """Rows of one fold as a part of a state; what is not used of its names goes along."""
    key, text, event = rows.keys, rows.text, rows.event_id
    names: list[str] = []
    codes = []
    for column in (key, text, event):
        is_there = column.each(lambda name: name is not None, np.bool_)
        codes.append(np.where(is_there, column.codes + len(names), -1))
        names += ["" if name is None else name for name in column.names]
    fold = np.full(len(rows), number, dtype=np.int64)
    texts = pa.array(names, pa.large_string())
    return StateRows(rows.n_people, rows.person, fold, codes[0], rows.bucket, rows.value, codes[1], codes[2], texts)


def _together(n_owners: int, parts: Sequence[StateRows]) -> StateRows:
    """Rows of all parts over one list of names."""
    names, codes = _ranked(pa.concat_arrays([part.names for part in parts]))
    columns: list[list[Ints]] = [[], [], []]
    base = 0
    for part in parts:
        own = codes[base : base + len(part.names)]
        for column, places in zip(columns, (part.key, part.text, part.event), strict=True):
            column.append(np.where(places >= 0, own[places], -1) if len(own) else places)
        base += len(part.names)
    key, text, event = (np.concatenate(column) for column in columns)
    owner, fold, bucket, value = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("owner", "fold", "bucket", "value")
    )
    return StateRows(n_owners, owner, fold, key, bucket, value, text, event, names)


def _ranked(texts: pa.LargeStringArray) -> tuple[pa.LargeStringArray, Ints]:
    """The different texts in the order of their code points, and each text's place among them."""
    encoded = texts.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return encoded.dictionary.take(pa.array(order)), rank[encoded.indices.to_numpy()]


def _coded(codes: Ints, names: Sequence[str]) -> Coded:
    """A column of codes into `names`, of the used ones alone; −1 becomes None, which comes last."""
    is_used = np.zeros(len(names) + 1, dtype=np.bool_)
    is_used[codes] = True
    used = np.flatnonzero(is_used)
    place = np.cumsum(is_used) - 1
    return Coded(place[codes], [names[at] if at < len(names) else None for at in used.tolist()])


@dataclass(frozen=True, slots=True)
class _Strings:
    """The different texts of each owner, by owner."""

    owner: Ints
    offsets: Ints
    data: bytes


def _local_strings(rows: StateRows) -> tuple[_Strings, tuple[Ints, Ints, Ints]]:
    """Each owner's own texts in their order, and the places of keys, texts and events among their owner's."""
    n_names = max(len(rows.names), 1)
    columns = (rows.key, rows.text, rows.event)
    there = [np.flatnonzero(column >= 0) for column in columns]
    wanted = [rows.owner[at] * n_names + column[at] for at, column in zip(there, columns, strict=True)]
    found, inverse = np.unique(np.concatenate(wanted), return_inverse=True)
    owner = found // n_names
    first = np.searchsorted(owner, np.arange(rows.n_owners + 1))
    local, done = [], 0
    for at in there:
        places = np.full(len(rows), -1, dtype=np.int64)
        places[at] = inverse.reshape(-1)[done : done + at.size] - first[rows.owner[at]]
        local.append(places)
        done += at.size
    texts = pa.concat_arrays([rows.names.take(pa.array(found % n_names))])
    buffers = texts.buffers()
    offsets = np.frombuffer(buffers[1], dtype=np.int64)[: len(texts) + 1] if len(texts) else np.zeros(1, dtype=np.int64)
    data = b"" if buffers[2] is None else buffers[2].to_pybytes()
    return _Strings(owner, offsets, data), (local[0], local[1], local[2])


def _strings(lengths: npt.NDArray[np.uint32], data: bytes) -> pa.LargeStringArray:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return pa.LargeStringArray.from_buffers(len(lengths), pa.py_buffer(offsets), pa.py_buffer(data))


def _code_of(codes: Ints, local: npt.NDArray[Any], base: Ints) -> Ints:
    places = local.astype(np.int64)
    found = np.full(len(places), -1, dtype=np.int64)
    at = places >= 0
    found[at] = codes[places[at] + base[at]]
    return found


def _edges(owner: Ints, n_owners: int) -> list[int]:
    """First row of each owner, and the number of rows."""
    found: list[int] = np.searchsorted(owner, np.arange(n_owners + 1)).tolist()
    return found

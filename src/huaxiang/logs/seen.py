"""Event ids seen before, as 64-bit keys in sorted runs: a log-structured index that is only ever appended to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Run", "Seen", "key_of", "settled"]

_FANOUT = 8
"""Runs of one level that become one of the next."""
_TOP_LEVEL = 2
Keys = NDArray[np.uint64]


def key_of(event_id: str) -> int:
    """64-bit key of an event id; different ids may share one."""
    return int.from_bytes(blake2b(event_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Keys of all events with first_seq ≤ seq ≤ last_seq, sorted, with the distance of each from `first_seq`."""

    first_seq: int
    last_seq: int
    level: int
    keys: Keys
    offsets: NDArray[np.uint32]

    @staticmethod
    def of(keys: Sequence[int], seqs: Sequence[int], *, first_seq: int, last_seq: int) -> Run:
        """A run of level 0: keys beside their seqs."""
        made = np.array(keys, dtype=np.uint64)
        order = np.argsort(made, kind="stable")
        offsets = np.array(seqs, dtype=np.int64)[order] - first_seq
        return Run(first_seq, last_seq, 0, made[order], offsets.astype(np.uint32))

    @staticmethod
    def of_row(row: Sequence[Any]) -> Run:
        """A run from its row of the file; see `row`."""
        first_seq, last_seq, level, keys, offsets = row
        return Run(first_seq, last_seq, level, np.frombuffer(keys, "<u8"), np.frombuffer(offsets, "<u4"))

    def row(self) -> tuple[int, int, int, bytes, bytes]:
        """The run as the file keeps it."""
        keys, offsets = self.keys.astype("<u8"), self.offsets.astype("<u4")
        return self.first_seq, self.last_seq, self.level, keys.tobytes(), offsets.tobytes()

    def find(self, wanted: Keys, found: dict[int, list[int]]) -> None:
        """Adds the seqs of those keys that it has."""
        if not len(self.keys):
            return
        place = np.searchsorted(self.keys, wanted)
        hits = self.keys[np.minimum(place, len(self.keys) - 1)] == wanted
        for key, start in zip(wanted[hits].tolist(), place[hits].tolist(), strict=True):
            end = int(np.searchsorted(self.keys, np.uint64(key), side="right"))
            found.setdefault(key, []).extend(self.first_seq + each for each in self.offsets[start:end].tolist())


def settled(runs: Sequence[Run]) -> list[Run]:
    """Runs in order, the last ones merged where there are enough of a level."""
    found = list(runs)
    while len(found) >= _FANOUT and _level(found) < _TOP_LEVEL:
        found[-_FANOUT:] = [_merged(found[-_FANOUT:])]
    return found


def _level(runs: Sequence[Run]) -> int:
    """The level that the last runs have in common; the top one when they have none."""
    levels = {run.level for run in runs[-_FANOUT:]}
    return levels.pop() if len(levels) == 1 else _TOP_LEVEL


def _merged(runs: Sequence[Run]) -> Run:
    """Runs that follow one another as one of the next level."""
    first = runs[0].first_seq
    keys = np.concatenate([run.keys for run in runs])
    offsets = np.concatenate([run.offsets + np.uint32(run.first_seq - first) for run in runs])
    order = np.argsort(keys, kind="stable")
    last = max(run.last_seq for run in runs)
    return Run(first, last, runs[0].level + 1, keys[order], offsets[order])


class Seen:
    """Which seqs may hold an event id: sorted runs and the newest keys in memory, 12 bytes an event.

    A random index on disk would write a page for every event once it is larger than a transaction; runs are written
    once for each of their three levels, whatever the size of the log (O'Neil and others, The log-structured
    merge-tree, 1996).
    """

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self.runs = sorted(runs, key=lambda run: run.first_seq)
        self.last_seq = 0
        for run in self.runs:
            if run.first_seq <= self.last_seq + 1:
                self.last_seq = max(self.last_seq, run.last_seq)
        self._from = self.last_seq + 1
        self._newest: dict[int, list[int]] = {}
        self._keys: list[int] = []
        self._seqs: list[int] = []

    @property
    def n_newest(self) -> int:
        """Number of keys that are in no run yet."""
        return len(self._keys)

    def note(self, pairs: Iterable[tuple[int, int]], *, last_seq: int) -> None:
        """Notes (key, seq) of everything after `last_seq` as it was up to the new one."""
        for key, seq in pairs:
            self._newest.setdefault(key, []).append(seq)
            self._keys.append(key)
            self._seqs.append(seq)
        self.last_seq = last_seq

    def find(self, keys: Sequence[int]) -> dict[int, list[int]]:
        """The seqs that may hold each key; keys that were never seen are left out."""
        newest = self._newest
        found = {key: list(newest[key]) for key in keys if key in newest}
        if self.runs:
            wanted = np.unique(np.array(keys, dtype=np.uint64))
            for run in self.runs:
                run.find(wanted, found)
        return found

    def frozen(self) -> Run:
        """The newest keys as a run."""
        return Run.of(self._keys, self._seqs, first_seq=self._from, last_seq=self.last_seq)

    def take(self, frozen: Run, runs: Iterable[Run]) -> None:
        """Goes over to runs that hold the newest keys too, once those are in the file."""
        self.runs, self._from = list(runs), frozen.last_seq + 1
        self._newest, self._keys, self._seqs = {}, [], []

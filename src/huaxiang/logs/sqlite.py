"""The accepted log in SQLite: WAL, synchronous FULL, so that acknowledged means on disk."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from huaxiang.domain.errors import StorageError
from huaxiang.domain.events import AcceptedEvent
from huaxiang.logs.base import UNFOLDABLE, Parked, Refusal, Verdict
from huaxiang.logs.grouping import GroupCommit, Written
from huaxiang.logs.seen import Run, Seen, key_of, settled
from huaxiang.logs.sqlite_schema import prepare

__all__ = ["SQLiteLog"]

_GROUP = 20_000
_PAGE = 20_000
_RUN = 65_536
_AT_ONCE = 250
"""Rows a statement: each step of one gives the interpreter to other threads, which keep it for a while."""
_ROWS = f"INSERT INTO accepted VALUES {', '.join(['(?, ?, ?)'] * _AT_ONCE)}"
_ROW = "INSERT INTO accepted VALUES (?, ?, ?)"
_NEWER = """INSERT INTO newest VALUES (1, ?) ON CONFLICT (one) DO UPDATE
    SET occurred_at = max(occurred_at, excluded.occurred_at)"""
_IS_READ = "seq NOT IN (SELECT seq FROM parked)"
_Row = tuple[int, int, bytes]


class _Id(msgspec.Struct):
    event_id: str


class _Owners(msgspec.Struct):
    identities: set[str]


_id_of = msgspec.msgpack.Decoder(_Id)
_owners_of = msgspec.msgpack.Decoder(_Owners)


class SQLiteLog:
    """The log of one project in one file; threads may share it, and processes append to it side by side.

    What `append` has returned is in the write-ahead log and fsynced (WAL, synchronous FULL): it outlives the process
    and the machine. The numbers are given inside the transaction, under SQLite's write lock.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, making it when it is not there; a file of an earlier version is brought to this one's.

        Raises:
            StorageError: The file cannot be opened.
        """
        self.path = path
        self._lock = threading.RLock()
        self._group = GroupCommit(self._write_group, most_events=_GROUP)
        self._seen: Seen | None = None
        self._is_filling = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            prepare(self._db)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{path}: cannot open the accepted log: {error}") from error

    def append(self, events: Sequence[AcceptedEvent], *, refusals: Sequence[Refusal] = ()) -> list[Verdict]:
        return self._group.put(Written(events, refusals))

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        self._group.put(Written((), refusals))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing, one writer at a time, on disk at its end."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._db.execute("COMMIT")
                except BaseException:
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise
            except (sqlite3.Error, OverflowError) as error:
                raise StorageError(f"{self.path}: cannot append: {error}") from error

    def _write_group(self, group: Sequence[Written]) -> None:
        with self._lock:
            try:
                with self._transaction():
                    pairs, last = self._write(group)
            except BaseException:
                if self._is_filling:
                    self._seen = None
                raise
            self._is_filling = False
            if self._seen is not None:
                self._seen.note(pairs, last_seq=last)
                if self._seen.n_newest >= _RUN:
                    self._freeze(self._seen)

    def _write(self, group: Sequence[Written]) -> tuple[list[tuple[int, int]], int]:
        """Writes what a group wants written; returns (key, seq) of its new events and the last seq given."""
        events = [event for each in group for event in each.events]
        known, keys = self._known(events)
        last, rows, pairs = self._last_seq(), [], []
        refusals = [refusal for each in group for refusal in each.refusals]
        at = 0
        for each in group:
            each.verdicts = []
            for event in each.events:
                if event.event_id in known:
                    refusals.append(Refusal(event.source, event.message_id, "duplicate", event.received_at, ""))
                    each.verdicts.append(Verdict(event.message_id, "duplicate", None))
                else:
                    last += 1
                    known.add(event.event_id)
                    rows.append((last, event.occurred_at, event.to_bytes()))
                    pairs.append((keys[at], last))
                    each.verdicts.append(Verdict(event.message_id, "accepted", last))
                at += 1
        self._insert(rows)
        self._db.executemany(
            "INSERT INTO refused VALUES (?, ?, ?, ?, ?)",
            [(each.source, each.message_id, each.reason, each.received_at, each.raw) for each in refusals],
        )
        return pairs, last

    def _insert(self, rows: Sequence[_Row]) -> None:
        whole = len(rows) - len(rows) % _AT_ONCE
        for start in range(0, whole, _AT_ONCE):
            self._db.execute(_ROWS, [value for row in rows[start : start + _AT_ONCE] for value in row])
        self._db.executemany(_ROW, rows[whole:])
        if rows:
            self._db.execute(_NEWER, (max(row[1] for row in rows),))

    def _known(self, events: Sequence[AcceptedEvent]) -> tuple[set[str], list[int]]:
        """Ids of those events that the log has, and the key of every event."""
        if not events:
            return set(), []
        seen = self._caught_up()
        keys = [key_of(event.event_id) for event in events]
        found = seen.find(keys)
        marks = json.dumps([seq for seqs in found.values() for seq in seqs])
        rows = self._db.execute("SELECT body FROM accepted WHERE seq IN (SELECT value FROM json_each(?))", (marks,))
        return {_id_of.decode(body).event_id for (body,) in rows} if found else set(), keys

    def _caught_up(self) -> Seen:
        """What was seen, with everything that any process appended."""
        if self._seen is None:
            self._seen = Seen(map(Run.of_row, self._db.execute("SELECT * FROM seen")))
        seen, last = self._seen, self._last_seq()
        while seen.last_seq < last:
            sql = "SELECT seq, body FROM accepted WHERE seq > ? ORDER BY seq LIMIT ?"
            rows = self._db.execute(sql, (seen.last_seq, _PAGE)).fetchall()
            pairs = [(key_of(_id_of.decode(body).event_id), seq) for seq, body in rows]
            seen.note(pairs, last_seq=pairs[-1][1] if len(rows) == _PAGE else last)
            if seen.n_newest >= _RUN:
                self._is_filling = True
                seen.take(*self._put_run(seen))
        return seen

    def _freeze(self, seen: Seen) -> None:
        """Puts the newest keys into the file as a run, so that the next process need not read their events.

        When it cannot be written it is tried again after the next append: nothing depends on it.
        """
        with suppress(StorageError):
            with self._transaction():
                put = self._put_run(seen)
            seen.take(*put)

    def _put_run(self, seen: Seen) -> tuple[Run, list[Run]]:
        """Writes the newest keys as a run within a transaction; returns it and all runs that are then in the file."""
        kept, frozen = self._runs(seen), seen.frozen()
        runs = settled([*kept, frozen])
        gone = [(run.first_seq, run.last_seq) for run in kept if run not in runs]
        self._db.executemany("DELETE FROM seen WHERE first_seq = ? AND last_seq = ?", gone)
        fresh = [run.row() for run in runs if run not in kept]
        self._db.executemany("INSERT INTO seen VALUES (?, ?, ?, ?, ?)", fresh)
        return frozen, runs

    def _runs(self, seen: Seen) -> list[Run]:
        """The runs in the file, which another process may have written anew."""
        spans = self._db.execute("SELECT first_seq, last_seq FROM seen ORDER BY 1, 2").fetchall()
        if spans == [(run.first_seq, run.last_seq) for run in seen.runs]:
            return seen.runs
        return [Run.of_row(row) for row in self._db.execute("SELECT * FROM seen ORDER BY 1, 2")]

    def _last_seq(self) -> int:
        given = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'accepted'"
        return int(self._db.execute(given).fetchone()[0])

    def read(self, after: int, *, until: int | None = None, limit: int = 1_000_000) -> list[tuple[int, AcceptedEvent]]:
        with self._lock:
            rows = self._db.execute(
                f"SELECT seq, body FROM accepted WHERE seq > ? AND seq <= ? AND {_IS_READ} ORDER BY seq LIMIT ?",
                (after, 2**62 if until is None else until, limit),
            ).fetchall()
        return [(seq, AcceptedEvent.of_bytes(body)) for seq, body in rows]

    def scan(self, until: int) -> Iterator[tuple[int, AcceptedEvent]]:
        after = 0
        while rows := self.read(after, until=until, limit=20_000):
            yield from rows
            after = rows[-1][0]

    def park(self, seq: int, why: str) -> None:
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO parked SELECT seq, ? FROM accepted WHERE seq = ?", (why, seq))
            self._find_newest([seq])

    def parked(self, *, after: int = 0) -> list[Parked]:
        sql = "SELECT seq, body, why FROM accepted JOIN parked USING (seq) WHERE seq > ? ORDER BY seq"
        with self._lock:
            rows = self._db.execute(sql, (after,)).fetchall()
        events = [(seq, AcceptedEvent.of_bytes(body), why) for seq, body, why in rows]
        return [Parked(seq, event.event_id, event.source, event.name, why) for seq, event, why in events]

    def last_seq(self) -> int:
        with self._lock:
            return self._last_seq()

    def newest_occurred_at(self) -> int | None:
        with self._lock:
            newest = self._db.execute("SELECT occurred_at FROM newest").fetchone()
        return None if newest is None else int(newest[0])

    def refusals(self) -> dict[str, int]:
        parked = f"SELECT '{UNFOLDABLE}' FROM parked"
        sql = f"SELECT reason, count(*) FROM (SELECT reason FROM refused UNION ALL {parked}) GROUP BY reason ORDER BY 1"
        with self._lock:
            return dict(self._db.execute(sql))

    def forget(self, identities: Sequence[str]) -> int:
        wanted, last = set(identities), self.last_seq()
        chosen = self._owned_by(wanted, after=0, until=last)
        with self._transaction():
            chosen += self._owned_by(wanted, after=last, until=self._last_seq())
            marks = [(seq,) for seq in chosen]
            self._find_newest(chosen)
            self._db.executemany("DELETE FROM parked WHERE seq = ?", marks)
            gone = self._db.executemany("DELETE FROM accepted WHERE seq = ?", marks).rowcount
        self._wipe()
        return max(gone, 0)

    def _owned_by(self, identities: Collection[str], *, after: int, until: int) -> list[int]:
        """Seqs of the events of identities, by reading every event: forgetting writes the file anew anyway."""
        chosen: list[int] = []
        sql = "SELECT seq, body FROM accepted WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        while identities:
            with self._lock:
                rows = self._db.execute(sql, (after, until, _PAGE)).fetchall()
            chosen += [seq for seq, body in rows if not _owners_of.decode(body).identities.isdisjoint(identities)]
            if len(rows) < _PAGE:
                break
            after = rows[-1][0]
        return chosen

    def _find_newest(self, gone: Sequence[int]) -> None:
        """Looks for the newest instant again when that of an event that is no longer read was it."""
        marks = json.dumps(gone)
        theirs = "SELECT max(occurred_at) FROM accepted WHERE seq IN (SELECT value FROM json_each(?))"
        known = self._db.execute(f"SELECT 1 FROM newest WHERE occurred_at <= ({theirs})", (marks,)).fetchone()
        if known is None:
            return
        rest = f"FROM accepted WHERE {_IS_READ} AND seq NOT IN (SELECT value FROM json_each(?))"
        self._db.execute("DELETE FROM newest")
        self._db.execute(f"INSERT INTO newest SELECT 1, max(occurred_at) {rest} HAVING count(*)", (marks,))

    def _wipe(self) -> None:
        """Writes the file anew: deleted rows leave bytes in its free space that secure_delete does not reach."""
        with self._lock:
            try:
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: forgotten, but old bytes are left: {error}") from error

    def checkpoint(self) -> None:
        with self._lock, suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        with self._lock:
            self._db.close()

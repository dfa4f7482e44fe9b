"""The outbox: changes that wait for their channel, how far each has read the feed, and what became of deliveries."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huaxiang.channels.base import Delivery, Entry, FeedSlice
from huaxiang.domain.errors import StorageError
from huaxiang.domain.ids import content_id

__all__ = ["Outbox", "State"]

_TABLES = """
CREATE TABLE IF NOT EXISTS channels (name TEXT PRIMARY KEY, address TEXT NOT NULL, position INTEGER NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 0, delivery_id TEXT, last_seq INTEGER, n_failures INTEGER NOT NULL DEFAULT 0,
    failing_since REAL, next_at REAL NOT NULL DEFAULT 0, is_gone INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '', last_error_at REAL, n_delivered INTEGER NOT NULL DEFAULT 0,
    n_withheld INTEGER NOT NULL DEFAULT 0, n_filtered INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS waiting (name TEXT NOT NULL, seq INTEGER NOT NULL, person_id TEXT NOT NULL,
    document BLOB NOT NULL, as_of TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY (name, seq));
CREATE INDEX IF NOT EXISTS waiting_person ON waiting (person_id);
CREATE TABLE IF NOT EXISTS delivered (name TEXT NOT NULL, delivery_id TEXT NOT NULL, first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL, n_changes INTEGER NOT NULL, attempts INTEGER NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (name, delivery_id));
"""
_MOST_BYTES = 256 << 10


@dataclass(frozen=True, slots=True)
class State:
    """Where a channel stands.

    Attributes:
        position: Sequence number that it has read the feed to.
        n_waiting: Changes in the outbox.
        n_failures: Attempts that failed since the last one that went well.
        failing_since: When the first of them was, in seconds since 1970.
        next_at: Not before this instant it is tried again.
        is_gone: The receiver wants no more, until its address changes.
        n_delivered: Changes delivered in all.
        n_withheld: Entries of the feed that the gate kept back.
        n_filtered: Changes that the channel does not ask for.
    """

    name: str
    position: int
    n_waiting: int
    n_failures: int
    failing_since: float | None
    next_at: float
    is_gone: bool
    last_error: str
    last_error_at: float | None
    n_delivered: int
    n_withheld: int
    n_filtered: int


class Outbox:
    """One file in the ledger; threads may share it. What it says is done is on disk."""

    def __init__(self, path: Path) -> None:
        """Opens it, empty when the file is not there.

        Raises:
            StorageError: It cannot be opened.
        """
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_TABLES)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{path}: cannot open the outbox: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing, on disk at its end."""
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
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: cannot write: {error}") from error

    def register(self, name: str, *, address: str, position: int) -> None:
        """Makes a channel known; at another address than before it starts afresh where it was.

        Args:
            address: Where it delivers to.
            position: Where a channel that is new begins to read the feed.
        """
        with self._transaction():
            self._db.execute(
                "INSERT INTO channels (name, address, position) VALUES (:name, :address, :position)"
                " ON CONFLICT (name) DO UPDATE SET address = :address, is_gone = 0, n_failures = 0, next_at = 0,"
                " failing_since = NULL WHERE address <> :address",
                {"name": name, "address": address, "position": position},
            )

    def is_known(self, name: str) -> bool:
        """Whether the channel was ever registered."""
        with self._lock:
            return self._db.execute("SELECT 1 FROM channels WHERE name = ?", (name,)).fetchone() is not None

    def state(self, name: str) -> State:
        """Where a registered channel stands."""
        columns = (
            "name, position, (SELECT count(*) FROM waiting WHERE waiting.name = channels.name), n_failures,"
            " failing_since, next_at, is_gone, last_error, last_error_at, n_delivered, n_withheld, n_filtered"
        )
        with self._lock:
            row = self._db.execute(f"SELECT {columns} FROM channels WHERE name = ?", (name,)).fetchone()
        values = list(row)
        values[6] = bool(values[6])
        return State(*values)

    def fill(self, name: str, part: FeedSlice, entries: Sequence[Entry]) -> None:
        """Takes changes in and moves the channel's position, in one transaction.

        Args:
            part: What was read of the feed after the position.
            entries: Those of its entries that the channel asks for.
        """
        rows = [(name, each.seq, each.person_id, each.document, part.as_of, part.run_id) for each in entries]
        with self._transaction():
            self._db.executemany("INSERT INTO waiting VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._db.execute(
                "UPDATE channels SET position = ?, n_withheld = n_withheld + ?, n_filtered = n_filtered + ?"
                " WHERE name = ?",
                (part.next, part.withheld, len(part.entries) - len(entries), name),
            )

    def begin_anew(self, name: str) -> bool:
        """Goes back to the beginning of a feed that was begun anew, once nothing of the old one waits any more.

        Returns:
            Whether it did.
        """
        with self._transaction():
            return (
                self._db.execute(
                    "UPDATE channels SET position = 0, epoch = epoch + 1, delivery_id = NULL, last_seq = NULL"
                    " WHERE name = ? AND NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.name = channels.name)",
                    (name,),
                ).rowcount
                > 0
            )

    def take(self, name: str, *, most: int) -> Delivery | None:
        """The delivery that is under way, or the next one; None when nothing waits.

        Which changes it is made of is on disk before it is given, so that after a kill it is the same again.

        Args:
            most: Changes in a new one, at most.
        """
        with self._transaction():
            epoch, delivery_id, last_seq, n_failures = self._db.execute(
                "SELECT epoch, delivery_id, last_seq, n_failures FROM channels WHERE name = ?", (name,)
            ).fetchone()
            rows = self._rows(name, last_seq, most)
            if not rows:
                if delivery_id is None:
                    return None
                self._end(name)
                rows, delivery_id = self._rows(name, None, most), None
                if not rows:
                    return None
            if delivery_id is None:
                delivery_id = f"msg_{content_id('delivery', name, epoch, rows[0][0], rows[-1][0])}"
                self._db.execute(
                    "UPDATE channels SET delivery_id = ?, last_seq = ? WHERE name = ?", (delivery_id, rows[-1][0], name)
                )
        return Delivery(delivery_id, rows[0][0], rows[-1][0], _body(name, delivery_id, rows), len(rows), n_failures + 1)

    def _rows(self, name: str, last_seq: int | None, most: int) -> list[tuple[int, bytes, str, str]]:
        """Waiting changes up to a sequence number; without one, a delivery's worth."""
        sql = "SELECT seq, document, as_of, run_id FROM waiting WHERE name = ? AND seq <= ? ORDER BY seq LIMIT ?"
        if last_seq is not None:
            return self._db.execute(sql, (name, last_seq, -1)).fetchall()
        rows, size = self._db.execute(sql, (name, 2**62, most)).fetchall(), 0
        for n, row in enumerate(rows):
            size += len(row[1])
            if size > _MOST_BYTES and n:
                return rows[:n]
        return rows

    def _end(self, name: str) -> None:
        self._db.execute(
            "UPDATE channels SET delivery_id = NULL, last_seq = NULL, n_failures = 0, failing_since = NULL, next_at = 0"
            " WHERE name = ?",
            (name,),
        )

    def delivered(self, name: str, delivery: Delivery, *, at: float) -> None:
        """Notes that a delivery was taken; its changes wait no more."""
        with self._transaction():
            self._db.execute("DELETE FROM waiting WHERE name = ? AND seq <= ?", (name, delivery.last_seq))
            self._db.execute(
                "INSERT OR REPLACE INTO delivered VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(name, delivery.delivery_id, delivery.first_seq, delivery.last_seq),
                    *(delivery.n_changes, delivery.attempt, at),
                ),
            )
            self._end(name)
            self._db.execute(
                "UPDATE channels SET n_delivered = n_delivered + ? WHERE name = ?", (delivery.n_changes, name)
            )

    def failed(self, name: str, reason: str, *, at: float, next_at: float, is_gone: bool = False) -> None:
        """Notes that an attempt failed, why, and when the next one may be."""
        with self._transaction():
            self._db.execute(
                "UPDATE channels SET n_failures = n_failures + 1, failing_since = coalesce(failing_since, :at),"
                " next_at = :next_at, is_gone = :is_gone, last_error = :reason, last_error_at = :at WHERE name = :name",
                {"name": name, "reason": reason, "at": at, "next_at": next_at, "is_gone": int(is_gone)},
            )

    def forget(self, person_ids: Sequence[str]) -> int:
        """Removes what waits of people, bytes included; a delivery under way loses their changes and keeps its id.

        Returns:
            Number of changes that went.

        Raises:
            StorageError: It could not be written.
        """
        with self._transaction():
            gone = self._db.execute(
                "DELETE FROM waiting WHERE person_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(person_ids)),),
            ).rowcount
        with self._lock:
            try:
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: forgotten, but old bytes are left: {error}") from error
        return gone

    def close(self) -> None:
        """Frees the file."""
        with self._lock:
            self._db.close()


def _body(name: str, delivery_id: str, rows: Sequence[tuple[int, bytes, str, str]]) -> bytes:
    _, _, as_of, run_id = rows[-1]
    head = {"type": "tags.changed", "id": delivery_id, "webhook": name, "as_of": as_of, "run_id": run_id}
    changes = b",".join(row[1] for row in rows)
    return b'%s,"changes":[%s]}' % (json.dumps(head, ensure_ascii=False).encode()[:-1], changes)

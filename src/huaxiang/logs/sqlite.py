"""The accepted log in SQLite: WAL, synchronous FULL, so that acknowledged means on disk."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from huaxiang.domain.errors import StorageError
from huaxiang.domain.events import AcceptedEvent
from huaxiang.logs.base import UNFOLDABLE, Parked, Refusal, Verdict

__all__ = ["SQLiteLog"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS accepted (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE,
    occurred_at INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS accepted_at ON accepted (occurred_at);
CREATE TABLE IF NOT EXISTS refused (
    source TEXT NOT NULL, message_id TEXT NOT NULL, reason TEXT NOT NULL,
    received_at INTEGER NOT NULL, raw TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS parked (seq INTEGER PRIMARY KEY, why TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS of_identity (
    identity TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (identity, seq)
) WITHOUT ROWID;
"""


_IS_READ = "seq NOT IN (SELECT seq FROM parked)"


class SQLiteLog:
    """The log of one project in one file; threads may share it."""

    def __init__(self, path: Path) -> None:
        """Opens the file, making it when it is not there.

        Raises:
            StorageError: The file cannot be opened.
        """
        self.path = path
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{path}: cannot open the accepted log: {error}") from error

    def append(self, events: Sequence[AcceptedEvent]) -> list[Verdict]:
        with self._transaction():
            return [self._append(event) for event in events]

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

    def _append(self, event: AcceptedEvent) -> Verdict:
        cursor = self._db.execute(
            "INSERT INTO accepted (event_id, occurred_at, body) SELECT :event_id, :occurred_at, :body"
            " WHERE NOT EXISTS (SELECT 1 FROM accepted WHERE event_id = :event_id)",
            {"event_id": event.event_id, "occurred_at": event.occurred_at, "body": event.to_bytes()},
        )
        if not cursor.rowcount:
            self._refuse(Refusal(event.source, event.message_id, "duplicate", event.received_at, ""))
            return Verdict(event.message_id, "duplicate", None)
        seq = cursor.lastrowid
        self._db.executemany(
            "INSERT OR IGNORE INTO of_identity VALUES (?, ?)", [(identity, seq) for identity in event.identities]
        )
        return Verdict(event.message_id, "accepted", seq)

    def _refuse(self, each: Refusal) -> None:
        self._db.execute(
            "INSERT INTO refused VALUES (?, ?, ?, ?, ?)",
            (each.source, each.message_id, each.reason, each.received_at, each.raw),
        )

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        with self._transaction():
            for each in refusals:
                self._refuse(each)

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

    def parked(self, *, after: int = 0) -> list[Parked]:
        sql = "SELECT seq, body, why FROM accepted JOIN parked USING (seq) WHERE seq > ? ORDER BY seq"
        with self._lock:
            rows = self._db.execute(sql, (after,)).fetchall()
        events = [(seq, AcceptedEvent.of_bytes(body), why) for seq, body, why in rows]
        return [Parked(seq, event.event_id, event.source, event.name, why) for seq, event, why in events]

    def last_seq(self) -> int:
        given = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'accepted'"
        with self._lock:
            return int(self._db.execute(given).fetchone()[0])

    def newest_occurred_at(self) -> int | None:
        with self._lock:
            newest = self._db.execute(f"SELECT max(occurred_at) FROM accepted WHERE {_IS_READ}").fetchone()[0]
        return None if newest is None else int(newest)

    def refusals(self) -> dict[str, int]:
        parked = f"SELECT '{UNFOLDABLE}' FROM parked"
        sql = f"SELECT reason, count(*) FROM (SELECT reason FROM refused UNION ALL {parked}) GROUP BY reason ORDER BY 1"
        with self._lock:
            return dict(self._db.execute(sql))

    def forget(self, identities: Sequence[str]) -> int:
        marks = json.dumps(list(identities))
        chosen = "SELECT seq FROM of_identity WHERE identity IN (SELECT value FROM json_each(?))"
        with self._transaction():
            self._db.execute(f"DELETE FROM parked WHERE seq IN ({chosen})", (marks,))
            gone = self._db.execute(f"DELETE FROM accepted WHERE seq IN ({chosen})", (marks,)).rowcount
            self._db.execute(f"DELETE FROM of_identity WHERE seq IN ({chosen})", (marks,))
        self._wipe()
        return gone

    def _wipe(self) -> None:
        """Writes the file anew: deleted rows leave bytes in its free space that secure_delete does not reach."""
        with self._lock:
            try:
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: forgotten, but old bytes are left: {error}") from error

    def close(self) -> None:
        self._db.close()

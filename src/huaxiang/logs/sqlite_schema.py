"""Tables of the accepted log in SQLite, and logs written by earlier versions brought to them."""

from __future__ import annotations

import sqlite3

__all__ = ["prepare"]

# A commit writes to the WAL and waits for the disk; the file itself is written behind, 32 MB at a time.
_SETTINGS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 8192;
PRAGMA cache_size = -16384;
"""
_TABLES = """
CREATE TABLE IF NOT EXISTS accepted (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, occurred_at INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS newest (one INTEGER PRIMARY KEY CHECK (one = 1), occurred_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
    first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, level INTEGER NOT NULL,
    keys BLOB NOT NULL, offsets BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS refused (
    source TEXT NOT NULL, message_id TEXT NOT NULL, reason TEXT NOT NULL,
    received_at INTEGER NOT NULL, raw TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS parked (seq INTEGER PRIMARY KEY, why TEXT NOT NULL);
"""
_UPGRADE = """
CREATE TABLE upgraded (seq INTEGER PRIMARY KEY AUTOINCREMENT, occurred_at INTEGER NOT NULL, body BLOB NOT NULL);
INSERT INTO upgraded SELECT seq, occurred_at, body FROM accepted ORDER BY seq;
INSERT INTO newest SELECT 1, max(occurred_at) FROM accepted WHERE seq NOT IN (SELECT seq FROM parked) HAVING count(*);
DELETE FROM sqlite_sequence WHERE name = 'upgraded';
UPDATE sqlite_sequence SET name = 'upgraded' WHERE name = 'accepted';
DROP TABLE accepted;
ALTER TABLE upgraded RENAME TO accepted;
DROP TABLE IF EXISTS of_identity;
"""


def prepare(database: sqlite3.Connection) -> None:
    """Makes the tables that are not there; an older log is copied into them in one transaction.

    Raises:
        sqlite3.Error: The file cannot be written, or is no database.
    """
    database.executescript(_SETTINGS)
    if not _is_old(database):
        database.executescript(_TABLES)
        return
    database.executescript(_TABLES)
    database.execute("BEGIN IMMEDIATE")
    try:
        if _is_old(database):
            for statement in filter(str.strip, _UPGRADE.split(";")):
                database.execute(statement)
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _is_old(database: sqlite3.Connection) -> bool:
    """Whether each event still has a row by its id, and one by each of its identities."""
    return any(column[1] == "event_id" for column in database.execute("PRAGMA table_info(accepted)"))

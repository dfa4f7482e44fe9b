"""A generation of the store in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import StorageError
from huaxiang.domain.profiles import IdentityRow, Item, LinkRow, Profile
from huaxiang.domain.tags import Change
from huaxiang.stores.base import KEPT_TOUCHES, Meta, StoredState, Unkeepable, Update, refuse_stale
from huaxiang.stores.checkpointer import Checkpointer
from huaxiang.stores.encoding import (
    ROWS,
    change_of,
    decode_item,
    decode_names,
    decode_profile,
    encode,
    identity_of,
    kept_text,
    link_of,
    read_text,
    touched_people,
)

__all__ = ["SQLiteStore"]

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS small (name TEXT PRIMARY KEY, rows TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS profiles (person_id TEXT PRIMARY KEY, next_due INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS identities (identity TEXT PRIMARY KEY, first_seen_at INTEGER NOT NULL,
    person_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (a TEXT NOT NULL, b TEXT NOT NULL, kind TEXT NOT NULL, occurred_at INTEGER NOT NULL,
    weight_milli INTEGER NOT NULL, event_id TEXT, PRIMARY KEY (a, b, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states (identity TEXT PRIMARY KEY, folds BLOB NOT NULL, recent BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS items (item_id TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS merges (old TEXT NOT NULL, new TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, person_id TEXT NOT NULL,
    tag_key TEXT NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT, cause TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS touched (revision INTEGER PRIMARY KEY, total INTEGER NOT NULL, people BLOB NOT NULL);
"""
# Pages are read through a memory map, 4 times as fast as by system calls on generations larger than the page cache;
# the cache then holds what one transaction writes, and the WAL a step of 2,000 people, before either goes to the disk.
_SETTINGS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA mmap_size = 2147418112;
PRAGMA cache_size = -65536;
PRAGMA wal_autocheckpoint = 8192;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS profiles_due ON profiles (next_due);
CREATE INDEX IF NOT EXISTS identities_person ON identities (person_id);
CREATE INDEX IF NOT EXISTS identities_value ON identities (substr(identity, instr(identity, ':') + 1));
CREATE INDEX IF NOT EXISTS links_b ON links (b);
CREATE INDEX IF NOT EXISTS merges_old ON merges (old);
CREATE INDEX IF NOT EXISTS changes_person ON changes (person_id);
"""
# Of whoever has a thread for it: several times what a step of 10,000 people writes.
_BY_A_THREAD = "PRAGMA wal_autocheckpoint = 131072"
_MARK = "INSERT OR REPLACE INTO meta VALUES (?, ?)"
_OWN_CHANGES = """CREATE TEMP TABLE own_changes AS SELECT * FROM changes
    WHERE seq > :after AND person_id NOT IN (SELECT value FROM json_each(:without)) ORDER BY seq"""
_RENUMBERED = """INSERT INTO changes (person_id, tag_key, field, old, new, cause, at)
    SELECT person_id, tag_key, field, old, new, cause, at FROM own_changes ORDER BY seq"""
_WRITES = {
    "profiles": """INSERT INTO profiles VALUES (?, ?, ?)
        ON CONFLICT (person_id) DO UPDATE SET next_due = excluded.next_due, body = excluded.body""",
    "identities": """INSERT INTO identities VALUES (?, ?, ?) ON CONFLICT (identity) DO UPDATE
        SET first_seen_at = excluded.first_seen_at, person_id = excluded.person_id""",
    "links": """INSERT INTO links VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (a, b, kind) DO UPDATE SET
        occurred_at = excluded.occurred_at, weight_milli = excluded.weight_milli, event_id = excluded.event_id""",
    "states": """INSERT INTO states VALUES (?, ?, ?)
        ON CONFLICT (identity) DO UPDATE SET folds = excluded.folds, recent = excluded.recent""",
    "items": "INSERT OR REPLACE INTO items VALUES (?, ?)",
    "merges": "INSERT INTO merges VALUES (?, ?, ?, ?)",
    "changes": "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
}


def _list(names: Iterable[str]) -> str:
    """Names as `json_each` takes them."""
    return json.dumps([kept_text(name) for name in names])


class SQLiteStore:
    """One generation in one file; opening makes an empty one when the file is not there.

    Threads may share it for writing; a thread that reads while another writes opens its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._checkpointer = Checkpointer(path)
        weakref.finalize(self, self._checkpointer.end)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.executescript(_SETTINGS)
            self._db.executescript(_TABLES)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{path}: cannot open the store: {error}") from error

    def meta(self) -> Meta:
        known = dict(self._db.execute("SELECT name, value FROM meta"))
        feed = self._db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'changes'").fetchone()
        return Meta(
            run_id=known.get("run_id", ""),
            as_of=int(known.get("as_of", 0)),
            log_seq=int(known.get("log_seq", 0)),
            feed_seq=int(feed[0]),
            is_historic=known.get("is_historic") == "1",
            revision=int(known.get("revision", 0)),
        )

    def profile(self, person_id: str) -> Profile | None:
        row = self._db.execute("SELECT body FROM profiles WHERE person_id = ?", (kept_text(person_id),)).fetchone()
        return None if row is None else decode_profile(row[0])

    def profiles(self, person_ids: Sequence[str] | None = None) -> Iterator[Profile]:
        if person_ids is None:
            rows = self._db.execute("SELECT body FROM profiles ORDER BY person_id")
        else:
            rows = self._in("SELECT body FROM profiles WHERE person_id IN ({}) ORDER BY person_id", person_ids)
        for (body,) in rows:
            yield decode_profile(body)

    def _in(self, sql: str, names: Iterable[str]) -> sqlite3.Cursor:
        return self._db.execute(sql.format("SELECT value FROM json_each(:names)"), {"names": _list(names)})

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM profiles").fetchone()[0])

    def current_id(self, person_id: str) -> str:
        seen = {person_id}
        while True:
            row = self._db.execute(
                "SELECT new FROM merges WHERE old = ? ORDER BY rowid DESC LIMIT 1", (kept_text(person_id),)
            ).fetchone()
            new = person_id if row is None else read_text(row[0])
            if new in seen or self._is_person(person_id):
                return person_id
            person_id = new
            seen.add(person_id)

    def _is_person(self, person_id: str) -> bool:
        found = self._db.execute("SELECT 1 FROM profiles WHERE person_id = ?", (kept_text(person_id),))
        return found.fetchone() is not None

    def people_of(self, name: str) -> list[str]:
        current = self.current_id(name)
        if self._is_person(current):
            return [current]
        rows = self._db.execute("SELECT person_id FROM identities WHERE identity = ?", (kept_text(name),)).fetchall()
        if not rows:
            rows = self._db.execute(
                "SELECT DISTINCT person_id FROM identities WHERE substr(identity, instr(identity, ':') + 1) = ?"
                " ORDER BY person_id",
                (kept_text(name),),
            ).fetchall()
        return [read_text(row[0]) for row in rows]

    def identities(self, identities: Iterable[str]) -> dict[str, IdentityRow]:
        rows = self._in("SELECT identity, first_seen_at, person_id FROM identities WHERE identity IN ({})", identities)
        return {(row := identity_of(*each)).identity: row for each in rows}

    def identities_of(self, person_ids: Iterable[str]) -> dict[str, list[IdentityRow]]:
        found: dict[str, list[IdentityRow]] = {}
        sql = "SELECT identity, first_seen_at, person_id FROM identities WHERE person_id IN ({}) ORDER BY identity"
        for row in (identity_of(*each) for each in self._in(sql, person_ids)):
            found.setdefault(row.person_id, []).append(row)
        return found

    def links_of(self, identities: Iterable[str]) -> list[LinkRow]:
        chosen = list(identities)
        rows = self._in("SELECT * FROM links WHERE a IN ({0}) UNION SELECT * FROM links WHERE b IN ({0})", chosen)
        return [link_of(*row) for row in rows]

    def states(self, identities: Iterable[str]) -> dict[str, StoredState]:
        rows = self._in("SELECT identity, folds, recent FROM states WHERE identity IN ({})", identities)
        return {(name := read_text(row[0])): StoredState(name, row[1], row[2]) for row in rows}

    def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        rows = self._in("SELECT item_id, body FROM items WHERE item_id IN ({})", item_ids)
        return {read_text(item_id): decode_item(body) for item_id, body in rows}

    def merges(self) -> list[tuple[str, str, str, int]]:
        rows = self._db.execute("SELECT old, new, reason, at FROM merges ORDER BY at, rowid")
        return [(read_text(old), read_text(new), read_text(reason), at) for old, new, reason, at in rows]

    def due(self, until: int, *, limit: int) -> list[str]:
        rows = self._db.execute(
            "SELECT person_id FROM profiles WHERE next_due <= ? ORDER BY next_due, person_id LIMIT ?", (until, limit)
        )
        return [read_text(row[0]) for row in rows]

    def table(self, name: str) -> list[dict[str, Any]]:
        row = self._db.execute("SELECT rows FROM small WHERE name = ?", (name,)).fetchone()
        return [] if row is None else json.loads(row[0])

    def changes(self, after: int, *, limit: int) -> list[Change]:
        rows = self._db.execute("SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
        return [change_of(*row) for row in rows]

    def changes_of(self, person_ids: Iterable[str], *, until: int) -> list[Change]:
        sql = "SELECT * FROM changes WHERE person_id IN (SELECT value FROM json_each(?)) AND seq <= ? ORDER BY seq"
        return [change_of(*row) for row in self._db.execute(sql, (_list(person_ids), until))]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing, one writer at a time."""
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
            except (OverflowError, UnicodeEncodeError) as error:
                raise Unkeepable(f"{self.path}: cannot keep: {error}") from error
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: cannot write: {error}") from error

    def apply(self, update: Update) -> None:
        with self._transaction():
            self._apply(update)
        if self._checkpointer.written(len(update.profiles) + len(update.states)):
            self._db.execute(_BY_A_THREAD)

    def _apply(self, update: Update) -> None:
        meta = self.meta()
        sealed = self._db.execute("SELECT 1 FROM meta WHERE name = 'is_sealed'").fetchone()
        refuse_stale(update, meta, is_sealed=sealed is not None)
        for part in ("identities", "links", "states", "merges", "changes"):
            self._write(part, getattr(update, part))
        self._db.executemany(
            "DELETE FROM profiles WHERE person_id = ?", [(kept_text(each),) for each in update.removed]
        )
        self._write("profiles", update.profiles)
        self._note_touched(touched_people(update), before=meta.revision)
        self._set(as_of=max(update.as_of, meta.as_of), log_seq=update.log_seq, revision=meta.revision + 1)

    def _note_touched(self, people: Sequence[str], *, before: int) -> None:
        """Notes the people under the next revision, and takes the oldest notes away when there are too many."""
        self._db.execute("INSERT OR IGNORE INTO meta VALUES ('touched_from', ?)", (str(before),))
        if not people:
            return
        last = self._db.execute("SELECT total FROM touched ORDER BY revision DESC LIMIT 1").fetchone()
        total = len(people) + (0 if last is None else last[0])
        self._db.execute("INSERT INTO touched VALUES (?, ?, ?)", (before + 1, total, encode(people)))
        surplus = total - KEPT_TOUCHES
        if self._db.execute("SELECT total FROM touched ORDER BY revision LIMIT 1").fetchone()[0] > surplus:
            return
        first = self._db.execute("SELECT revision FROM touched WHERE total > ? ORDER BY revision LIMIT 1", (surplus,))
        (kept,) = first.fetchone()
        self._db.execute("DELETE FROM touched WHERE revision < ?", (kept,))
        self._set(touched_from=kept - 1)

    def touched_since(self, revision: int) -> Collection[str] | None:
        rows = self._db.execute("SELECT people FROM touched WHERE revision > ?", (revision,)).fetchall()
        known = dict(self._db.execute("SELECT name, value FROM meta WHERE name IN ('revision', 'touched_from')"))
        last = int(known.get("revision", 0))
        if not int(known.get("touched_from", last)) <= revision <= last:
            return None
        return {person for (people,) in rows for person in decode_names(people)}

    def _write(self, part: str, rows: Iterable[Any]) -> None:
        self._db.executemany(_WRITES[part], map(ROWS[part], rows))

    def _set(self, **values: Any) -> None:
        self._db.executemany(_MARK, [(name, str(value)) for name, value in values.items()])

    @contextmanager
    def seal(self) -> Iterator[None]:
        with self._transaction():
            yield
            self._set(is_sealed=1)

    def splice(self, carried: Iterable[Change], *, after: int, up_to: int, without: Iterable[str]) -> None:
        with self._transaction():
            self._db.execute(_OWN_CHANGES, {"after": after, "without": _list(without)})
            self._db.execute("DELETE FROM changes WHERE seq > ?", (after,))
            self._write("changes", carried)
            self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'changes'")
            self._db.execute("INSERT INTO sqlite_sequence VALUES ('changes', ?)", (up_to,))
            self._db.execute(_RENUMBERED)
            self._db.execute("DROP TABLE own_changes")

    def load(self, part: str, rows: Iterable[Any]) -> None:
        with self._transaction():
            self._write(part, rows)

    def finish(self, meta: Meta, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        with self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO small VALUES (?, ?)",
                [(name, json.dumps(list(rows), ensure_ascii=False)) for name, rows in tables.items()],
            )
            self._set(run_id=meta.run_id, as_of=meta.as_of, log_seq=meta.log_seq, is_historic=int(meta.is_historic))
            for index in filter(str.strip, _INDEXES.split(";")):
                self._db.execute(index)

    def forget(self, person_ids: Sequence[str]) -> int:
        with self._transaction():
            marks = {"names": json.dumps(sorted(self._with_former_ids(person_ids)))}
            chosen = "(SELECT value FROM json_each(:names))"
            theirs = f"(SELECT identity FROM identities WHERE person_id IN {chosen})"
            self._db.execute(f"DELETE FROM states WHERE identity IN {theirs}", marks)
            self._db.execute(f"DELETE FROM links WHERE a IN {theirs} OR b IN {theirs}", marks)
            self._db.execute(f"DELETE FROM merges WHERE old IN {chosen} OR new IN {chosen}", marks)
            self._db.execute(f"DELETE FROM changes WHERE person_id IN {chosen}", marks)
            self._db.execute(f"DELETE FROM identities WHERE person_id IN {chosen}", marks)
            gone = self._db.execute(f"DELETE FROM profiles WHERE person_id IN {chosen}", marks).rowcount
            self._db.execute("DELETE FROM touched")
            revision = self.meta().revision + 1
            self._set(revision=revision, touched_from=revision)
        self._wipe()
        return gone

    def _with_former_ids(self, person_ids: Sequence[str]) -> set[str]:
        """The ids and those that became them, except ids that are people again."""
        rows = self._db.execute(
            "WITH RECURSIVE theirs (id) AS (SELECT value FROM json_each(?) UNION SELECT old FROM merges JOIN theirs"
            " ON new = id WHERE old NOT IN (SELECT person_id FROM profiles)) SELECT id FROM theirs",
            (_list(person_ids),),
        )
        return {row[0] for row in rows}

    def _wipe(self) -> None:
        """Writes the file anew: deleted rows leave bytes in its free space that secure_delete does not reach."""
        with self._lock:
            try:
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise StorageError(f"{self.path}: forgotten, but old bytes are left: {error}") from error

    def hold(self) -> None:
        self._db.execute("BEGIN")
        self._db.execute("SELECT count(*) FROM meta").fetchone()

    def close(self) -> None:
        self._checkpointer.close()
        self._db.close()

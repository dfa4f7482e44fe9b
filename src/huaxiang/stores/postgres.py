"""A generation of the store in one schema of a PostgreSQL database."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import sql

from huaxiang.domain.errors import StorageError
from huaxiang.domain.profiles import IdentityRow, Item, LinkRow, Profile
from huaxiang.domain.tags import Change
from huaxiang.stores.base import KEPT_TOUCHES, Meta, StoredState, Update, refuse_stale
from huaxiang.stores.encoding import (
    SEPARATOR,
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
from huaxiang.stores.postgres_link import Link
from huaxiang.stores.postgres_tables import INDEXES, PARTS, TABLES, WIPED

__all__ = ["PostgresStore"]

_ALONE = "BEGIN; SELECT 1 FROM meta FOR UPDATE"
_META = "SELECT run_id, as_of, log_seq, feed_seq, is_historic, revision FROM meta"
_ALL = "SELECT body FROM profiles ORDER BY person_id"
_PAGE, _CHUNK, _FEW = 2_000, 5_000, 32
_IDENTITIES = "SELECT identity, first_seen_at, person_id FROM identities"
# Names as one text: psycopg makes an array of thousands of them several times as slowly.
_THESE = "ANY (string_to_array(%s, E'\\x02'))"
_LINKS = f"SELECT * FROM links WHERE a = {_THESE} UNION SELECT * FROM links WHERE b = {_THESE} ORDER BY a, b, kind"
_FORMER = """WITH RECURSIVE theirs (id) AS (SELECT unnest(%s::text[]) COLLATE "C" UNION SELECT old FROM merges
    JOIN theirs ON new = id WHERE NOT EXISTS (SELECT 1 FROM profiles WHERE person_id = old)) SELECT id FROM theirs"""
_OWN_CHANGES = """CREATE TEMP TABLE own_changes ON COMMIT DROP AS SELECT * FROM changes
    WHERE seq > %s AND person_id <> ALL (%s::text[])"""
_RENUMBERED = """INSERT INTO changes SELECT %s::bigint + row_number() OVER (ORDER BY seq), person_id, tag_key, field,
    old, new, cause, at FROM own_changes"""
_THEIRS = "(SELECT identity FROM identities WHERE person_id = ANY (%(names)s))"
_FORGOTTEN = (
    f"DELETE FROM states WHERE identity IN {_THEIRS}",
    f"DELETE FROM links WHERE a IN {_THEIRS} OR b IN {_THEIRS}",
    "DELETE FROM merges WHERE old = ANY (%(names)s) OR new = ANY (%(names)s)",
    "DELETE FROM changes WHERE person_id = ANY (%(names)s)",
    "DELETE FROM identities WHERE person_id = ANY (%(names)s)",
)


class PostgresStore:
    """One generation in one schema; opening makes an empty one when the schema is not there.

    Threads may share it for writing; a thread that reads while another writes opens its own, or waits. When the server
    was gone, the next call connects anew. Sessions have settings of their own: a pooler in between has to keep them
    together (PgBouncer: `pool_mode = session`).
    """

    def __init__(self, dsn: str, schema: str) -> None:
        """Opens it.

        Args:
            dsn: Address as libpq reads it: `postgresql://user@host/database` or `host=… dbname=…`.
            schema: Name of the schema.

        Raises:
            StorageError: The server is not there, refuses, or its database does not keep UTF-8.
        """
        self.schema = schema
        self._link = Link(dsn, schema)
        if not self._link.read("SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = 'meta'", schema):
            self._make()

    def _make(self) -> None:
        with self._link.transaction():
            self._link.run("SELECT pg_advisory_xact_lock(hashtext(%s))", self.schema)
            if not self._link.read("SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = 'meta'", self.schema):
                self._link.run(sql.SQL(TABLES).format(schema=sql.Identifier(self.schema)))

    def meta(self) -> Meta:
        ((run_id, *numbers),) = self._link.read(_META)
        return Meta(run_id, *numbers)

    def profile(self, person_id: str) -> Profile | None:
        rows = self._link.read("SELECT body FROM profiles WHERE person_id = %s", kept_text(person_id))
        return decode_profile(rows[0][0]) if rows else None

    def profiles(self, person_ids: Sequence[str] | None = None) -> Iterator[Profile]:
        if person_ids is None:
            return self._everyone()
        found = self._of(f"SELECT body FROM profiles WHERE person_id = {_THESE} ORDER BY person_id", person_ids)
        return (decode_profile(body) for (body,) in found)

    def _everyone(self) -> Iterator[Profile]:
        """All as of one instant, a page at a time."""
        with self._link.instant() as db, db.cursor(f"everyone_{next(_numbers)}", binary=True) as cursor:
            cursor.execute(_ALL)
            while page := cursor.fetchmany(_PAGE):
                for (body,) in page:
                    yield decode_profile(body)

    def _of(self, query: str, names: Iterable[str]) -> list[tuple[Any, ...]]:
        """Rows of a query about names."""
        return self._link.read(query, _joined(names))

    def count(self) -> int:
        return int(self._link.read("SELECT count(*) FROM profiles")[0][0])

    def current_id(self, person_id: str) -> str:
        seen = {person_id}
        while True:
            rows = self._link.read(
                "SELECT new FROM merges WHERE old = %s ORDER BY n DESC LIMIT 1", kept_text(person_id)
            )
            new = read_text(rows[0][0]) if rows else person_id
            if new in seen or self._is_person(person_id):
                return person_id
            person_id = new
            seen.add(person_id)

    def _is_person(self, person_id: str) -> bool:
        return bool(self._link.read("SELECT 1 FROM profiles WHERE person_id = %s", kept_text(person_id)))

    def people_of(self, name: str) -> list[str]:
        current = self.current_id(name)
        if self._is_person(current):
            return [current]
        rows = self._link.read("SELECT person_id FROM identities WHERE identity = %s", kept_text(name))
        if not rows:
            rows = self._link.read(
                "SELECT DISTINCT person_id FROM identities WHERE substr(identity, strpos(identity, ':') + 1) = %s"
                " ORDER BY person_id",
                kept_text(name),
            )
        return [read_text(row[0]) for row in rows]

    def identities(self, identities: Iterable[str]) -> dict[str, IdentityRow]:
        rows = self._of(f"{_IDENTITIES} WHERE identity = {_THESE}", identities)
        return {(row := identity_of(*each)).identity: row for each in rows}

    def identities_of(self, person_ids: Iterable[str]) -> dict[str, list[IdentityRow]]:
        found: dict[str, list[IdentityRow]] = {}
        rows = self._of(f"{_IDENTITIES} WHERE person_id = {_THESE} ORDER BY identity", person_ids)
        for row in (identity_of(*each) for each in rows):
            found.setdefault(row.person_id, []).append(row)
        return found

    def links_of(self, identities: Iterable[str]) -> list[LinkRow]:
        names = _joined(identities)
        return [link_of(*row) for row in self._link.read(_LINKS, names, names)]

    def states(self, identities: Iterable[str]) -> dict[str, StoredState]:
        rows = self._of(f"SELECT identity, folds, recent FROM states WHERE identity = {_THESE}", identities)
        return {(name := read_text(row[0])): StoredState(name, row[1], row[2]) for row in rows}

    def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        rows = self._of(f"SELECT item_id, body FROM items WHERE item_id = {_THESE}", item_ids)
        return {read_text(item_id): decode_item(body) for item_id, body in rows}

    def merges(self) -> list[tuple[str, str, str, int]]:
        rows = self._link.read("SELECT old, new, reason, at FROM merges ORDER BY at, n")
        return [(read_text(old), read_text(new), read_text(reason), at) for old, new, reason, at in rows]

    def due(self, until: int, *, limit: int) -> list[str]:
        rows = self._link.read(
            "SELECT person_id FROM profiles WHERE next_due <= %s ORDER BY next_due, person_id LIMIT %s", until, limit
        )
        return [read_text(row[0]) for row in rows]

    def table(self, name: str) -> list[dict[str, Any]]:
        rows = self._link.read("SELECT rows FROM small WHERE name = %s", name)
        return json.loads(rows[0][0]) if rows else []

    def changes(self, after: int, *, limit: int) -> list[Change]:
        rows = self._link.read("SELECT * FROM changes WHERE seq > %s ORDER BY seq LIMIT %s", after, limit)
        return [change_of(*row) for row in rows]

    def changes_of(self, person_ids: Iterable[str], *, until: int) -> list[Change]:
        found = f"SELECT * FROM changes WHERE person_id = {_THESE} AND seq <= %s ORDER BY seq"
        return [change_of(*row) for row in self._link.read(found, _joined(person_ids), until)]

    def touched_since(self, revision: int) -> Collection[str] | None:
        rows = self._link.read("SELECT people FROM touched WHERE revision > %s", revision)
        ((first, last),) = self._link.read("SELECT touched_from, revision FROM meta")
        if not first <= revision <= last:
            return None
        return {person for (people,) in rows for person in decode_names(people)}

    def apply(self, update: Update) -> None:
        with self._link.transaction(_ALONE):
            meta = self.meta()
            refuse_stale(update, meta, is_sealed=self._link.read("SELECT is_sealed FROM meta")[0][0])
            for part in ("identities", "links", "states", "merges", "changes"):
                self._write(part, getattr(update, part))
            if update.removed:
                self._link.run(
                    "DELETE FROM profiles WHERE person_id = ANY (%s)", [kept_text(each) for each in update.removed]
                )
            self._write("profiles", update.profiles)
            self._note_touched(touched_people(update), before=meta.revision)
            self._link.run(
                "UPDATE meta SET as_of = %s, log_seq = %s, revision = %s",
                max(update.as_of, meta.as_of),
                update.log_seq,
                meta.revision + 1,
            )

    def _note_touched(self, people: Sequence[str], *, before: int) -> None:
        """Notes the people under the next revision, and takes the oldest notes away when there are too many."""
        if not people:
            return
        rows = self._link.read(
            "SELECT (SELECT total FROM touched ORDER BY revision LIMIT 1),"
            " (SELECT total FROM touched ORDER BY revision DESC LIMIT 1)"
        )
        oldest, newest = rows[0]
        total = len(people) + (newest or 0)
        self._link.run("INSERT INTO touched VALUES (%s, %s, %s)", before + 1, total, encode(people))
        if oldest is None or oldest > total - KEPT_TOUCHES:
            return
        ((kept,),) = self._link.read(
            "SELECT revision FROM touched WHERE total > %s ORDER BY revision LIMIT 1", total - KEPT_TOUCHES
        )
        self._link.run("DELETE FROM touched WHERE revision < %s", kept)
        self._link.run("UPDATE meta SET touched_from = %s", kept - 1)

    def _write(self, name: str, objects: Iterable[Any]) -> None:
        """Writes a part in chunks: few rows by statements, many by a copy beside that one statement puts in place."""
        part, left = PARTS[name], iter(objects)
        while chunk := list(itertools.islice(left, _CHUNK)):
            rows = self._numbered(chunk) if name == "changes" else part.rows(chunk)
            if not part.n_key:
                self._link.copy(part.target, part.types, rows)
            elif len(rows) <= _FEW:
                self._link.run_many(part.put_one, rows)
            else:
                self._link.run(part.beside)
                self._link.copy(f"new_{name}", part.types, rows)
                self._link.run(part.put)
                self._link.run(f"TRUNCATE new_{name}")

    def _numbered(self, changes: Sequence[Change]) -> list[tuple[Any, ...]]:
        """Rows of changes, those without a number under the next ones."""
        part = PARTS["changes"]
        ((last,),) = self._link.read("SELECT feed_seq FROM meta")
        rows = []
        for change in changes:
            seq, *columns = part.row(change)
            seq = seq or last + 1
            last = max(last, seq)
            rows.append((seq, *columns))
        self._link.run("UPDATE meta SET feed_seq = %s", last)
        return rows

    @contextmanager
    def seal(self) -> Iterator[None]:
        with self._link.transaction(_ALONE):
            yield
            self._link.run("UPDATE meta SET is_sealed = true")

    def splice(self, carried: Iterable[Change], *, after: int, up_to: int, without: Iterable[str]) -> None:
        with self._link.transaction(_ALONE):
            self._link.run(_OWN_CHANGES, after, [kept_text(each) for each in without])
            self._link.run("DELETE FROM changes WHERE seq > %s", after)
            self._write("changes", carried)
            n = self._link.run(_RENUMBERED, up_to)
            self._link.run("UPDATE meta SET feed_seq = %s", up_to + n)

    def load(self, part: str, rows: Iterable[Any]) -> None:
        with self._link.transaction(_ALONE):
            self._write(part, rows)

    def finish(self, meta: Meta, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        with self._link.transaction(_ALONE):
            self._link.run_many(
                "INSERT INTO small VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET rows = excluded.rows",
                [(name, json.dumps(list(rows))) for name, rows in tables.items()],
            )
            self._link.run(
                "UPDATE meta SET run_id = %s, as_of = %s, log_seq = %s, is_historic = %s",
                meta.run_id,
                meta.as_of,
                meta.log_seq,
                meta.is_historic,
            )
            self._link.run(INDEXES)
        with self._link.told():
            self._link.run(f"ANALYZE {WIPED}")

    def forget(self, person_ids: Sequence[str]) -> int:
        """Removes people, and writes the tables anew so that their files hold no byte of them.

        What a store of files can promise, a server cannot: its write-ahead log, replicas and backups keep what they
        held until they are recycled, and so do blocks of the disk that the system has taken back.
        """
        with self._link.transaction(_ALONE):
            names = [row[0] for row in self._link.read(_FORMER, [kept_text(each) for each in person_ids])]
            for statement in _FORGOTTEN:
                self._link.run(statement, {"names": names})
            gone = self._link.run("DELETE FROM profiles WHERE person_id = ANY (%s)", names)
            self._link.run("DELETE FROM touched")
            self._link.run("UPDATE meta SET revision = revision + 1, touched_from = revision + 1")
        try:
            with self._link.told():
                self._link.run(f"VACUUM (FULL) {WIPED}")
        except StorageError as error:
            raise StorageError(f"{error}: forgotten, but old bytes are left") from error
        return gone

    def hold(self) -> None:
        self._link.hold(_META)

    def close(self) -> None:
        self._link.close()


_numbers = itertools.count()


def _joined(names: Iterable[str]) -> str:
    return SEPARATOR.join([kept_text(name) for name in names])

"""Generations as schemas of a PostgreSQL database: one schema a build, one table that says which is current."""

from __future__ import annotations

import threading

from psycopg import errors, sql

from huaxiang.domain.errors import StorageError
from huaxiang.stores.base import surplus
from huaxiang.stores.postgres import PostgresStore
from huaxiang.stores.postgres_link import Link, is_missing

__all__ = ["PostgresGenerations"]

_TABLES = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS generations (run_id text COLLATE "C" PRIMARY KEY);
CREATE TABLE IF NOT EXISTS pointer (is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one), run_id text NOT NULL);
"""


class PostgresGenerations:
    """The generations of one project: schema `<schema>` has their names and the pointer, `<schema>_<run_id>` each."""

    def __init__(self, dsn: str, schema: str) -> None:
        """Connects only when it is asked something.

        Args:
            dsn: Address as libpq reads it.
            schema: A name that no other project in the database has.
        """
        self._dsn, self.schema = dsn, schema
        self._lock = threading.Lock()
        self._opened: Link | None = None

    @property
    def _link(self) -> Link:
        with self._lock:
            if self._opened is None:
                self._opened = Link(self._dsn, self.schema)
            return self._opened

    def _read(self, query: str) -> list[str]:
        """Run ids of a query; none before the first build."""
        try:
            return [row[0] for row in self._link.read(query)]
        except StorageError as error:
            if is_missing(error):
                return []
            raise

    def current(self) -> str | None:
        found = self._read("SELECT run_id FROM pointer JOIN generations USING (run_id)")
        return found[0] if found else None

    def names(self) -> list[str]:
        return self._read("SELECT run_id FROM generations ORDER BY run_id")

    def open(self, run_id: str) -> PostgresStore:
        if run_id not in self.names():
            with self._link.transaction():
                self._make()
                self._link.run("INSERT INTO generations VALUES (%s) ON CONFLICT DO NOTHING", run_id)
        return PostgresStore(self._dsn, f"{self.schema}_{run_id}")

    def _make(self) -> None:
        """Makes the tables when they are not there; of two at once the second waits and finds them."""
        self._link.run("SELECT pg_advisory_xact_lock(hashtext(%s))", self.schema)
        self._link.run(sql.SQL(_TABLES).format(schema=sql.Identifier(self.schema)))

    def switch(self, run_id: str) -> None:
        with self._link.transaction():
            self._make()
            self._link.run(
                "INSERT INTO pointer (run_id) VALUES (%s) ON CONFLICT (is_one) DO UPDATE SET run_id = excluded.run_id",
                run_id,
            )

    def drop(self, run_id: str) -> None:
        if run_id not in self.names():
            return
        with self._link.transaction():
            self._link.run("SET LOCAL lock_timeout = '3s'")
            self._link.run(
                sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(f"{self.schema}_{run_id}"))
            )
            self._link.run("DELETE FROM generations WHERE run_id = %s", run_id)

    def prune(self, *, keep: int = 2) -> None:
        """Takes away generations but the current one and the newest others; one that is being read stays."""
        for run_id in surplus(self.names(), self.current(), keep=keep):
            try:
                self.drop(run_id)
            except StorageError as error:
                if not isinstance(error.__cause__, errors.LockNotAvailable):
                    raise

    def close(self) -> None:
        """Frees the connection; the next question makes another."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

"""A connection to PostgreSQL that is made anew after the server was gone, with errors as one line."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import conninfo, errors, sql

from huaxiang.domain.errors import StorageError
from huaxiang.stores.base import Unkeepable

__all__ = ["Link", "is_missing"]

# A server that is gone without a word is noticed within half a minute, as is a writer that does not let go.
_CONNECTION = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "huaxiang",
}
# Lists of names differ in length from call to call, and nothing is known of how often a name stands in a column:
# the one plan that is right for all of them goes by the indexes, name after name.
_SESSION = """
SET lock_timeout = '30s';
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET jit = off;
SET search_path TO {};
"""


class Link:
    """One connection with its transactions; reads are repeated once when the server was gone between them.

    Attributes:
        place: Where it leads, for messages: the schema, never the address with its password.
    """

    def __init__(self, dsn: str, schema: str) -> None:
        """Connects.

        Raises:
            StorageError: The server is not there, refuses, or its database does not keep UTF-8.
        """
        self.dsn, self.schema, self.place = dsn, schema, f"PostgreSQL schema {schema}"
        self._lock = threading.RLock()
        self._is_closed = self._is_busy = self._is_held = False
        self._db = self.connect()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Another connection of the same kind; the caller closes it."""
        try:
            options: dict[str, Any] = _CONNECTION | conninfo.conninfo_to_dict(self.dsn)
            db = psycopg.connect(**options, client_encoding="utf8", autocommit=True)
            encoding = db.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                db.close()
                raise StorageError(f"{self.place}: the database keeps {encoding}: make one with ENCODING 'UTF8'")
            db.execute(sql.SQL(_SESSION).format(sql.Identifier(self.schema)))
        except psycopg.Error as error:
            raise StorageError(f"{self.place}: cannot open the store: {_line(error)}") from error
        return db

    def _alive(self) -> psycopg.Connection[tuple[Any, ...]]:
        if self._is_closed:
            raise StorageError(f"{self.place}: is closed")
        if self._db.closed and not (self._is_busy or self._is_held):
            self._db = self.connect()
        return self._db

    def read(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query.

        Raises:
            StorageError: The server is gone, or was while a transaction or an instant was held.
        """
        with self._lock:
            try:
                try:
                    return self._fetch(query, values)
                except psycopg.OperationalError:
                    if not self._db.closed or self._is_busy or self._is_held:
                        raise
                    return self._fetch(query, values)
            except psycopg.Error as error:
                raise StorageError(f"{self.place}: cannot read: {_line(error)}") from error

    def _fetch(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._alive().execute(query, values or None, prepare=True, binary=True).fetchall()

    def run(self, query: Any, *values: Any) -> int:
        """Runs a statement, of a transaction or by itself; returns the number of rows that it changed.

        Args:
            values: Those of its marks in order, or one dictionary of them.
        """
        named = values[0] if values and isinstance(values[0], dict) else values
        with self._lock:
            return self._alive().execute(query, named or None).rowcount

    def run_many(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement for each row, without waiting for the server between them."""
        with self._lock, self._alive().cursor() as cursor:
            cursor.executemany(query, rows)

    def copy(self, target: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Copies rows into a table, as bytes."""
        with (
            self._lock,
            self._alive().cursor() as cursor,
            cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def transaction(self, begin: str = "BEGIN") -> Iterator[None]:
        """All of it or nothing.

        Raises:
            Unkeepable: A value is none that the database can keep.
            StorageError: It was not written.
        """
        with self._lock, self.told():
            if self._is_held:
                raise StorageError(f"{self.place}: cannot write: it is held for reading")
            self._begin(begin)
            self._is_busy = True
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(psycopg.Error):
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._is_busy = False

    def _begin(self, begin: str) -> None:
        """Begins, on a new connection when the server was gone since the last statement."""
        try:
            self._alive().execute(begin)
        except psycopg.OperationalError:
            if not self._db.closed:
                with suppress(psycopg.Error):
                    self._db.execute("ROLLBACK")
                raise
            self._alive().execute(begin)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Errors of its block as ours, in one line."""
        try:
            yield
        except (psycopg.DataError, OverflowError, UnicodeEncodeError) as error:
            raise Unkeepable(f"{self.place}: cannot keep: {_line(error)}") from error
        except psycopg.Error as error:
            raise StorageError(f"{self.place}: cannot write: {_line(error)}") from error

    @contextmanager
    def instant(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """A connection that sees one instant while its block runs: this one when it has a transaction, else another."""
        is_own = not (self._is_busy or self._is_held)
        db = self.connect() if is_own else self._db
        try:
            if is_own:
                db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield db
        except psycopg.Error as error:
            raise StorageError(f"{self.place}: cannot read: {_line(error)}") from error
        finally:
            if is_own:
                db.close()

    def hold(self, first: str) -> None:
        """From now on reads as of the instant of the first query, and writes no more."""
        with self._lock, self.told():
            self._alive().execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._db.execute(first)
            self._is_held = True

    def close(self) -> None:
        """Frees the connection."""
        self._is_closed = True
        self._db.close()

    def __del__(self) -> None:
        """Frees the connection of a link that nobody closed."""
        with suppress(Exception):
            self._db.close()


def is_missing(error: StorageError) -> bool:
    """Whether a table or schema is not there."""
    return isinstance(error.__cause__, (errors.UndefinedTable, errors.InvalidSchemaName))


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__

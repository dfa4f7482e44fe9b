"""Where the stores under test live: the same generation opened again, its bytes, a place that is none."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Protocol

from tests.postgres_server import PostgresServer

from huaxiang.stores.base import Store
from huaxiang.stores.sqlite import SQLiteStore

__all__ = ["Home", "PostgresHome", "SQLiteHome"]


class Home(Protocol):
    """One generation of one kind of store."""

    opening: str
    """Code that opens it as `store`, in another process."""

    def open(self) -> Store:
        """The generation, the same one every time."""

    def nowhere(self) -> Store:
        """Opens a place that cannot be written."""

    def bytes_of(self) -> bytes:
        """Everything that its files hold."""


class SQLiteHome:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "店 铺" / "generation"
        self.opening = (
            "from pathlib import Path\nfrom huaxiang.stores.sqlite import SQLiteStore\n"
            f"store = SQLiteStore(Path({str(self.path)!r}))"
        )

    def open(self) -> SQLiteStore:
        return SQLiteStore(self.path)

    def nowhere(self) -> SQLiteStore:
        (self._folder / "file").write_text("no folder")
        return SQLiteStore(self._folder / "file" / "generation")

    def bytes_of(self) -> bytes:
        return b"".join(each.read_bytes() for each in sorted(self.path.parent.glob(f"{self.path.name}*")))


class PostgresHome:
    """A schema of a server of our own."""

    def __init__(self, server: PostgresServer) -> None:
        self._server, self.schema = server, f'店 "铺" {secrets.token_hex(8)}'
        self.opening = (
            "from huaxiang.stores.postgres import PostgresStore\n"
            f"store = PostgresStore({server.dsn!r}, {self.schema!r})"
        )

    def open(self) -> Store:
        from huaxiang.stores.postgres import PostgresStore

        return PostgresStore(self._server.dsn, self.schema)

    def nowhere(self) -> Store:
        from huaxiang.stores.postgres import PostgresStore

        return PostgresStore(f"host={self._server.folder}/none user=huaxiang", self.schema)

    def bytes_of(self) -> bytes:
        """The files of every table and index of the schema, and what the server knows of its columns."""
        import psycopg

        with psycopg.connect(self._server.dsn, autocommit=True) as db:
            db.execute("CHECKPOINT")
            of = "relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %(schema)s)"
            toast = f"oid IN (SELECT reltoastrelid FROM pg_class WHERE {of})"
            indexed = f"oid IN (SELECT indexrelid FROM pg_index JOIN pg_class ON oid = indrelid WHERE {toast})"
            files = db.execute(
                f"SELECT pg_relation_filepath(oid) FROM pg_class WHERE {of} OR {toast} OR {indexed}",
                {"schema": self.schema},
            ).fetchall()
            known = db.execute("SELECT s::text FROM pg_stats s WHERE schemaname = %s", [self.schema]).fetchall()
        held = [each.read_bytes() for (name,) in files if name for each in sorted(self._at(name))]
        assert held
        return b"".join([*held, repr(known).encode()])

    def _at(self, name: str) -> list[Path]:
        path = self._server.data / name
        return list(path.parent.glob(f"{path.name}*"))

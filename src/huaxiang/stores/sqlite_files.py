"""Generations as SQLite files: one file a build, one pointer file that says which is current."""

from __future__ import annotations

import os
from pathlib import Path

from huaxiang.domain.errors import StorageError
from huaxiang.stores.base import surplus
from huaxiang.stores.sqlite import SQLiteStore

__all__ = ["SQLiteGenerations"]


class SQLiteGenerations:
    """The generations under `folder`: `<run_id>.sqlite` files and the pointer `current`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def path(self, run_id: str) -> Path:
        """File of a generation."""
        return self.folder / f"{run_id}.sqlite"

    def current(self) -> str | None:
        try:
            run_id = self._pointer.read_text().strip()
        except FileNotFoundError:
            return None
        return run_id if run_id and self.path(run_id).exists() else None

    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.sqlite"))

    def open(self, run_id: str) -> SQLiteStore:
        return SQLiteStore(self.path(run_id))

    def switch(self, run_id: str) -> None:
        partial = self.folder / "current.partial"
        try:
            with partial.open("w") as file:
                file.write(run_id)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._pointer)
        except OSError as error:
            raise StorageError(f"{self._pointer}: cannot switch: {error.strerror or error}") from error

    def drop(self, run_id: str) -> None:
        for path in self.folder.glob(f"{run_id}.sqlite*"):
            path.unlink(missing_ok=True)

    def prune(self, *, keep: int = 2) -> None:
        for run_id in surplus(self.names(), self.current(), keep=keep):
            self.drop(run_id)

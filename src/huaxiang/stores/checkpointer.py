"""Moves what waits in a write-ahead log to its place, in a thread of its own, so that commits need not wait for it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

__all__ = ["Checkpointer"]

_ROWS = 4_000
_CLOSING_SECONDS = 30.0


class Checkpointer:
    """The write-ahead log of one SQLite file.

    A passive checkpoint waits for nobody and keeps nobody waiting; the next writer begins the log anew once all of it
    is in its place. Who writes little needs none: SQLite's own at a commit does.
    """

    def __init__(self, path: Path) -> None:
        """Starts nothing before rows enough were written."""
        self._path = path
        self._n_rows = 0
        self._wanted, self._is_over = threading.Event(), False
        self._thread: threading.Thread | None = None

    def written(self, n_rows: int) -> bool:
        """Notes so many rows of a transaction that is on disk; returns whether the thread begins its work by that."""
        self._n_rows += n_rows
        if self._n_rows < _ROWS:
            return False
        self._n_rows = 0
        self._wanted.set()
        if self._thread is not None:
            return False
        self._thread = threading.Thread(target=self._work, name=f"checkpointer {self._path.name}", daemon=True)
        self._thread.start()
        return True

    def end(self) -> None:
        """Lets the thread end without waiting for it; what waits in the log stays there, as safe as it was."""
        self._is_over = True
        self._wanted.set()

    def close(self) -> None:
        """Ends the thread."""
        self.end()
        if self._thread is not None:
            self._thread.join(_CLOSING_SECONDS)

    def _work(self) -> None:
        # a disk that is full or gone is told to whoever commits next
        there = f"{self._path.absolute().as_uri()}?mode=rw"
        with suppress(sqlite3.Error), closing(sqlite3.connect(there, uri=True, isolation_level=None)) as db:
            while self._wanted.wait() and not self._is_over:
                self._wanted.clear()
                with suppress(sqlite3.Error):
                    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

"""One build at a time: a lock that the system frees when its process ends, however it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huaxiang.domain.errors import ProjectBusy, StorageError

__all__ = ["hold"]


@contextmanager
def hold(path: Path, *, purpose: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Holds the lock file while the block runs.

    Raises:
        ProjectBusy: Another process holds it.
        StorageError: The lock file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise ProjectBusy(f"{path.parent.parent}: another {purpose} is running: wait until it ends") from error
        raise StorageError(f"{path}: cannot lock: {error}") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot lock: {error.strerror or error}") from error
    try:
        yield
    finally:
        database.close()

"""Errors while events are folded: whose fault they are, and what may be told of them, nothing of the event."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from huaxiang.domain.errors import StorageError

__all__ = ["is_of_storage", "place_of"]

_DRIVERS = frozenset({"sqlite3", "psycopg"})


def place_of(error: BaseException) -> str:
    """Kind of error, and file, line and function of the innermost frame of this package (of all, when none is)."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "huaxiang" in PurePath(frame.filename).parts] or list(frames)
    if not own:
        return type(error).__name__
    parts = PurePath(own[-1].filename).parts
    start = len(parts) - parts[::-1].index("huaxiang") if "huaxiang" in parts else len(parts) - 1
    return f"{type(error).__name__} at {'/'.join(parts[start:])}:{own[-1].lineno} in {own[-1].name}"


def is_of_storage(error: BaseException) -> bool:
    """Whether an error comes from store, log, disk or database driver, and so says nothing about the event at hand."""
    kinds = type(error).__mro__
    return isinstance(error, StorageError | OSError) or any(k.__module__.partition(".")[0] in _DRIVERS for k in kinds)

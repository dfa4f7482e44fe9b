"""What may be told of an error that an event caused: its kind and its place in our code, nothing of the event."""

from __future__ import annotations

import traceback
from pathlib import PurePath

__all__ = ["place_of"]


def place_of(error: BaseException) -> str:
    """Kind of error, and file, line and function of the innermost frame of this package (of all, when none is)."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "huaxiang" in PurePath(frame.filename).parts] or list(frames)
    if not own:
        return type(error).__name__
    parts = PurePath(own[-1].filename).parts
    start = len(parts) - parts[::-1].index("huaxiang") if "huaxiang" in parts else len(parts) - 1
    return f"{type(error).__name__} at {'/'.join(parts[start:])}:{own[-1].lineno} in {own[-1].name}"

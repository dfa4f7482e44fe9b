"""Fail points: named places at which a test kills, fails or hangs a process, set by one environment variable."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["PLACES", "VARIABLE", "Reached", "arm", "is_armed", "reach", "within"]

VARIABLE = "HUAXIANG_FAILPOINTS"
PLACES = (
    "after_decode",
    "after_append_before_answer",
    "in_fold_transaction",
    "in_checkpoint",
    "in_generation_switch",
)
_SOON_SECONDS = 0.01
_KILLED = 137
_T = TypeVar("_T")


class Reached(Exception):
    """What `fail` raises at a fail point."""


@dataclass(slots=True)
class _Point:
    act: Callable[[], None]
    left: int

    def passed(self) -> None:
        """Counts a passage, and acts at the one that was asked for."""
        self.left -= 1
        if self.left == 0:
            self.act()


class _Rows(list):  # type: ignore[type-arg]
    """Rows that reach a fail point when they are read."""

    place: str

    def __iter__(self) -> Iterator[object]:
        reach(self.place)
        return super().__iter__()


def reach(place: str) -> None:
    """Does at a place what the variable says for it: nothing, at the cost of one look-up, when it is not set."""
    point = _armed.get(place)
    if point is not None:
        point.passed()


def within(place: str, rows: list[_T]) -> list[_T]:
    """The rows; where the place is set, rows that reach it when a store reads them inside its transaction."""
    if place not in _armed:
        return rows
    reaching = _Rows(rows)
    reaching.place = place
    return reaching


def is_armed() -> bool:
    """Whether any place is set."""
    return bool(_armed)


def arm(words: str) -> None:
    """Sets the places that `words` name, and no others.

    Args:
        words: `place=action` or `place=action@n` for the n-th passage, several with commas between. Actions: `kill`
            (SIGKILL now), `soon` (SIGKILL within 10 ms, in the middle of what follows), `fail`, `hang`.

    Raises:
        ValueError: There is no such action.
    """
    _armed.clear()
    for word in filter(None, words.split(",")):
        place, _, action = word.partition("=")
        name, _, passage = action.partition("@")
        if name not in _ACTIONS:
            raise ValueError(f"{VARIABLE}: {word!r}: the action is one of {', '.join(_ACTIONS)}")
        _armed[place] = _Point(_ACTIONS[name], int(passage or 1))


def _kill() -> None:
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(_KILLED)


def _kill_soon() -> None:
    threading.Timer(random.uniform(0, _SOON_SECONDS), _kill).start()  # noqa: S311


def _fail() -> None:
    raise Reached("a fail point was reached")


def _hang() -> None:
    while True:
        time.sleep(1)


_ACTIONS: dict[str, Callable[[], None]] = {"kill": _kill, "soon": _kill_soon, "fail": _fail, "hang": _hang}
_armed: dict[str, _Point] = {}
arm(os.environ.get(VARIABLE, ""))

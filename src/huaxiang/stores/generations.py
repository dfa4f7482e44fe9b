"""The contract of generations: the builds that a store holds side by side, and the pointer to the current one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from huaxiang.stores.base import Store

__all__ = ["Generations", "surplus"]


class Generations(Protocol):
    """Generations by run id; run ids rise with time."""

    def current(self) -> str | None:
        """Run id of the current generation; None when there was no build.

        Raises:
            StorageError: The store is gone.
        """

    def names(self) -> list[str]:
        """Run ids of all generations that are there, sorted."""

    def open(self, run_id: str) -> Store:
        """A generation, made empty when it is not there; the caller closes it.

        Raises:
            StorageError: It cannot be opened.
        """

    def switch(self, run_id: str) -> None:
        """Makes a generation the current one; readers see the old one or the new one, nothing between.

        Raises:
            StorageError: The pointer cannot be written; it is as before.
        """

    def drop(self, run_id: str) -> None:
        """Takes a generation away; nothing happens when it is not there.

        Raises:
            StorageError: It cannot be taken away.
        """

    def prune(self, *, keep: int = 2) -> None:
        """Takes away generations but the current one and the newest others."""


def surplus(names: Iterable[str], current: str | None, *, keep: int) -> list[str]:
    """Generations that pruning takes away: all but the current one and the newest others.

    >>> surplus(["r1", "r2", "r3"], "r1", keep=2)
    ['r2']
    """
    return [name for name in sorted(names, reverse=True) if name != current][max(keep - 1, 0) :]

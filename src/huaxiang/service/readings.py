"""Readings: the current generation opened for one request at a time each, reopened when a build switches."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.lake import Lake
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.project.config import Config
from huaxiang.project.opening import Project
from huaxiang.stores.base import Store
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate

__all__ = ["Reading", "Readings"]

P = ParamSpec("P")
T = TypeVar("T")
_READERS = 4


class _Generation:
    """What all readings of one generation share."""

    def __init__(self, folder: Path, sign: tuple[str, int]) -> None:
        self.sign = sign
        self.project = Project.open(folder)
        self.run_id = sign[0]
        self.catalogue = self.project.catalogue()
        self.gate = Gate(self.catalogue)
        self.manifest = self.project.manifest(self.run_id)
        self.lake = self.project.lake()
        self.idle: list[Reading] = []


class Reading:
    """A `Readable` with connections of its own."""

    def __init__(self, generation: _Generation) -> None:
        self._generation = generation
        self._store = generation.project.generations.open(generation.run_id)

    @property
    def sign(self) -> tuple[str, int]:
        """What the generation is: its run, and how the states of tags stood in the ledger."""
        return self._generation.sign

    @property
    def folder(self) -> Path:
        """The project folder."""
        return self._generation.project.folder

    @property
    def zone(self) -> Zone:
        """The project's time zone."""
        return self._generation.project.zone

    @property
    def config(self) -> Config:
        """huaxiang.toml as it was when the generation was opened."""
        return self._generation.project.config

    def store(self) -> Store:
        """The generation's store."""
        return self._store

    def lake(self) -> Lake:
        """The generation's lake."""
        return self._generation.lake

    def catalogue(self) -> Catalogue:
        """Every definition with its state."""
        return self._generation.catalogue

    def gate(self) -> Gate:
        """The gate over the catalogue."""
        return self._generation.gate

    def taxonomy(self) -> Taxonomy:
        """The category tree."""
        return self._generation.project.taxonomy()

    @cached_property
    def _log(self) -> SQLiteLog:
        return self._generation.project.log()

    def log(self) -> SQLiteLog:
        """The accepted log, on a connection for reading."""
        return self._log

    def limits(self) -> Limits:
        """What the engine may use."""
        return self._generation.project.limits()

    def manifest(self) -> dict[str, Any]:
        """run.json of the generation."""
        return self._generation.manifest

    def is_of(self, generation: object) -> bool:
        """Whether it belongs to that generation."""
        return self._generation is generation

    def close(self) -> None:
        """Frees its connections."""
        self._store.close()
        if "_log" in self.__dict__:
            self._log.close()


class Readings:
    """A pool of readings of the current generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._project = Project.open(folder)
        self._lock = threading.Lock()
        self._generation: _Generation | None = None
        self._pool = ThreadPoolExecutor(_READERS, "readings")

    @property
    def project(self) -> Project:
        """The project as the current generation sees it."""
        return self._project if self._generation is None else self._generation.project

    @property
    def is_built(self) -> bool:
        """Whether there is a generation to read."""
        return self._project.generations.current() is not None

    def _sign(self) -> tuple[str, int]:
        """What the current generation is: its run, and how the states of tags stand in the ledger."""
        states = self._project.ledger / "tag-states.jsonl"
        return (self._project.current_run(), states.stat().st_mtime_ns if states.exists() else 0)

    def _current(self) -> _Generation:
        sign = self._sign()
        with self._lock:
            if self._generation is None or self._generation.sign != sign:
                old, self._generation = self._generation, _Generation(self._folder, sign)
                for each in [] if old is None else old.idle:
                    each.close()
            return self._generation

    def open(self) -> Reading:
        """A reading of the current generation; the caller closes it.

        Raises:
            ProjectMissing: There was no build.
        """
        return Reading(self._current())

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A reading for one request.

        Raises:
            ProjectMissing: There was no build.
        """
        generation = self._current()
        with self._lock:
            found = generation.idle.pop() if generation.idle else None
        found = found or Reading(generation)
        try:
            yield found
        finally:
            with self._lock:
                is_kept = found.is_of(self._generation)
                if is_kept:
                    generation.idle.append(found)
            if not is_kept:
                found.close()

    async def read(self, look: Callable[Concatenate[Reading, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function finds in a reading, without holding up the loop.

        A few threads of their own: reads of people wait neither for intake nor for each other's place in its queue.

        Raises:
            ProjectMissing: There was no build.
        """

        def found() -> T:
            with self.reading() as reading:
                return look(reading, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._pool, found)

    def close(self) -> None:
        """Closes what is idle."""
        self._pool.shutdown()
        with self._lock:
            for each in [] if self._generation is None else self._generation.idle:
                each.close()
            self._generation = None

"""A reading in the visitor's language: labels, names and sentences come in it, whatever the project's own is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.lake import Lake
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.logs.base import Log
from huaxiang.project.config import Config
from huaxiang.project.readable import Readable
from huaxiang.stores.base import Store
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate

__all__ = ["Spoken"]


class Spoken:
    """A `Readable` whose configuration says another language."""

    def __init__(self, reading: Readable, language: str) -> None:
        self._reading = reading
        project = replace(reading.config.project, language=language)
        self._config = replace(reading.config, project=project)

    @property
    def folder(self) -> Path:
        """The project folder."""
        return self._reading.folder

    @property
    def zone(self) -> Zone:
        """The project's time zone."""
        return self._reading.zone

    @property
    def config(self) -> Config:
        """The configuration in the visitor's language."""
        return self._config

    def store(self) -> Store:
        """The generation's store."""
        return self._reading.store()

    def lake(self) -> Lake:
        """The generation's lake."""
        return self._reading.lake()

    def catalogue(self) -> Catalogue:
        """Every definition with its state."""
        return self._reading.catalogue()

    def gate(self) -> Gate:
        """The gate over the catalogue."""
        return self._reading.gate()

    def taxonomy(self) -> Taxonomy | None:
        """The category tree."""
        return self._reading.taxonomy()

    def log(self) -> Log:
        """The accepted log."""
        return self._reading.log()

    def limits(self) -> Limits:
        """What the engine may use."""
        return self._reading.limits()

    def manifest(self) -> dict[str, Any]:
        """run.json of the run."""
        return self._reading.manifest()

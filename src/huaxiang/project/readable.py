"""What reading needs of an open project: the part of `Project` that views, `person` and `why` use."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.lake import Lake
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.logs.base import Log
from huaxiang.project.config import Config
from huaxiang.stores.base import Store
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate

__all__ = ["Readable"]


class Readable(Protocol):
    """A project that was built."""

    @property
    def folder(self) -> Path:
        """The project folder."""

    @property
    def zone(self) -> Zone:
        """The project's time zone."""

    @property
    def config(self) -> Config:
        """huaxiang.toml as read."""

    def store(self) -> Store:
        """The current generation."""

    def lake(self) -> Lake:
        """The lake of the current run."""

    def catalogue(self) -> Catalogue:
        """Every definition with its state."""

    def gate(self) -> Gate:
        """The gate over the catalogue."""

    def taxonomy(self) -> Taxonomy | None:
        """The category tree, None where the project has none."""

    def log(self) -> Log:
        """The accepted log."""

    def limits(self) -> Limits:
        """What the engine may use."""

    def manifest(self) -> dict[str, Any]:
        """run.json of the current run."""

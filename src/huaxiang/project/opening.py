"""Opens a project folder: the one place where names in huaxiang.toml become objects."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import ProjectMissing, UnknownName, UserError
from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Engine, Limits
from huaxiang.engines.lake import Lake
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.live.worker import Worker
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.models.artefact import Artefacts
from huaxiang.project.assembly import Parts, allowances_of, assemble
from huaxiang.project.building import BuildReport, build
from huaxiang.project.checking import check
from huaxiang.project.config import ENGINES, Config, load_config
from huaxiang.project.ledger import Ledger
from huaxiang.project.reading_kit import ReadingKit
from huaxiang.project.storing import generations_of
from huaxiang.stores.base import Generations, Store
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate
from huaxiang.tags.kit import Kit
from huaxiang.tags.rulebook import project_rules, shipped_rules

__all__ = ["Project"]

_BESIDE = {"spark": ", and Java 17"}


class Project:
    """A project folder with its configuration; opening reads the configuration alone."""

    def __init__(self, folder: Path, config: Config) -> None:
        self.folder, self.config = folder, config
        self.zone = Zone(config.project.time_zone)
        self.ledger = folder / "ledger"
        self.derived = folder / ".huaxiang"
        self.artefacts = Artefacts(self.derived / "models")
        self.history = Ledger(self.ledger)

    @classmethod
    def open(cls, folder: Path) -> Project:
        """The project in a folder.

        Raises:
            ProjectMissing: There is no huaxiang.toml in it.
            ConfigurationError: huaxiang.toml is wrong.
        """
        folder = folder.resolve()
        return cls(folder, load_config(folder / "huaxiang.toml"))

    @cached_property
    def generations(self) -> Generations:
        """The generations of the store.

        Raises:
            UserError: The store's driver is not installed, or its address is not in the environment.
        """
        return generations_of(self.config.store, self.folder)

    @cached_property
    def reading(self) -> ReadingKit:
        """Taxonomy, lexicon and reader."""
        branches = [allowance.branches for allowance in allowances_of(self.config)]
        settings = self.config.models.get("interests", {})
        kit = ReadingKit(self.folder, frozenset().union(*branches))
        return replace(kit, **{name: str(value) for name, value in settings.items()})  # type: ignore[arg-type]

    @cached_property
    def parts(self) -> Parts:
        """What kits are made of."""
        events = frozenset(EVENT_NAMES)
        rules = (*shipped_rules(), *project_rules(self.folder / "rules", events=events))
        return Parts(self.config, self.artefacts, self.reading, rules, self.history.tag_states())

    def kit(self, run_id: str) -> Kit:
        """The kit of a run's models.

        Raises:
            UnknownName: There is no such run.
        """
        return assemble(self.parts, self.manifest(run_id)["models"], run_id=run_id)

    def current_run(self) -> str:
        """Run id of the current generation.

        Raises:
            ProjectMissing: There was no build.
        """
        run_id = self.generations.current()
        if run_id is None:
            raise ProjectMissing(f"{self.folder}: not built yet: run `huaxiang build` first")
        return run_id

    def store(self) -> Store:
        """The current generation of the store.

        Raises:
            ProjectMissing: There was no build.
        """
        return self.generations.open(self.current_run())

    def lake(self) -> Lake:
        """The lake of the current run."""
        return Lake(self.derived / "lake" / self.current_run())

    def log(self) -> SQLiteLog:
        """The accepted log."""
        return SQLiteLog(self.ledger / "log.sqlite")

    def manifest(self, run_id: str | None = None) -> dict[str, Any]:
        """run.json of a run, the current one when none is named."""
        name = self.current_run() if run_id is None else run_id
        path = self.derived / "runs" / name / "run.json"
        if not path.exists():
            known = sorted(each.parent.name for each in (self.derived / "runs").glob("*/run.json"))
            raise UnknownName("run", name, known)
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    @cached_property
    def current_kit(self) -> Kit:
        """The kit of the current run."""
        return self.kit(self.current_run())

    def catalogue(self) -> Catalogue:
        """Every definition met so far in the current run, and those made on demand."""
        catalogue = self.current_kit.catalogue
        for key in self.lake().read("tags")["key"].to_pylist():
            catalogue.find(key)
        return catalogue

    def gate(self) -> Gate:
        """The gate over the current catalogue."""
        return Gate(self.current_kit.catalogue)

    def taxonomy(self) -> Taxonomy:
        """The category tree."""
        return self.reading.taxonomy

    def limits(self) -> Limits:
        """What the engine may use: as configured, else all cores and half of the memory."""
        engine = self.config.engine
        threads = engine.threads or os.cpu_count() or 1
        return Limits(threads, engine.memory_mb or _half_of_memory_mb(), self.derived / "spill")

    def engine(self, name: str | None = None) -> Engine:
        """The engine of a name, the configuration's when none is given; its module is imported only now.

        Raises:
            UnknownName: There is none of that name.
            UserError: Its library is not installed.
        """
        chosen = name or self.config.engine.name
        if chosen not in ENGINES:
            raise UnknownName("engine", chosen, ENGINES)
        try:
            module = importlib.import_module(f"huaxiang.engines.{chosen}")
        except ModuleNotFoundError as error:
            needed = f"pip install 'huaxiang[{chosen}]'{_BESIDE.get(chosen, '')}"
            raise UserError(f"the engine {chosen} needs {error.name}, which is not installed: {needed}") from error
        made: Engine = getattr(module, module.__all__[0])()
        return made

    def build(
        self,
        *,
        as_of: int | None = None,
        keep_models: str | None = None,
        stage: str | None = None,
        engine: str | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> BuildReport:
        """Builds everything and makes it current; see `huaxiang.project.building`."""
        report = build(self, as_of=as_of, keep_models=keep_models, stage=stage, engine=engine, progress=progress)
        self.forget_kit()
        return report

    def forget_kit(self) -> None:
        """Lets go of the kit and of the ledger's states, which have changed."""
        for name in ("current_kit", "parts"):
            self.__dict__.pop(name, None)

    def worker(self, *, batch: int | None = None, tell: Callable[[str], object] = lambda _: None) -> Worker:
        """A worker on the current generation.

        Args:
            batch: Most events of a step; None lets it follow how many wait.
            tell: Told, in one line, of every event that it parks.

        Raises:
            ProjectMissing: There was no build, or the current one is a view of the past.
        """
        if self.store().meta().is_historic:
            raise ProjectMissing(f"{self.folder}: the current build is a view of the past: run `huaxiang build` first")
        _ = self.reading.reader  # the words are loaded before the first event, not while it waits
        return Worker(self.log(), self.store, self.kit, batch=batch, tell=tell)

    def check(self) -> dict[str, Any]:
        """Reconciles sources, lake, log, profiles and tag counts; `check --json` of the contracts."""
        return check(self)


def _half_of_memory_mb() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (2 * 1024 * 1024)
    except (ValueError, AttributeError, OSError):
        return 4096

"""One build of a project: a new generation beside the old one, the rest of the log on it, one pointer switched."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaxiang import __version__
from huaxiang.build.plan import BuildPlan
from huaxiang.build.stage import STAGES, BuildResult, rehearse, run
from huaxiang.domain.errors import StorageError, UnknownName, UserError
from huaxiang.domain.ids import content_id, run_id
from huaxiang.domain.instants import now, to_iso
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.declared import declared_folds
from huaxiang.ingest.stage import IngestSettings
from huaxiang.interests.scrub import scrub
from huaxiang.live.worker import Worker
from huaxiang.logs.base import Log
from huaxiang.project.assembly import assemble
from huaxiang.project.further_data import Given, further_lines
from huaxiang.project.leftovers import discard, sweep
from huaxiang.project.lock import hold
from huaxiang.project.succession import carry_feed, succeeding
from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature
from huaxiang.segments.own_features import read_own_features
from huaxiang.segments.settings import SegmentSettings
from huaxiang.stores.base import Store

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["BuildReport", "build"]

_KEPT_RUNS = 3


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The run manifest (`run.json`) and the lines a person reads."""

    manifest: dict[str, Any]
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def build(
    project: Project,
    *,
    as_of: int | None,
    keep_models: str | None,
    stage: str | None,
    engine: str | None,
    progress: Callable[[str], None],
) -> BuildReport:
    """Builds all stages and switches, or rehearses the stages up to `stage` and changes nothing.

    Raises:
        ProjectBusy: Another build is running.
        UnknownName: No such stage, engine or run.
        UserError: `as_of` lies in the future.
        StorageError: The disk is full; the project is as before.
    """
    if stage is not None and stage not in STAGES:
        raise UnknownName("stage", stage, STAGES)
    moment = now()
    if as_of is not None and as_of > moment:
        raise UserError(f"--as-of {to_iso(as_of)} lies in the future: name an instant up to now, {to_iso(moment)}")
    with hold(project.derived / "build.lock", purpose="build"):
        sweep(project)
        name = run_id(datetime.now(UTC), f"{project.folder}{time.monotonic_ns()}")
        limits = dataclasses.replace(project.limits(), spill=project.derived / "spill" / name)
        kept = None if keep_models is None else project.manifest(keep_models)["models"]
        try:
            with project.engine(engine).session(limits) as session:
                this = _Run(project, name, moment, as_of, kept, engine or project.config.engine.name, progress)
                return _build(this, session) if stage is None else _rehearse(this, session, stage)
        except BaseException:
            discard(project, name)
            raise
        finally:
            shutil.rmtree(limits.spill, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Run:
    project: Project
    name: str
    moment: int
    as_of: int | None
    kept: dict[str, str] | None
    engine: str
    progress: Callable[[str], None]


def _build(this: _Run, session: Session) -> BuildReport:
    project = this.project
    start = time.monotonic()
    store = project.generations.open(this.name)
    before = None if project.generations.current() is None else project.store()
    log = project.log()
    try:
        since = 0
        if before is not None:
            before.hold()
            since = carry_feed(before, store)
        store.load("merges", project.history.merges_with([] if before is None else before.merges()))
        result = run(_plan(this, session, store=store, before=before, log=log))
        manifest = _finish_manifest(this, result, seconds=time.monotonic() - start)
        _write_json(project.derived / "runs" / this.name / "run.json", manifest)
        drain = _drained(this, log, store) if not result.manifest["is_historic"] else lambda: None
        with succeeding(project, store, since=since, drain=drain):
            project.history.prepare(
                this.name,
                model=result.model,
                merges=store.merges(),
                is_historic=result.manifest["is_historic"],
            )
        _tidy(project, this.name, models=result.manifest["models"])
    finally:
        log.close()
        store.close()
        if before is not None:
            before.close()
    return BuildReport(manifest, (*result.report, *_further(project)))


def _further(project: Project) -> list[str]:
    """What further data would show, in the project's language."""
    given = [Given(source.table, source.map, source.person) for source in project.config.sources]
    return further_lines(given, language=project.config.project.language)


def _rehearse(this: _Run, session: Session, stage: str) -> BuildReport:
    """The stages up to one, with everything they wrote taken away again."""
    store, log = this.project.generations.open(this.name), this.project.log()
    try:
        stages, lines = rehearse(_plan(this, session, store=store, before=None, log=log), stage=stage)
    finally:
        log.close()
        store.close()
        discard(this.project, this.name)
    return BuildReport({"version": __version__, "run_id": None, "until": stage, "stages": stages}, tuple(lines))


def _plan(this: _Run, session: Session, *, store: Store, before: Store | None, log: Log) -> BuildPlan:
    """What the stages build of.

    What was accepted since the build began, or bears an instant a little ahead, lies below the log position too: it
    would be in no generation if the build's now were before it.
    """
    project, config = this.project, this.project.config
    reading = project.reading
    reading.open_reader(this.progress)
    settings = config.models.get("segments", {})
    return BuildPlan(
        run_id=this.name,
        as_of=this.as_of,
        now=max(this.moment, log.newest_occurred_at() or 0),
        seed=config.project.seed,
        zone=project.zone,
        sources=config.sources,
        ingest=_ingest_settings(project),
        session=session,
        lake=Lake(project.derived / "lake" / this.name),
        store=store,
        before=before,
        log=log,
        log_seq=log.last_seq(),
        artefacts=project.artefacts,
        keep_models=this.kept,
        segments=_segment_settings(settings),
        known_segments=project.history.known_segments(),
        folds=declared_folds(),
        rules=project.parts.rules,
        categorise=reading.categorise,
        categorise_title=reading.categorise_title,
        own_features=read_own_features(project.folder / "features.yaml", _declared()),
        own_labels=reading.categorise.labels,
        category_labels=reading.category_label,
        is_sensitive=reading.is_sensitive,
        read_text=reading.read_text,
        discover=reading.discover,
        preprocessing=reading.hashes,
        dropped_readings=reading.dropped,
        make_kit=lambda versions: assemble(project.parts, versions, run_id=this.name),
        progress=this.progress,
        language=config.project.language,
    )


def _declared() -> dict[str, Feature]:
    return {feature.name: feature for feature in declared_features()}


def _ingest_settings(project: Project) -> IngestSettings:
    config = project.config
    return IngestSettings(
        folder=project.folder,
        cache=project.derived / "cache" / "ingest",
        zone=project.zone,
        currency=config.project.currency,
        namespaces=config.identity.namespaces,
        scrub=_masked,
        scrub_version=__version__,
    )


def _masked(text: str) -> str:
    return scrub(text)


def _segment_settings(settings: Any) -> SegmentSettings:
    names = {"min_size": "min_share", "sample": "max_sample"}
    return SegmentSettings(**{names.get(key, key): value for key, value in settings.items() if value is not None})


def _finish_manifest(this: _Run, result: BuildResult, *, seconds: float) -> dict[str, Any]:
    config = this.project.config
    manifest = dict(result.manifest)
    manifest["as_of"] = to_iso(manifest["as_of"])
    return {
        "version": __version__,
        "argv": sys.argv[1:],
        "config_hash": content_id(config.path.read_text(encoding="utf-8-sig")),
        "engine": this.engine,
        "seconds": round(seconds, 3),
        **manifest,
    }


def _drained(this: _Run, log: Log, store: Store) -> Callable[[], object]:
    """Applies what the log still holds to the new generation, with its own kit."""
    worker = Worker(log, lambda: store, this.project.kit, tell=this.progress)
    return worker.drain


def _tidy(project: Project, run_id: str, *, models: Mapping[str, str]) -> None:
    """Settles the ledger after the pointer was switched, and takes old generations, models and runs away."""
    project.history.settle(run_id)
    project.generations.prune()
    project.artefacts.prune(models)
    _prune_runs(project)


def _prune_runs(project: Project) -> None:
    runs = sorted((project.derived / "lake").glob("*/"), reverse=True)
    for old in [path for path in runs if path.name != project.current_run()][_KEPT_RUNS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _write_json(path: Path, value: Any) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error

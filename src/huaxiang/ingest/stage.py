"""Stage 1: reads all sources of a project into the lake; a rerun with nothing new only links files."""

from __future__ import annotations

import functools
import inspect
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

from huaxiang import __version__
from huaxiang.domain.errors import StorageError
from huaxiang.domain.identities import Namespace
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.ingest.canonical import Reading
from huaxiang.ingest.files import Hashes, find_files
from huaxiang.ingest.gather import Gathering, gather
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.report import FileReport, IngestReport, SourceReport
from huaxiang.ingest.staging import Staged, stage_file, staged_from

__all__ = ["IngestSettings", "run"]

_SCRUB = "scrub_text"


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """What an ingest depends on besides sources, lake and engine.

    Attributes:
        folder: Project folder, which relative paths start from.
        cache: Folder for what is kept between runs.
        zone: The project's time zone.
        currency: The project's currency.
        namespaces: Kinds of identities with priorities.
        scrub: Masks personal data in a text.
        tombstones: Hashes of erased identities, made by `tombstone_of`.
        tombstone_of: Hash of an identity `namespace:value`.
        scrub_version: Changes when `scrub` does: cached texts are then read again; a hash of its module unless set.
    """

    folder: Path
    cache: Path
    zone: Zone
    currency: str
    namespaces: tuple[Namespace, ...]
    scrub: Callable[[str], str]
    tombstones: frozenset[str] = frozenset()
    tombstone_of: Callable[[str], str] = str
    scrub_version: str = ""


def run(
    sources: Sequence[SourceSpec],
    *,
    lake: Lake,
    session: Session,
    settings: IngestSettings,
    progress: Callable[[str], None] = lambda _: None,
) -> IngestReport:
    """Reads all sources into the lake.

    Args:
        sources: Mappings, in the order of huaxiang.toml.
        lake: An empty lake; it gets every canonical table, `rejects`, `links` and `identities_seen`.
            Until `stamp_people` the `person_id` of orders, texts, facts, coupons, consents and messages holds the
            row's strongest identity; events carry theirs in `namespace` and `identity`.
        session: An open engine.
        settings: Zone, currency, namespaces, scrubbing, tombstones, folders.
        progress: Is told what is read.

    Returns:
        Rows in, used and rejected per source, with files and their hashes.

    Raises:
        BadInput: A source cannot be used.
        StorageError: Cache or lake cannot be written.
    """
    settings.cache.mkdir(parents=True, exist_ok=True)
    hashes = Hashes(settings.cache / "files.json")
    files = [(spec, path, hashes.sha256(path)) for spec in sources for path in find_files(spec, settings.folder)]
    keys = [_part_key(spec, sha, settings) for spec, _, sha in files]
    whole = _whole_key(files, keys, settings)
    ready = settings.cache / "sets" / whole
    is_cached = (ready / "report.json").is_file()
    if not is_cached:
        _build(files, keys, ready, session=session, settings=settings, progress=progress)
        _prune(settings.cache / "sets", {whole})
        _prune(settings.cache / "parts", set(keys))
    _link_all(ready, lake.root)
    hashes.save()
    return IngestReport.from_dict(json.loads((ready / "report.json").read_text()), is_cached=is_cached)


_CODE = md5(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))), usedforsecurity=False
).hexdigest()


def _key(*parts: object) -> str:
    return md5(json.dumps(parts, sort_keys=True, default=str).encode(), usedforsecurity=False).hexdigest()


@functools.cache
def _module_hash(scrub: Callable[[str], str]) -> str:
    file = inspect.getsourcefile(inspect.unwrap(scrub))
    return md5(Path(file).read_bytes(), usedforsecurity=False).hexdigest() if file else repr(scrub)


def _part_key(spec: SourceSpec, sha: str, settings: IngestSettings) -> str:
    namespaces = [(n.name, n.priority) for n in settings.namespaces]
    scrub = settings.scrub_version or _module_hash(settings.scrub)
    around = (settings.zone.name, settings.currency, namespaces, scrub, __version__, _CODE)
    return _key(sha, spec.identity(), around)


def _whole_key(files: Sequence[tuple[SourceSpec, Path, str]], keys: Sequence[str], settings: IngestSettings) -> str:
    parts = [(key, spec.emits, str(path)) for (spec, path, _), key in zip(files, keys, strict=True)]
    return _key(parts, sorted(settings.tombstones))


def _build(
    files: Sequence[tuple[SourceSpec, Path, str]],
    keys: Sequence[str],
    ready: Path,
    *,
    session: Session,
    settings: IngestSettings,
    progress: Callable[[str], None],
) -> None:
    session.connection.create_function(_SCRUB, settings.scrub, ["VARCHAR"], "VARCHAR")
    reading = Reading(settings.zone, settings.currency, settings.namespaces, _SCRUB)
    staged: list[tuple[SourceSpec, Path, Staged]] = []
    try:
        for (spec, path, _), key in zip(files, keys, strict=True):
            folder = settings.cache / "parts" / key
            found = staged_from(folder)
            if found is None:
                progress(f"reading {path}")
                shutil.rmtree(folder, ignore_errors=True)
                found = stage_file(path, spec, reading=reading, session=session, folder=folder, scrub=settings.scrub)
            staged.append((spec, path, found))
        partial = ready.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        progress("gathering tables")
        gathering = gather(
            staged,
            lake=Lake(partial),
            session=session,
            tombstones=settings.tombstones,
            tombstone_of=settings.tombstone_of,
        )
    finally:
        session.connection.remove_function(_SCRUB)
    report = _report(files, staged, gathering)
    (partial / "report.json").write_text(json.dumps(report.to_dict(), ensure_ascii=False))
    shutil.rmtree(ready, ignore_errors=True)
    partial.replace(ready)


def _report(
    files: Sequence[tuple[SourceSpec, Path, str]],
    staged: Sequence[tuple[SourceSpec, Path, Staged]],
    gathering: Gathering,
) -> IngestReport:
    sources: dict[str, SourceReport] = {}
    for (spec, path, sha), (_, _, part) in zip(files, staged, strict=True):
        before = sources.get(spec.name) or SourceReport(spec.name, spec.table, 0, 0, 0, {}, ())
        rejects = dict(before.rejects)
        for reason, n in part.rejects.items():
            rejects[reason] = rejects.get(reason, 0) + n
        sources[spec.name] = SourceReport(
            spec.name,
            spec.table,
            before.rows_in + part.rows_in,
            before.rows_used + part.rows_used,
            before.no_identity + part.no_identity,
            rejects,
            (*before.files, FileReport(str(path), sha, part.rows_in)),
        )
    reports = []
    for name, each in sources.items():
        later = gathering.dropped.get(name, {})
        merged = {reason: each.rejects.get(reason, 0) + later.get(reason, 0) for reason in {*each.rejects, *later}}
        used = each.rows_used - sum(later.values())
        reports.append(SourceReport(name, each.table, each.rows_in, used, each.no_identity, merged, each.files))
    return IngestReport(tuple(reports), gathering.tables, gathering.behind)


def _prune(folder: Path, kept: set[str]) -> None:
    for each in folder.glob("*"):
        if each.name not in kept:
            shutil.rmtree(each, ignore_errors=True)


def _link_all(ready: Path, root: Path) -> None:
    """Links every Parquet file of a gathered lake into another, or copies where links are not possible."""
    for source in sorted(ready.glob("*/*.parquet")):
        target = root / source.parent.name / source.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)
        except OSError as error:
            raise StorageError(f"{target}: cannot write: {error.strerror or error}") from error

"""The category tree with its volumes: who holds an interest, how many texts speak of it, how they stand to it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.interest_places import LEVELS, Places, Withheld, places_of
from huaxiang.console.views.sales import built_at
from huaxiang.console.views.tables import read_columns
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.readings import PERSONAL_KINDS
from huaxiang.domain.tags import State
from huaxiang.interests.definitions import PREFIX
from huaxiang.project.readable import Readable

__all__ = ["LEAST_TEXTS", "STANCES", "WINDOW_DAYS", "InterestBoard", "NodeVolume", "Trend", "interest_board"]

STANCES = ("prefer", "avoid", "neutral", "past")
WINDOW_DAYS = 30
LEAST_TEXTS = 30
"""Under so many texts a share or a change says nothing: the counts alone are shown."""
_ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Trend:
    """Texts of the last 30 days and of the 30 before.

    Attributes:
        change: (now − before) / before; None with fewer than 30 texts in either, or where the texts do not go back
            so far.
    """

    n_now: int = 0
    n_before: int = 0
    change: float | None = None


@dataclass(frozen=True, slots=True)
class NodeVolume:
    """One category with all that lies below it.

    Attributes:
        path: Slugs from the top with dots between.
        name: In the reader's language.
        n_people: People who hold an interest here or below, whatever their stance.
        n_passing: Those of them one of whose interests here or below passes the gate.
        n_texts: Texts with a reading here or below.
        stances: Texts by stance, in the order of `STANCES`; a text with two stances counts in both.
        children: Categories directly below that have anything, those of most people first.
    """

    path: str
    name: str
    n_people: int
    n_passing: int
    n_texts: int
    trend: Trend
    stances: tuple[int, ...]
    children: tuple[NodeVolume, ...] = ()


@dataclass(frozen=True, slots=True)
class InterestBoard:
    """All that the tree shows.

    Attributes:
        as_of: Of the build, µs; what came later is not counted.
        run_id: The build.
        n_people: People who hold any interest that is not withheld.
        n_passing: Those of them with one that passes the gate.
        n_texts: Texts with at least one reading that is not withheld.
        n_texts_of_people: Personal texts that the build could read.
        trend: Of all those texts.
        n_empty: Categories of which nobody holds or says anything.
        nodes: First level, that of most people first.
        withheld: Sensitive branches, of which nothing is counted.
        n_withheld_readings: Readings on sensitive branches that the build did not keep.
    """

    as_of: int
    run_id: str
    n_people: int
    n_passing: int
    n_texts: int
    n_texts_of_people: int
    trend: Trend
    n_empty: int
    nodes: tuple[NodeVolume, ...]
    withheld: tuple[Withheld, ...]
    n_withheld_readings: int


@dataclass(frozen=True)
class _Volumes:
    """Counts by path; the path "" is everything."""

    people: Mapping[str, int]
    passing: Mapping[str, int]
    texts: Mapping[str, int]
    now: Mapping[str, int]
    before: Mapping[str, int]
    stances: Mapping[str, Mapping[str, int]]
    n_texts_of_people: int
    is_before_known: bool
    paths: frozenset[str] = field(default=frozenset())


def interest_board(project: Readable) -> InterestBoard:
    """The tree as of the last build, its names in the reader's language; counted once for each generation."""
    places, volumes = places_of(project), _volumes_of(project)
    manifest = project.manifest()
    below: dict[str, list[str]] = {}
    for path in volumes.paths:
        below.setdefault(path.rpartition(".")[0], []).append(path)
    return InterestBoard(
        as_of=built_at(project),
        run_id=str(manifest["run_id"]),
        n_people=volumes.people.get("", 0),
        n_passing=volumes.passing.get("", 0),
        n_texts=volumes.texts.get("", 0),
        n_texts_of_people=volumes.n_texts_of_people,
        trend=_trend("", volumes),
        n_empty=max(places.n_categories() - sum(places.is_known(path) for path in volumes.paths), 0),
        nodes=_nodes("", below, volumes, places),
        withheld=places.all_withheld(),
        n_withheld_readings=int(manifest.get("suppressed", {}).get("sensitive_reading", 0)),
    )


def _nodes(parent: str, below: Mapping[str, list[str]], volumes: _Volumes, places: Places) -> tuple[NodeVolume, ...]:
    found = [
        NodeVolume(
            path=path,
            name=places.names(path)[-1],
            n_people=volumes.people.get(path, 0),
            n_passing=volumes.passing.get(path, 0),
            n_texts=volumes.texts.get(path, 0),
            trend=_trend(path, volumes),
            stances=tuple(volumes.stances.get(stance, {}).get(path, 0) for stance in STANCES),
            children=_nodes(path, below, volumes, places),
        )
        for path in below.get(parent, ())
    ]
    return tuple(sorted(found, key=lambda node: (-node.n_people, -node.n_texts, node.path)))


def _trend(path: str, volumes: _Volumes) -> Trend:
    now, before = volumes.now.get(path, 0), volumes.before.get(path, 0)
    is_told = volumes.is_before_known and min(now, before) >= LEAST_TEXTS
    return Trend(now, before, (now - before) / before if is_told else None)


def _volumes_of(project: Readable) -> _Volumes:
    """Counts of a generation, kept until its files change or a definition is frozen or thawed."""
    lake, places = project.lake(), places_of(project)
    tables = ("interests", "assignments", "texts")
    files = tuple((path, path.stat().st_mtime_ns) for name in tables for path in lake.files(name))
    usable = frozenset(
        each.key
        for each in project.catalogue().definitions()
        if each.state is State.ACTIVE and each.key.startswith(PREFIX)
    )
    sign = (files, usable)
    known = _KEPT.get(sign)
    if known is None:
        known = _counted(project, places, usable)
        _KEPT.clear()
        _KEPT[sign] = known
    return known


_KEPT: dict[Hashable, _Volumes] = {}


def _counted(project: Readable, places: Places, usable: frozenset[str]) -> _Volumes:
    held = read_columns(
        project.lake(),
        "assignments",
        ("person_id", "tag_key", "status"),
        where=pc.starts_with(pc.field("tag_key"), PREFIX),
    )
    passes = pc.and_(
        pc.equal(held["status"], _ACTIVE), pc.is_in(held["tag_key"], value_set=pa.array(sorted(usable), pa.string()))
    )
    held = _at_and_above(held.append_column("passes", passes), places, "person_id")
    said = read_columns(project.lake(), "interests", ("text_id", "tag_key", "stance", "occurred_at"))
    said = _at_and_above(said, places, "text_id")
    end, step = built_at(project), WINDOW_DAYS * DAY_US
    written = read_columns(project.lake(), "texts", ("kind", "occurred_at"))
    written = written.filter(pc.is_in(written["kind"], value_set=pa.array(sorted(PERSONAL_KINDS))))
    first = pc.min(written["occurred_at"]).as_py()
    people, texts = _distinct(held, "person_id"), _distinct(said, "text_id")
    return _Volumes(
        people=people,
        passing=_distinct(held.filter(held["passes"]), "person_id"),
        texts=texts,
        now=_distinct(_written(said, end - step, end), "text_id"),
        before=_distinct(_written(said, end - 2 * step, end - step), "text_id"),
        stances={each: _distinct(said.filter(pc.equal(said["stance"], each)), "text_id") for each in STANCES},
        n_texts_of_people=pc.sum(pc.less_equal(written["occurred_at"], end)).as_py() or 0,
        is_before_known=first is not None and first <= end - 2 * step,
        paths=frozenset((people.keys() | texts.keys()) - {""}),
    )


def _at_and_above(rows: pa.Table, places: Places, counted: str) -> pa.Table:
    """Each row once for each category that its interest lies at or below, in `path`, and once for everything.

    Rows of sensitive branches are left out. Texts become dictionaries and numbers: those are counted faster.
    """
    keys = pc.unique(rows["tag_key"])
    found = [places.place(key).path for key in keys.to_pylist()]
    shown = [None if places.branch(path) is not None else path for path in found]
    above = [[_above(path, level) for path in shown] for level in range(LEVELS + 1)]
    names = pa.array(sorted({path for each in above for path in each if path is not None}), pa.string())
    at = pc.index_in(rows["tag_key"], value_set=keys)
    number = pc.index_in(rows[counted], value_set=pc.unique(rows[counted]))
    rows = rows.drop_columns(["tag_key", counted]).append_column(counted, number)
    parts = []
    for each in above:
        codes = pa.chunked_array([pc.index_in(pa.array(each, pa.string()), value_set=names)]).take(at)
        part = rows.append_column("path", codes)
        parts.append(part.filter(pc.is_valid(part["path"])))
    together = pa.concat_tables(parts).combine_chunks()
    coded = together["path"].combine_chunks()
    return together.set_column(
        together.column_names.index("path"), "path", pa.DictionaryArray.from_arrays(coded, names)
    )


def _above(path: str | None, level: int) -> str | None:
    """The path cut to a level, "" for level 0; None where it does not reach down so far."""
    parts = [] if path is None else path.split(".")
    return ".".join(parts[:level]) if path is not None and len(parts) >= level else None


def _written(said: pa.Table, after: int, until: int) -> pa.Table:
    at = said["occurred_at"]
    return said.filter(pc.and_(pc.greater(at, after), pc.less_equal(at, until)))


def _distinct(rows: pa.Table, column: str) -> dict[str, int]:
    counts = rows.group_by("path").aggregate([(column, "count_distinct")])
    return dict(zip(counts["path"].to_pylist(), counts[f"{column}_count_distinct"].to_pylist(), strict=True))

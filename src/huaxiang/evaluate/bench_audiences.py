"""Speed and size of audiences: counts over ten million people with two hundred tags each way, beside DuckDB."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.select import select
from huaxiang.domain.errors import ContractBroken
from huaxiang.evaluate.audience_size import written
from huaxiang.evaluate.audience_table import LongTable
from huaxiang.evaluate.audience_world import (
    Planned,
    draw_expressions,
    excluded_people,
    holders_of,
    planned_tags,
    vocabulary,
)
from huaxiang.evaluate.figures import Beside, Figure, choose_keys, document, machine
from huaxiang.evaluate.measured import CommandFailed, measure
from huaxiang.stores.base import Meta
from huaxiang.tags.expressions import Vocabulary, parse

__all__ = ["KEYS", "run"]

KEYS = ("count_p99_ms", "bitmaps_mb")
_SEED = 20_251_111
_MB = 1e6
_RUNS = 3
_WORK = "huaxiang.evaluate.audience_size"


@dataclass(slots=True)
class _World:
    """People loaded on both sides.

    Attributes:
        load_seconds: Of the bitmaps, from arrays.
        table_seconds: Of DuckDB's table, from the same arrays.
    """

    bitmaps: PeopleBitmaps
    table: LongTable
    words: Vocabulary
    n_pairs: int
    load_seconds: float
    table_seconds: float


def run(
    *,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    n_people: int = 10_000_000,
    n_expressions: int = 500,
    n_beside: int = 20,
) -> dict[str, Any]:
    """The figures of speed and size of `audiences`, each measured now; some five minutes on two idle cores.

    Args:
        only: Keys to measure; both unless given.
        progress: Told what is being measured.
        n_people: Made-up people.
        n_expressions: Random expressions of up to eight terms.
        n_beside: Of these, counted by DuckDB, too.

    Raises:
        UnknownName: There is no such figure.
        ContractBroken: DuckDB counts other people than the bitmaps.
    """
    keys, measured_on, tags = choose_keys(KEYS, only), machine(), planned_tags()
    world = _made(tags, n_people, progress)
    data: dict[str, Any] = {
        "people": f"{n_people:,} made-up people, {len(tags)} tags, {world.n_pairs:,} pairs; kinds of tags, scores and "
        "withheld tags in the proportions of a built demo shop",
        "count": f"{n_expressions} random expressions of 1 to 8 terms (tags, scores, branches of interests; and, or, "
        "not): read, counted, and who is withheld or excluded told by reason; nothing kept from one to the next; "
        "medians of three",
        "load_seconds": round(world.load_seconds, 1),
    }
    figures, beside = [], []
    if "count_p99_ms" in keys:
        expressions = draw_expressions(tags, n_expressions, seed=_SEED + 1)
        ours, counts = _counted(world, expressions, progress)
        theirs = _counted_beside(world, dict(list(counts.items())[:n_beside]), progress)
        figures.append(_count_figure(ours["clock"], theirs))
        beside.append(_peer(world, ours["clock"], theirs))
        for name, spent in ours.items():
            data[f"count_ms_by_{name}"] = {f"p{at}": _percentile(spent, at) for at in (50, 90, 95, 99, 100)}
    world.table.close()
    if "bitmaps_mb" in keys:
        progress("measuring the size")
        figures.append(_size_figure(world.bitmaps, data))
    return document("audiences", figures, data=data, measured_on=measured_on, beside=beside)


def _made(tags: list[Planned], n_people: int, progress: Callable[[str], None]) -> _World:
    """The same people on both sides."""
    progress(f"making {n_people:,} people")
    bitmaps = PeopleBitmaps(Meta("bench", 0, 0, 0), (f"p_{number:016x}" for number in range(n_people)))
    excluded = excluded_people(n_people, seed=_SEED)
    table = LongTable(n_people, excluded)
    world = _World(bitmaps, table, vocabulary(tags), 0, 0.0, 0.0)
    for reason, numbers in excluded.items():
        bitmaps.load_excluded(reason, numbers)
    for tag, cells in holders_of(tags, n_people, seed=_SEED):
        began = time.perf_counter()
        bitmaps.load_tag(tag.key, cells)
        loaded = time.perf_counter()
        world.n_pairs += table.add(tag, cells)
        world.load_seconds += loaded - began
        world.table_seconds += time.perf_counter() - loaded
    progress(f"{world.n_pairs:,} pairs, bitmaps loaded in {world.load_seconds:.1f} s")
    return world


def _counted(
    world: _World, expressions: list[str], progress: Callable[[str], None]
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds of each expression by clock and by processor, medians of three, and its people.

    What one expression makes is forgotten before the next.
    """
    progress(f"counting {len(expressions)} expressions")
    spent: dict[str, list[float]] = {"clock": [], "processor": []}
    counts = {}
    for expression in expressions:
        runs = []
        for _ in range(_RUNS):
            world.bitmaps.forget_made()
            began, worked = time.perf_counter(), time.thread_time()
            counts[expression] = len(select(expression, world.bitmaps, world.words))
            runs.append((time.perf_counter() - began, time.thread_time() - worked))
        for name, seconds in zip(spent, zip(*runs, strict=True), strict=True):
            spent[name].append(1000 * statistics.median(seconds))
    return spent, counts


def _counted_beside(world: _World, counts: Mapping[str, int], progress: Callable[[str], None]) -> list[float]:
    """Milliseconds of DuckDB for the same counts."""
    progress(f"counting {len(counts)} expressions with duckdb")
    milliseconds = []
    for expression, count in counts.items():
        parsed = parse(expression, world.words)
        began = time.perf_counter()
        found = world.table.count(parsed)
        milliseconds.append(1000 * (time.perf_counter() - began))
        if found != count:
            raise ContractBroken(f"{expression}: bitmaps count {count}, duckdb {found}")
    return milliseconds


def _percentile(milliseconds: list[float], at: int) -> float:
    return round(float(np.percentile(milliseconds, at)), 3)


def _count_figure(ours: list[float], theirs: list[float]) -> Figure:
    value, against = _percentile(ours, 99), _percentile(theirs, 99)
    return Figure("count_p99_ms", value, "ms", against, _duckdb(), round(value / against, 5))


def _duckdb() -> str:
    return f"duckdb {version('duckdb')}: a long table sorted by tag, one scan grouped by person"


def _peer(world: _World, ours: list[float], theirs: list[float]) -> Beside:
    """DuckDB in raw seconds, beside ours of the same expressions."""
    n = len(theirs)
    steps = {
        "load": round(world.table_seconds, 1),
        "median": round(_percentile(theirs, 50) / 1000, 3),
        "p99": round(_percentile(theirs, 99) / 1000, 3),
    }
    return Beside(
        "duckdb",
        version("duckdb"),
        f"equal counts of the first {n} expressions, all of them together; steps: the load, and a count",
        round(sum(theirs) / 1000, 3),
        ours_seconds=round(sum(ours[:n]) / 1000, 3),
        steps=steps,
    )


def _size_figure(bitmaps: PeopleBitmaps, data: dict[str, Any]) -> Figure:
    """Memory that a fresh process needs for the bitmaps, and their size in a file; scores apart, in the data."""
    with tempfile.TemporaryDirectory(prefix="huaxiang-bench-") as folder:
        path = Path(folder) / "bitmaps"
        parts = written(bitmaps, path)
        try:
            loaded = measure([sys.executable, "-m", _WORK, str(path)])
        except CommandFailed as error:
            return Figure("bitmaps_mb", None, "MB", reason=str(error))
    resident, resident_scores, seconds = map(float, loaded.last_line.split())
    data["serialized_mb"] = {name: round(size / _MB, 1) for name, size in parts.items()}
    data["scores_mb"], data["reload_seconds"] = round(resident_scores / _MB, 1), round(seconds, 2)
    on_disk = round(parts["bitmaps"] / _MB, 1)
    return Figure("bitmaps_mb", round(resident / _MB, 1), "MB", on_disk, "the same, serialized")

"""Segments beside peers on the same events: retentioneering in an environment of its own, and plain scikit-learn."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from huaxiang.evaluate.figures import Beside
from huaxiang.evaluate.lake_features import EVENTS
from huaxiang.evaluate.measured import CommandFailed, Measured, measure, median_of

__all__ = ["DATA", "N_EVENTS", "N_PEOPLE", "PEERS_PYTHON", "measure_beside"]

N_EVENTS, N_PEOPLE = 500_000, 20_000
PEERS_PYTHON = "HUAXIANG_PEERS_PYTHON"
"""The environment variable that names a Python with retentioneering."""
DATA = (
    "500,000 synthetic events of 20,000 people, Parquet of the lake's table `events`; medians of three fresh "
    "processes, start and imports included; ours: every feature of everybody, then 8 segments with names, traits, "
    "stability and calibration by 60 refits, everybody's probabilities and outlier marks; beside scikit-learn ours "
    "starts from the feature table, too"
)
_TOOLS = {
    "labels": "from events: add_clusters, counts of every event name scaled to 0..1, k-means with 8 clusters and one "
    "start; labels alone",
    "overview": "from events: cluster_analysis_data with the same counts and clusters; labels and the overview of "
    "sizes",
}
_SKLEARN = "from our feature table, unknown as 0: StandardScaler and KMeans(8, n_init=10); labels alone"
_MODULE = "huaxiang.evaluate.segment_work"
_SCRIPT = Path(__file__).with_name("peer_retentioneering.py")


@dataclass(frozen=True, slots=True)
class _Runs:
    folder: Path
    n_runs: int
    progress: Callable[[str], None]

    def work(self, name: str, *arguments: str, n_runs: int | None = None) -> Measured:
        """A piece of our work, or of scikit-learn's."""
        command = [sys.executable, "-m", _MODULE, name, str(self.folder), *arguments]
        return self._median(name, command, n_runs or self.n_runs)

    def peer(self, python: str, tool: str) -> tuple[Measured, dict[str, Any]]:
        """A tool of retentioneering, and what it told of itself."""
        # -I: neither our modules beside the script nor our PYTHONPATH are there for it to import
        command = [python, "-I", str(_SCRIPT), str(self.folder / EVENTS), tool]
        taken = self._median(f"retentioneering {tool}", command, self.n_runs)
        try:
            told: dict[str, Any] = json.loads(taken.last_line)
        except ValueError as error:
            raise CommandFailed(f"retentioneering {tool} ended with {taken.last_line!r}, which is not JSON") from error
        return taken, told

    def _median(self, name: str, command: list[str], n_runs: int) -> Measured:
        self.progress(f"measuring {name}")
        taken = median_of(n_runs, lambda: measure(command))
        self.progress(f"{name}: {taken.seconds:.1f} s, peak {taken.peak_mb or 0:.0f} MB")
        return taken


def measure_beside(
    folder: Path,
    n_events: int = N_EVENTS,
    n_people: int = N_PEOPLE,
    *,
    n_runs: int = 3,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Beside]:
    """Peers at segments of the same synthetic events, each measured now; null with the reason where one is not there.

    Args:
        folder: Gets the events and our feature table.
        n_events: Synthetic events.
        n_people: People of the events.
        n_runs: Runs of each; the median counts.
        progress: Told what is being measured.
    """
    runs = _Runs(folder, n_runs, progress)
    tools = [Beside("retentioneering", None, what) for what in _TOOLS.values()]
    sklearn = Beside("scikit-learn", version("scikit-learn"), _SKLEARN)
    try:
        runs.work("make", str(n_events), str(n_people), n_runs=1)
        from_events = runs.work("segment_events")
        runs.work("save_features", n_runs=1)
        from_table, labels = runs.work("segment_table"), runs.work("sklearn_table")
    except CommandFailed as error:
        return [replace(row, reason=str(error)) for row in (*tools, sklearn)]
    found = [
        _retentioneering(_with(row, ours=from_events), runs, tool) for row, tool in zip(tools, _TOOLS, strict=True)
    ]
    return [*found, _with(sklearn, ours=from_table, theirs=labels)]


def _retentioneering(row: Beside, runs: _Runs, tool: str) -> Beside:
    python = os.environ.get(PEERS_PYTHON)
    if not python:
        return replace(row, reason=f"{PEERS_PYTHON} names no Python with retentioneering; see bench/README.md")
    try:
        taken, told = runs.peer(python, tool)
    except (CommandFailed, OSError) as error:
        return replace(row, reason=str(error))
    return replace(_with(row, theirs=taken), version=told["version"], steps=told["steps"])


def _with(row: Beside, *, ours: Measured | None = None, theirs: Measured | None = None) -> Beside:
    if ours is not None:
        row = replace(row, ours_seconds=round(ours.seconds, 1), ours_peak_mb=_rounded(ours.peak_mb))
    if theirs is not None:
        row = replace(row, seconds=round(theirs.seconds, 1), peak_mb=_rounded(theirs.peak_mb))
    return row


def _rounded(peak_mb: float | None) -> float | None:
    return None if peak_mb is None else round(peak_mb, 1)

"""Speed and size of segments: features of 20M events, clusters of 500,000 people, scoring; beside floor and peers."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from huaxiang.evaluate.bench_peers import DATA, N_EVENTS, N_PEOPLE, measure_beside
from huaxiang.evaluate.figures import Figure, choose_keys, document, machine
from huaxiang.evaluate.measured import CommandFailed, Measured, measure, median_of
from huaxiang.evaluate.segment_work import score_rate

__all__ = ["KEYS", "run"]

KEYS = (
    "features20m_seconds",
    "features20m_peak_mb",
    "features_over_groupby",
    "cluster500k_seconds",
    "cluster500k_peak_mb",
    "score_people_per_second",
)
_DATA = {
    "features20m": "20,000,000 synthetic events of 500,000 people in a year, Parquet of the lake's table `events`; a "
    "fresh process gives every feature of everybody, files read and parted included",
    "floor": "a fresh DuckDB process that counts the same events by person and takes the last one",
    "cluster500k": "500,000 synthetic people by 25 skewed features, a tenth not known; a fresh process makes 8 "
    "segments with traits, stability and everybody's calibrated probabilities; the peer KMeans(8, n_init=10) gives "
    "labels alone",
    "score": "200,000 new people, segment, probabilities and outlier mark, one process",
    "beside": DATA,
}
_BESIDE = "beside"
_MODULE = "huaxiang.evaluate.segment_work"


@dataclass(slots=True)
class _Bench:
    folder: Path
    progress: Callable[[str], None]
    n_events: int
    n_people: int
    kept: dict[str, Measured] = field(default_factory=dict)

    def once(self, name: str, *arguments: str, n_runs: int = 1) -> Measured:
        """A piece of work in a fresh process, measured once for all figures that read it."""
        if name not in self.kept:
            self.progress(f"measuring {name}")
            command = [sys.executable, "-m", _MODULE, name, *arguments]
            self.kept[name] = median_of(n_runs, lambda: measure(command))
            self.progress(f"{name}: {self.kept[name].seconds:.1f} s, peak {self.kept[name].peak_mb or 0:.0f} MB")
        return self.kept[name]

    def features(self) -> tuple[Measured, Measured]:
        """The features, and the floor."""
        lake = str(self.folder / "lake")
        self.once("make", lake, str(self.n_events), str(self.n_people))
        return self.once("features", lake), self.once("group_by", lake, n_runs=3)

    def clusters(self) -> tuple[Measured, Measured]:
        """The segments, and the peer's labels."""
        return self.once("cluster", str(self.n_people)), self.once("sklearn", str(self.n_people))

    def figure(self, key: str) -> Figure:
        """One figure; null with the reason where it could not be measured."""
        unit = "MB" if key.endswith("_mb") else "s" if key.endswith("_seconds") else "ratio"
        try:
            if key == "score_people_per_second":
                self.progress("measuring score")
                return Figure(key, round(max(score_rate(200_000) for _ in range(3))), "people/s")
            is_features = key.startswith("features")
            taken, other = self.features() if is_features else self.clusters()
        except CommandFailed as error:
            return Figure(key, None, unit, reason=str(error))
        beside = f"duckdb {version('duckdb')}: group by" if is_features else f"scikit-learn {version('scikit-learn')}"
        if key == "features_over_groupby":
            return Figure(key, round(taken.seconds / other.seconds, 1), unit, round(other.seconds, 3), beside)
        values = (taken.peak_mb, other.peak_mb) if unit == "MB" else (taken.seconds, other.seconds)
        if values[0] is None or values[1] is None:
            return Figure(key, None, unit, reason="this system does not tell the peak memory of a process")
        return Figure(key, round(values[0], 1), unit, round(values[1], 1), beside, round(values[0] / values[1], 2))


def run(
    *,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    n_events: int = 20_000_000,
    n_people: int = 500_000,
) -> dict[str, Any]:
    """The figures of speed and size of `segments`, each measured now; about ten minutes on two cores.

    Args:
        only: Keys to measure, `beside` for the peers without a key; all unless given.
        progress: Told what is being measured.
        n_events: Synthetic events; the peers get no more than theirs.
        n_people: People of the events, and of the clusters; as with events.

    Raises:
        UnknownName: There is no such figure.
    """
    keys, measured_on = choose_keys((*KEYS, _BESIDE), only), machine()
    with tempfile.TemporaryDirectory(prefix="huaxiang-bench-", dir=os.environ.get("TMPDIR")) as folder:
        bench = _Bench(Path(folder), progress, n_events, n_people)
        figures = [bench.figure(key) for key in keys if key != _BESIDE]
        sizes = min(n_events, N_EVENTS), min(n_people, N_PEOPLE)
        beside = measure_beside(Path(folder) / _BESIDE, *sizes, progress=progress) if _BESIDE in keys else []
    return document("segments", figures, data=_DATA, measured_on=measured_on, beside=beside)

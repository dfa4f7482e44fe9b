"""The live side beside peers: quixstreams at counting the same calls, Feast on SQLite at reading one person."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from huaxiang.evaluate.bench_peers import PEERS_PYTHON
from huaxiang.evaluate.figures import Beside
from huaxiang.evaluate.live_stream import read_bodies
from huaxiang.evaluate.measured import CommandFailed, Measured, measure, median_of
from huaxiang.stores.base import Store

__all__ = ["DATA", "MOST_EVENTS", "MOST_PEOPLE", "N_READS", "Ours", "absent", "measure_beside", "read_store_ms"]

MOST_EVENTS, MOST_PEOPLE, N_READS = 200_000, 20_000, 5_000
DATA = (
    "200,000 calls of 20,000 people of the same kind as the stream; seconds from the start of the processes until the "
    "last call is folded; peers: the median of three fresh processes, imports included; ours once: one process takes "
    "in, one works; quixstreams has its broker, the mock cluster of confluent-kafka in memory, in the process that "
    "sends, waits about three seconds to be given its partitions, and counts copies twice; Feast and our store are "
    "read by one thread in the process, our HTTP by four connections, 500 reads a second"
)
_FOLDS = {
    "local": "from the calls: three counters by person and day in RocksDB on this disk; no identities, no copies told "
    "apart, no log on disk",
    "changelog": "from the calls: the same, and each change of state sent to a topic of the broker",
}
_READS = "from an online store on SQLite: 30 features of one person by key; ours: the whole profile of one by identity"
_QUIX, _FEAST = "quixstreams", "feast"


class Ours(Protocol):
    """Our side, measured at the call."""

    def stream(self) -> Path:
        """The calls, as `live_stream.write_bodies` writes them."""

    def counters(self) -> tuple[float, float]:
        """Calls a second of intake, and of intake with the worker that has three counters."""

    def whole(self) -> tuple[float, float]:
        """Calls a second of intake, and of the whole path."""

    def http_ms(self) -> list[float]:
        """Milliseconds of reads of portraits from a service that has nothing else to do."""

    def store_ms(self) -> list[float]:
        """Milliseconds of reads of profiles in the process."""


def read_store_ms(store: Store, people: Sequence[str], *, n: int) -> list[float]:
    """Milliseconds of each of `n` reads of a profile by the person's identity, one after another."""
    found, order = [], np.random.default_rng(8).permutation(len(people))
    for number in range(n):
        name = people[order[number % len(people)]]
        begun = time.perf_counter()
        profile = store.profile(store.people_of(name)[0])
        found.append((time.perf_counter() - begun) * 1000)
        if profile is None:
            raise CommandFailed(f"the store has no profile of {name}")
    return found


@dataclass(frozen=True, slots=True)
class _Peers:
    folder: Path
    n_runs: int
    progress: Callable[[str], None]

    def run(self, row: Beside, tool: str, *arguments: str) -> Beside:
        """The row with what a peer took and told; only with the reason where it could not be run."""
        python = os.environ.get(PEERS_PYTHON)
        if not python:
            return replace(row, reason=f"{PEERS_PYTHON} names no Python with {row.peer}; see bench/README.md")
        script = Path(__file__).with_name(f"peer_{row.peer}.py")
        try:
            taken = self._median(f"{row.peer} {tool}", [python, "-I", str(script), *arguments])
            told: dict[str, Any] = json.loads(taken.last_line)
        except (CommandFailed, OSError) as error:
            return replace(row, reason=str(error))
        except ValueError:
            return replace(row, reason=f"{row.peer} {tool} ended with {taken.last_line!r}, which is not JSON")
        found = replace(row, version=told["version"], seconds=round(taken.seconds, 1))
        return replace(found, steps=told["steps"], figures=told["figures"])

    def _median(self, name: str, command: list[str]) -> Measured:
        self.progress(f"measuring {name}")
        taken = median_of(self.n_runs, lambda: measure(command))
        self.progress(f"{name}: {taken.seconds:.1f} s")
        return taken


def absent(reason: str | None = None) -> list[Beside]:
    """The rows with nothing measured."""
    folds = [Beside(_QUIX, None, what, reason=reason) for what in _FOLDS.values()]
    return [*folds, Beside(_FEAST, None, _READS, reason=reason)]


def measure_beside(
    ours: Ours,
    folder: Path,
    *,
    n_people: int = MOST_PEOPLE,
    n_runs: int = 3,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Beside]:
    """Peers beside our side on the same calls, each measured now; null with the reason where one is not there.

    Args:
        ours: Our side on the calls of so many people.
        folder: Gets what the peers write.
        n_people: People of the calls, and of Feast's store.
        n_runs: Runs of each peer; the median counts.
        progress: Told what is being measured.

    Returns:
        Rows whose `figures` are the peer's and `ours_figures` ours: `folded_per_second` from the first call that is
        folded, `per_second` with the start of the processes; `p50_ms`, `p99_ms` of a read.
    """
    *folds, reads = absent()
    try:
        path, counted, whole = ours.stream(), ours.counters()[1], ours.whole()[1]
        ours_reads = _quantiles("http", ours.http_ms()) | _quantiles("store", ours.store_ms())
    except CommandFailed as error:
        return absent(str(error))
    peers, n_calls = _Peers(folder, n_runs, progress), _calls(path)
    ours_folds = {"counters_per_second": round(counted), "whole_path_per_second": round(whole)}
    rows = [replace(row, ours_seconds=round(n_calls / counted, 1), ours_figures=ours_folds) for row in folds]
    found = [peers.run(row, tool, str(path), str(folder), tool) for row, tool in zip(rows, _FOLDS, strict=True)]
    reads = replace(reads, ours_figures=ours_reads)
    return [
        *(_with_rate(row, n_calls) for row in found),
        peers.run(reads, "reads", str(folder), str(n_people), str(N_READS)),
    ]


def _calls(path: Path) -> int:
    """Calls of a stream, copies counted."""
    return sum(body.count(b'"messageId"') for body in read_bodies(path))


def _with_rate(row: Beside, n_calls: int) -> Beside:
    """The row with the calls a second of the peer's whole process."""
    if row.seconds is None or row.figures is None:
        return row
    return replace(row, figures={"per_second": round(n_calls / row.seconds), **row.figures})


def _quantiles(name: str, taken: Sequence[float]) -> dict[str, float]:
    p50, p99 = np.quantile(np.array(taken), [0.5, 0.99])
    return {f"{name}_p50_ms": round(float(p50), 3), f"{name}_p99_ms": round(float(p99), 3)}

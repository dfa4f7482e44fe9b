"""Speed of the live side: the whole path from a request to the tags, intake, reads, freshness; parity and kills."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from huaxiang.domain.instants import now
from huaxiang.evaluate.figures import Beside, Figure, choose_keys, document, machine
from huaxiang.evaluate.kill_loop import Kills, kill_plan, run_kill_loop
from huaxiang.evaluate.live_load import Feeding, fresh_ms, read_ms
from huaxiang.evaluate.live_stream import Shape, bodies, write_bodies
from huaxiang.evaluate.measured import CommandFailed, huaxiang_command, measure
from huaxiang.evaluate.parity import rows_different
from huaxiang.evaluate.peers_live import DATA, MOST_EVENTS, MOST_PEOPLE, N_READS, absent, measure_beside, read_store_ms
from huaxiang.project.opening import Project
from huaxiang.tags.rulebook import shipped_rules

__all__ = ["KEYS", "Sizes", "run"]

KEYS = (
    "whole_path_events_per_second",
    "intake_events_per_second",
    "over_counters_only",
    "freshness_p99_ms",
    "profile_p99_ms_idle",
    "profile_p99_ms_loaded",
    "parity_rows_different",
    "kills_lost",
    "kills_double",
)
N_EVENTS, N_PEOPLE, N_BUILT, N_RULES = 5_000_000, 500_000, 20_000, 20
N_PARITY, N_KILLS, N_KILLED = 20_000, 210, 300
_DATA = {
    "stream": f"{N_EVENTS:,} calls of {N_PEOPLE:,} people in 3 days, visits of 6 calls on average, 5 % late, 2 % "
    "twice, batches of 100 in the dialect of Segment, 6 % searches whose text is read; people new to the project",
    "project": f"built of {N_BUILT:,} simulated people; {N_RULES} rules, 5 of which listen to the commonest event; all "
    "features, segments, interests; store and log in SQLite, the log synced at every answer",
    "whole path": "one intake process and one worker process from the first call until every profile shows the last",
    "counters": "the same worker and store with three counters, no features, tags, rules or texts",
    "kills": f"in a shop of {N_KILLED} people {N_KILLS} times intake, worker or a build is killed at fail points and "
    "at random under load; messages acknowledged and not in the log, orders not in profiles, and both more than once",
    "parity": f"{N_PARITY:,} simulated people, a tenth late, a twentieth twice, 500 merges, 50 undos, 3 kills: settled "
    "live against a build as of the same instant; assignments, traits, people, links and old ids compared",
    "loaded": "beside a stream at half of the whole path's rate over HTTP; the load itself runs on the same two cores",
    "beside": DATA,
}
_BESIDE, _LOADED_SECONDS = "beside", 120.0
_COUNTED = ("parity_rows_different", "kills_lost", "kills_double")
_UNITS = {"second": "events/s", "ms": "ms", "only": "ratio"}
_RULE = """- key: flag.measured-{n}
  label: {{zh: 测量用 {n}, en: measured {n}}}
  after: {{event: {event}, times: {times}, within: {within}h, same: {same}}}
  without: {{event: [order_placed, order_completed], within: 30m}}
  raise_at: deadline
  expires: 24h
"""
_EVENTS = ("product_viewed", "product_added", "checkout_started", "product_favourited", "products_searched")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Attributes:
        n_events: Calls of the stream; the peers get no more than theirs.
        n_people: People of the stream.
        n_built: People that the project is built of.
        n_parity: People of the stream on which live and batch are compared.
        n_kills: Times that intake, worker or a build is killed.
    """

    n_events: int = N_EVENTS
    n_people: int = N_PEOPLE
    n_built: int = N_BUILT
    n_parity: int = N_PARITY
    n_kills: int = N_KILLS


@dataclass(slots=True)
class _Bench:
    folder: Path
    progress: Callable[[str], None]
    sizes: Sizes
    kept: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several figures need is made once."""
        if name not in self.kept:
            self.progress(f"live: {name}")
            self.kept[name] = make()
        return self.kept[name]

    def project(self) -> Path:
        return self.once("project", self._project)  # type: ignore[no-any-return]

    def _project(self) -> Path:
        shop = self.folder / "shop"
        measure(huaxiang_command("simulate", str(shop), "--people", str(self.sizes.n_built), "--seed", "7"))
        (shop / "rules").mkdir(exist_ok=True)
        (shop / "rules" / "measured.yaml").write_text(_rules(N_RULES - len(shipped_rules())), encoding="utf-8")
        measure(huaxiang_command("build", str(shop)))
        return shop

    def stream(self) -> Path:
        return self.once("stream", self._stream)  # type: ignore[no-any-return]

    def _stream(self) -> Path:
        path = self.folder / "stream"
        write_bodies(path, Shape(self.sizes.n_events, self.sizes.n_people, now(), first_person=1), seed=11)
        return path

    def path(self, name: str, worker: list[str]) -> tuple[float, float]:
        """Events a second of intake alone and of the whole path, by a worker that is started with these words."""
        shop = self.folder / name
        shutil.rmtree(shop, ignore_errors=True)
        shutil.copytree(self.project(), shop)
        intake = _start([*_work("intake"), str(shop), str(self.stream())])
        started = time.perf_counter()
        # whoever works ends when its stdin is closed, or by itself
        working = _start([*worker, str(shop)], stdin=subprocess.PIPE)
        taken = _ended(intake)
        seconds = _drained(Project.open(shop), working, started)
        working.communicate()
        return taken["events"] / taken["seconds"], taken["events"] / seconds

    def whole(self) -> tuple[float, float]:
        command = [sys.executable, "-m", "huaxiang.service.worker_process"]
        return self.once("whole", lambda: self.path("whole", command))  # type: ignore[no-any-return]

    def appended(self) -> float:
        """Events a second that a log takes."""
        took = self.once("append", lambda: _ended(_start([*_work("append"), str(self.folder), str(self.stream())])))
        return float(took["events"]) / float(took["seconds"])

    def counters(self) -> tuple[float, float]:
        return self.once("counters", lambda: self.path("counters", _work("counters")))  # type: ignore[no-any-return]

    def served(self) -> dict[str, float]:
        return self.once("served", self._served)  # type: ignore[no-any-return]

    def _served(self) -> dict[str, float]:
        """Reads idle and loaded, and freshness, of a service on the project with all the people of the stream."""
        people, found, half = self.people(2_000), {}, self.whole()[1] / 2
        # made beforehand: whoever asks and waits shares this process with who posts
        shape = Shape(round(half * _LOADED_SECONDS), self.sizes.n_people, now(), first_person=1)
        waiting = list(bodies(shape, seed=12))
        with self.serving() as address:
            read_ms(address, people, n=len(people), per_second=500)
            found["profile_p99_ms_idle"] = _p99(read_ms(address, people, n=5_000, per_second=500))
            with Feeding(address, waiting, half) as feeding:
                time.sleep(5.0)
                mark = f"fresh{os.getpid()}-"
                found["freshness_p99_ms"] = _p99(fresh_ms(address, n=200, pause=0.05, mark=mark))
                found["profile_p99_ms_loaded"] = _p99(read_ms(address, people, n=10_000, per_second=500))
                if not feeding.is_feeding:
                    raise CommandFailed("the stream ended before what was measured beside it")
        return found

    def people(self, most: int) -> list[str]:
        """Names of people of the stream whom the store has after the whole path."""
        self.whole()
        with closing(Project.open(self.folder / "whole").store()) as store:
            names = (f"anonymous_id:d{person}" for person in range(1, min(self.sizes.n_people, most)))
            return [name for name in names if store.people_of(name)]

    def serving(self) -> _Serving:
        return _Serving(huaxiang_command("serve", str(self.folder / "whole"), "--port", "0"))

    def http_ms(self) -> list[float]:
        """Milliseconds of reads of portraits from a service that has nothing else to do."""
        people = self.people(MOST_PEOPLE)
        self.progress("live: reads over HTTP")
        with self.serving() as address:
            read_ms(address, people, n=500, per_second=500)
            return read_ms(address, people, n=N_READS, per_second=500)

    def store_ms(self) -> list[float]:
        """Milliseconds of reads of profiles in this process."""
        people = self.people(MOST_PEOPLE)
        with closing(Project.open(self.folder / "whole").store()) as store:
            return read_store_ms(store, people, n=N_READS)

    def beside(self) -> list[Beside]:
        """Peers on a stream that is no larger than theirs."""
        sizes = replace(
            self.sizes,
            n_events=min(self.sizes.n_events, MOST_EVENTS),
            n_people=min(self.sizes.n_people, MOST_PEOPLE),
        )
        ours, folder = self, self.folder / _BESIDE
        folder.mkdir()
        try:
            if sizes != self.sizes:
                ours = replace(self, folder=folder, sizes=sizes, kept={"project": self.project()})
        except CommandFailed as error:
            return absent(str(error))
        return measure_beside(ours, folder, n_people=sizes.n_people, progress=self.progress)

    def _parity(self) -> tuple[int, int]:
        n = self.sizes.n_parity
        return rows_different(self.folder / "parity", people=n, merges=n // 40, undos=n // 400, kills=3, seed=12)

    def _kills(self) -> Kills:
        shop = self.folder / "kills"
        measure(
            huaxiang_command("simulate", str(shop), "--people", str(min(N_KILLED, self.sizes.n_built)), "--seed", "9")
        )
        measure(huaxiang_command("build", str(shop)))
        return run_kill_loop(shop, kill_plan(self.sizes.n_kills), progress=self.progress)

    def counted(self, key: str) -> Figure:
        """A figure that has to be nothing."""
        if key == "parity_rows_different":
            different, compared = self.once("parity", self._parity)
            return Figure(key, different, "rows", compared, "rows compared")
        kills: Kills = self.once("kills", self._kills)
        found = kills.n_lost if key == "kills_lost" else kills.n_double
        return Figure(key, found, "messages", kills.n_acknowledged, f"acknowledged beside {kills.n_kills} kills")

    def figure(self, key: str) -> Figure:
        """One figure, told as soon as it is known; null with the reason where it could not be measured."""
        found = self._figure(key)
        self.progress(f"{key}: {found.value} {found.unit}")
        return found

    def _figure(self, key: str) -> Figure:
        unit = _UNITS.get(key.rsplit("_", 1)[-1], "ms")
        try:
            if key == "whole_path_events_per_second":
                whole, counted = self.whole()[1], self.counters()[1]
                return Figure(key, round(whole), unit, round(counted), "three counters, same worker", whole / counted)
            if key == "intake_events_per_second":
                return Figure(
                    key, round(self.appended()), unit, round(self.whole()[0]), "with reading and judging calls"
                )
            if key == "over_counters_only":
                return Figure(key, round(self.whole()[1] / self.counters()[1], 3), unit)
            if key in _COUNTED:
                return self.counted(key)
            return Figure(key, round(self.served()[key], 1), "ms")
        except CommandFailed as error:
            return Figure(key, None, unit, reason=str(error))


def _rules(n: int) -> str:
    """Rules beside the shipped ones: the first listen to the commonest event."""
    return "".join(
        _RULE.format(
            n=number,
            event=_EVENTS[0 if number < 4 else 1 + number % 4],
            times=3 + number % 3,
            within=2 + number,
            same="category" if number % 2 else "person",
        )
        for number in range(n)
    )


def _work(name: str) -> list[str]:
    return [sys.executable, "-m", "huaxiang.evaluate.live_work", name]


def _start(command: list[str], stdin: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603


def _ended(process: subprocess.Popen[bytes]) -> dict[str, float]:
    said, _ = process.communicate()
    if process.returncode:
        raise CommandFailed(f"{process.args!r} ended with {process.returncode}")
    answer: dict[str, float] = json.loads(said.decode().strip().rpartition("\n")[2])
    return answer


def _drained(project: Project, worker: subprocess.Popen[bytes], started: float) -> float:
    """Seconds from `started` until the store stands at the log's end."""
    log, store = project.log(), project.store()
    end = log.last_seq()
    while store.meta().log_seq < end:
        if worker.poll() is not None and store.meta().log_seq < end:
            raise CommandFailed(f"the worker ended with {worker.returncode}")
        time.sleep(0.05)
    seconds = time.perf_counter() - started
    log.close()
    store.close()
    return seconds


@dataclass
class _Serving:
    """A running `huaxiang serve`; entering gives its address."""

    command: list[str]

    def __enter__(self) -> str:
        self._process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if b"http://" in line:
                return line.decode().split("http://", 1)[1].split()[0]
        raise CommandFailed("huaxiang serve gave no address")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=60)


def _p99(values: list[float]) -> float:
    return float(np.quantile(np.array(values), 0.99))


def run(
    *, progress: Callable[[str], None], only: Collection[str] | None = None, sizes: Sizes | None = None
) -> dict[str, Any]:
    """Measures at this very call.

    Args:
        progress: Told what is being measured.
        only: Keys to measure, `beside` for the peers without a key; all when None.
        sizes: How much; when None the stated sizes, the stream's from `HUAXIANG_BENCH_EVENTS` and
            `HUAXIANG_BENCH_PEOPLE` where they are set.

    Returns:
        The document of `bench live --json`.

    Raises:
        UnknownName: A key is not among `KEYS`.
    """
    keys = choose_keys((*KEYS, _BESIDE), only)
    measured_on = machine()
    sizes = sizes or _stated()
    with tempfile.TemporaryDirectory(prefix="huaxiang-live-") as folder:
        bench = _Bench(Path(folder), progress, sizes)
        figures = [bench.figure(key) for key in keys if key != _BESIDE]
        beside = bench.beside() if _BESIDE in keys else []
    data = {**_DATA, "measured": f"{sizes.n_events:,} calls of {sizes.n_people:,} people"}
    return document("live", figures, data=data, measured_on=measured_on, beside=beside)


def _stated() -> Sizes:
    stated = os.environ.get
    return Sizes(
        n_events=int(stated("HUAXIANG_BENCH_EVENTS", N_EVENTS)), n_people=int(stated("HUAXIANG_BENCH_PEOPLE", N_PEOPLE))
    )

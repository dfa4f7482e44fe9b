"""Pieces of live work in processes of their own: `python -m huaxiang.evaluate.live_work intake|append|counters …`."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.instants import now
from huaxiang.evaluate.live_stream import read_bodies
from huaxiang.folds.base import Count
from huaxiang.ingest.dialects.base import DialectSettings, Request, dialect
from huaxiang.interests.scrub import scrub
from huaxiang.live.acceptance import Acceptance, accept
from huaxiang.live.worker import Worker
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.project.opening import Project
from huaxiang.tags.kit import Kit

__all__ = ["DONE", "append_alone", "batched", "count_alone", "main", "take_in"]

DONE = "intake.done"
"""File beside the project's log that says that nothing more comes."""
_SENDERS = 8
_THOUSAND = 10
"""Bodies that make a thousand calls."""
_ALWAYS_READ = frozenset({"consents", "facts"})
_COUNTERS = (
    Count("events", frozenset()),
    Count("names", frozenset(), key=("item_id",)),
    Count("money", frozenset({"order_completed"}), value="amount_minor"),
)


def take_in(folder: Path, path: Path) -> dict[str, float]:
    """Reads every body and appends its events, each answered when on disk; calls and seconds.

    Several senders at once, as over HTTP: those that wait share a commit.
    """
    project = Project.open(folder)
    log, judge = project.log(), _judge()
    started = time.perf_counter()
    with ThreadPoolExecutor(_SENDERS) as senders:
        n = sum(
            sum(senders.map(lambda body: len(log.append(judge(body))), bodies))
            for bodies in batched(read_bodies(path), 1_000)
        )
    seconds = time.perf_counter() - started
    log.close()
    (folder / DONE).touch()
    return {"events": n, "seconds": seconds}


def append_alone(folder: Path, path: Path) -> dict[str, float]:
    """Appends events read beforehand to a new log, a thousand in a transaction; events and seconds of appending."""
    judge, found, seconds = _judge(), 0, 0.0
    log = SQLiteLog(folder / "append-alone.sqlite")
    for bodies in batched(read_bodies(path), _THOUSAND):
        events = [event for body in bodies for event in judge(body)]
        started = time.perf_counter()
        found += len(log.append(events))
        seconds += time.perf_counter() - started
    log.close()
    return {"events": found, "seconds": seconds}


def _judge() -> Callable[[bytes], list[AcceptedEvent]]:
    """Events of a body as acceptance passes them on."""
    segment, settings, rules = dialect("segment"), DialectSettings(), Acceptance(scrub)

    def judge(body: bytes) -> list[AcceptedEvent]:
        at = now()
        said = segment.read(Request("/v1/batch", body), settings=settings)
        judged = [accept(each, source="live", received_at=at, rules=rules) for each in said.events]
        return [each for each in judged if isinstance(each, AcceptedEvent)]

    return judge


def batched(bodies: Iterator[bytes], n: int) -> Iterator[list[bytes]]:
    """The bodies, so many at a time."""
    while chosen := list(islice(bodies, n)):
        yield chosen


def count_alone(folder: Path) -> dict[str, float]:
    """The worker with three counters, no scorer, no rule and no text, until the log is drained."""
    gc.disable()
    project = Project.open(folder)

    def counters(run_id: str) -> Kit:
        kit = project.kit(run_id)
        kept = tuple(fold for fold in kit.folds if fold.name in _ALWAYS_READ or fold.name.startswith("trait"))
        return replace(kit, folds=(*_COUNTERS, *kept), scorers=(), read_text=lambda *_: ())

    worker = Worker(project.log(), project.store, counters)
    n, started = 0, time.perf_counter()
    while True:
        stepped = worker.step()
        n += stepped
        if not stepped and (folder / DONE).exists() and not worker.step():
            break
        if not stepped:
            time.sleep(0.01)
    return {"events": n, "seconds": time.perf_counter() - started}


_WORK: dict[str, Callable[..., dict[str, float]]] = {
    "intake": take_in,
    "append": append_alone,
    "counters": count_alone,
}


def main(argv: list[str]) -> int:
    """Does one piece of work and prints what it took as one line of JSON."""
    took = _WORK[argv[0]](*map(Path, argv[1:]))
    sys.stdout.write(json.dumps(took) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

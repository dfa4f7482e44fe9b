"""Pieces of live work in processes of their own: `python -m huaxiang.evaluate.live_work intake|counters …`."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
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
from huaxiang.project.opening import Project
from huaxiang.tags.kit import Kit

__all__ = ["DONE", "count_alone", "main", "take_in"]

DONE = "intake.done"
"""File beside the project's log that says that nothing more comes."""
_SENDERS = 8
_ALWAYS_READ = frozenset({"consents", "facts"})
_COUNTERS = (
    Count("events", frozenset()),
    Count("names", frozenset(), key=("item_id",)),
    Count("money", frozenset({"order_completed"}), value="amount_minor"),
)


def take_in(folder: Path, path: Path) -> dict[str, float]:
    """Reads every body and appends its events, each answered when on disk; events and seconds.

    Several senders at once, as over HTTP: those that wait share a commit.
    """
    project = Project.open(folder)
    log, segment, settings, rules = project.log(), dialect("segment"), DialectSettings(), Acceptance(scrub)

    def send(body: bytes) -> int:
        said = segment.read(Request("/v1/batch", body), settings=settings)
        at = now()
        judged = [accept(each, source="live", received_at=at, rules=rules) for each in said.events]
        return len(log.append([each for each in judged if isinstance(each, AcceptedEvent)]))

    started = time.perf_counter()
    with ThreadPoolExecutor(_SENDERS) as senders:
        n = sum(sum(senders.map(send, bodies)) for bodies in batched(read_bodies(path), 1_000))
    seconds = time.perf_counter() - started
    log.close()
    (folder / DONE).touch()
    return {"events": n, "seconds": seconds}


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


def main(argv: list[str]) -> int:
    """Does one piece of work and prints what it took as one line of JSON."""
    folder = Path(argv[1])
    took = take_in(folder, Path(argv[2])) if argv[0] == "intake" else count_alone(folder)
    sys.stdout.write(json.dumps(took) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

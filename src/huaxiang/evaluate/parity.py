"""Live against batch: the same disordered log settled live and rebuilt with the same models, compared in everything."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.instants import HOUR_US
from huaxiang.evaluate.parity_stream import disordered, open_project, standing
from huaxiang.project.opening import Project

__all__ = ["differences", "drain_under_kills", "rows_different", "start"]

_HOURS = 37


def rows_different(folder: Path, *, people: int, merges: int, undos: int, kills: int, seed: int) -> tuple[int, int]:
    """Rows that differ between live and batch, and rows compared, over assignments, traits, people, links, old ids.

    A tenth of the calls is late, a twentieth comes twice; the worker is killed so many times on the way.
    """
    project, run, newest = start(folder, people=people, seed=seed, merges=merges, undos=undos)
    rng = random.Random(seed)  # noqa: S311
    drain_under_kills(project, rng, kills=kills, batch=2_000)
    found = differences(project, run, newest + _HOURS * HOUR_US, batch=2_000)
    return sum(map(len, found.values())), sum(map(len, standing(project).values()))


def start(folder: Path, *, people: int, seed: int, **decided: int) -> tuple[Project, str, int]:
    """A project built on the first half of a stream, the second half waiting in its log."""
    events = disordered(people, seed=seed, **decided)
    project = open_project(folder)
    log = project.log()
    half = len(events) // 2
    outcomes = [verdict.outcome for verdict in log.append(events[:half])]
    run = project.build().manifest["run_id"]
    outcomes += [verdict.outcome for verdict in log.append(events[half:])]
    log.close()
    if outcomes.count("duplicate") <= len(events) // 50:
        raise ContractBroken("the stream has no duplicates to speak of")
    return project, run, max(event.occurred_at for event in events)


def drain_under_kills(project: Project, rng: random.Random, *, kills: int, batch: int) -> None:
    """Lets a worker process drain the log, killing it without warning after a random number of steps."""
    command = [sys.executable, "-m", "huaxiang.evaluate.parity_drain", str(project.folder), str(batch)]
    for _ in range(kills):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert process.stdout is not None
        for _ in range(rng.randint(2, 8)):
            process.stdout.readline()
        process.kill()
        process.communicate()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def differences(project: Project, run: str, settle_at: int, *, batch: int = 300) -> dict[str, set[Any]]:
    """What differs between live and batch at an instant, by kind; old ids are those that live knows."""
    worker = project.worker(batch=batch)
    worker.settle(settle_at)
    worker.store.close()
    live = standing(project)
    project.build(as_of=settle_at, keep_models=run)
    batched = standing(project)
    batched["old ids"] = {old: batched["old ids"].get(old) for old in live["old ids"]}
    return {
        kind: {key for key in live[kind].keys() | batched[kind].keys() if live[kind].get(key) != batched[kind].get(key)}
        for kind in live
    }

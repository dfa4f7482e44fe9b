"""One fold: settle at T live, rebuild as of T from the same log with the same models, and compare every assignment."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live.streams import disordered, held, open_project
from tests.reducing import Reducer

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.folds.base import Latest
from huaxiang.live.step import Stepper
from huaxiang.project.opening import Project

KILLS = 3


def tied(events: list[AcceptedEvent]) -> list[AcceptedEvent]:
    """Pairs of events of one person at the same instant, which arrive in the wrong order of ids."""
    newest = max(event.occurred_at for event in events)
    known = [event for event in events if event.identities and "l1" in event.properties][:40]
    pairs = []
    for number, event in enumerate(known):
        for half in ("b", "a"):
            message = f"tie-{number}-{half}"
            pairs.append(
                AcceptedEvent(
                    event_id("app", message),
                    "app",
                    message,
                    "product_viewed",
                    newest - MINUTE_US,
                    newest,
                    event.identities,
                    properties=event.properties,
                )
            )
    return sorted(pairs, key=lambda each: each.event_id, reverse=True)


def start(folder: Path, *, people: int, seed: int) -> tuple[Project, str, int]:
    """A project built on the first half of a stream, the second half waiting in its log."""
    events = disordered(people, seed=seed)
    events += tied(events)
    project = open_project(folder)
    log = project.log()
    half = len(events) // 2
    outcomes = [verdict.outcome for verdict in log.append(events[:half])]
    run = project.build().manifest["run_id"]
    outcomes += [verdict.outcome for verdict in log.append(events[half:])]
    log.close()
    assert outcomes.count("duplicate") > len(events) // 50
    return project, run, max(event.occurred_at for event in events)


def drain_under_kills(project: Project, rng: random.Random, *, kills: int, batch: int) -> None:
    """Lets a worker process drain the log, killing it without warning after a random number of steps."""
    command = [sys.executable, str(Path(__file__).with_name("drain.py")), str(project.folder), str(batch)]
    for _ in range(kills):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(rng.randint(2, 8)):
            process.stdout.readline()
        process.kill()
        process.wait()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def differences(project: Project, run: str, settle_at: int) -> tuple[set[tuple[str, str]], int]:
    """Assignments that differ between live and batch at an instant, and how many there are."""
    worker = project.worker(batch=300)
    worker.settle(settle_at)
    worker.store.close()
    live = held(project)
    project.build(as_of=settle_at, keep_models=run)
    batch = held(project)
    return {key for key in live.keys() | batch.keys() if live.get(key) != batch.get(key)}, len(batch)


@pytest.mark.parametrize("after", [10 * MINUTE_US, 37 * HOUR_US], ids=["minutes", "days"])
def test_live_and_batch_agree_on_every_assignment_after_three_kills(tmp_path: Path, after: int) -> None:
    project, run, newest = start(tmp_path / "店 铺", people=300, seed=11)
    before = held(project)
    drain_under_kills(project, random.Random(4), kills=KILLS, batch=100)
    store = project.store()
    assert store.merges(), "the stream must merge people"
    assert not [change for change in store.changes(0, limit=10**6) if not change.cause]
    store.close()
    different, n = differences(project, run, newest + after)
    assert n > 300
    assert sum(before.get(key) != value for key, value in held(project).items()) > 100
    assert different == set()
    assert project.check()["difference"] == 0


@pytest.mark.slow
def test_parity_at_full_size(tmp_path: Path) -> None:
    project, run, newest = start(tmp_path / "shop", people=20_000, seed=12)
    drain_under_kills(project, random.Random(5), kills=KILLS, batch=2_000)
    different, n = differences(project, run, newest + 37 * HOUR_US)
    assert n > 20_000
    assert different == set()


def lose_late_events(patch: pytest.MonkeyPatch) -> None:
    step = Stepper.step

    def losing(self, batch, *, as_of):  # type: ignore[no-untyped-def]
        newest = self._store.meta().as_of
        kept = [row for row in batch if row[1].occurred_at > newest - HOUR_US] or batch[-1:]
        return step(self, [*kept[:-1], (batch[-1][0], kept[-1][1])], as_of=as_of)

    patch.setattr(Stepper, "step", losing)


def count_twice(patch: pytest.MonkeyPatch) -> None:
    step = Reducer.step

    def twice(self, state, event):  # type: ignore[no-untyped-def]
        step(self, state, event)
        if event.name == "order_completed":
            step(self, state, event)

    patch.setattr(Reducer, "step", twice)


def break_ties_wrongly(patch: pytest.MonkeyPatch) -> None:
    make = Reducer.__init__

    def last_arrival_wins(self, folds):  # type: ignore[no-untyped-def]
        make(self, folds)
        for fold in self.folds:
            if isinstance(fold, Latest):
                self._hows[fold.name] = lambda old, new: new if new[0] >= old[0] else old

    patch.setattr(Reducer, "__init__", last_arrival_wins)


def forget_timers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stepper, "timers", lambda self, *, as_of, limit=0: None)


@pytest.mark.parametrize("fault", [lose_late_events, count_twice, break_ties_wrongly, forget_timers])
def test_parity_fails_on_a_planted_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    project, run, newest = start(tmp_path / "shop", people=120, seed=11)
    with monkeypatch.context() as patch:
        fault(patch)
        worker = project.worker(batch=300)
        worker.settle(newest + 37 * HOUR_US)
        worker.store.close()
    live = held(project)
    project.build(as_of=newest + 37 * HOUR_US, keep_models=run)
    assert live != held(project)

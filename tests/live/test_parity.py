"""One fold: settle at T live, rebuild as of T from the same log with the same models, and compare every assignment."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from huaxiang.domain import links
from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.domain.profiles import LinkRow
from huaxiang.evaluate.parity import differences, drain_under_kills, rows_different, start
from huaxiang.evaluate.parity_stream import held, standing
from huaxiang.folds import states
from huaxiang.live import identities
from huaxiang.live.step import Stepper
from huaxiang.project.opening import Project

KILLS = 3


NOTHING: dict[str, set[Any]] = {kind: set() for kind in ("assignments", "traits", "people", "links", "old ids")}


@pytest.mark.parametrize(
    "after", [10 * MINUTE_US, pytest.param(37 * HOUR_US, marks=pytest.mark.slow)], ids=["minutes", "days"]
)
def test_live_and_batch_agree_on_every_assignment_after_three_kills(tmp_path: Path, after: int) -> None:
    project, run, newest = start(tmp_path / "店 铺", people=300, seed=11)
    before = held(project)
    drain_under_kills(project, random.Random(4), kills=KILLS, batch=100)
    check_that_much_happened(project)
    assert differences(project, run, newest + after) == NOTHING
    now = standing(project)
    assert len(now["assignments"]) > 300
    assert sum(before.get(key) != value for key, value in now["assignments"].items()) > 100
    assert project.check()["difference"] == 0


def check_that_much_happened(project: Project) -> None:
    """The stream merged and parted people after the build, and live said why."""
    store = project.store()
    causes = {change.cause.partition(":")[0] for change in store.changes(0, limit=10**6)}
    revived = [old for old, *_ in store.merges() if store.current_id(old) == old]
    assert store.merges(), "the stream must merge people"
    assert revived, "the stream must part people whom live had merged"
    assert {"event", "late_event", "merge", "undo"} <= causes
    store.close()


@pytest.mark.slow
def test_parity_at_full_size(tmp_path: Path) -> None:
    different, n = rows_different(tmp_path / "shop", people=20_000, merges=500, undos=50, kills=KILLS, seed=12)
    assert different == 0
    assert n > 100_000


def lose_late_events(patch: pytest.MonkeyPatch) -> None:
    step = Stepper.step

    def losing(self, batch, *, as_of):  # type: ignore[no-untyped-def]
        newest = self._store.meta().as_of
        kept = [row for row in batch if row[1].occurred_at > newest - HOUR_US] or batch[-1:]
        return step(self, [*kept[:-1], (batch[-1][0], kept[-1][1])], as_of=as_of)

    patch.setattr(Stepper, "step", losing)


def count_twice(patch: pytest.MonkeyPatch) -> None:
    step = Stepper.step

    def twice(self, batch, *, as_of):  # type: ignore[no-untyped-def]
        again = [row for row in batch if row[1].name == "order_completed"]
        return step(self, [*again, *batch], as_of=as_of)

    patch.setattr(Stepper, "step", twice)


def break_ties_wrongly(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(states, "_newest", lambda rows, starts, ends: ends - 1)


def forget_timers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stepper, "timers", lambda self, *, as_of, limit=0: None)


def ignore_undos(patch: pytest.MonkeyPatch) -> None:
    stated = links.stated_links

    def merging_alone(event):  # type: ignore[no-untyped-def]
        return [] if event.name == links.UNLINKED else stated(event)

    patch.setattr(identities, "stated_links", merging_alone)


def keep_the_first_decision(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(LinkRow, "takes_place_of", lambda self, other: self.statement < other.statement)


FAULTS = [
    (lose_late_events, "assignments"),
    (count_twice, "assignments"),
    (break_ties_wrongly, "traits"),
    (forget_timers, "assignments"),
    (ignore_undos, "people"),
    (keep_the_first_decision, "links"),
]


@dataclass(frozen=True)
class Waiting:
    """A project whose log waits for its worker, and what a build as of an instant makes of it."""

    folder: Path
    settle_at: int
    batched: dict[str, dict[Any, Any]]


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Waiting:
    folder = tmp_path_factory.mktemp("parity") / "shop"
    _, run, newest = start(folder, people=120, seed=11)
    settle_at = newest + 37 * HOUR_US
    built = Project.open(Path(shutil.copytree(folder, folder.with_name("built"))))
    built.build(as_of=settle_at, keep_models=run)
    return Waiting(folder, settle_at, standing(built))


def settled(waiting: Waiting, folder: Path) -> dict[str, dict[Any, Any]]:
    """How it stands once a worker has settled it."""
    project = Project.open(Path(shutil.copytree(waiting.folder, folder)))
    worker = project.worker(batch=300)
    worker.settle(waiting.settle_at)
    worker.store.close()
    return standing(project)


@pytest.mark.parametrize(("fault", "kind"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_parity_fails_on_a_planted_fault(
    waiting: Waiting,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[pytest.MonkeyPatch], None],
    kind: str,
) -> None:
    fault(monkeypatch)
    assert settled(waiting, tmp_path / "shop")[kind] != waiting.batched[kind]


def test_without_a_fault_nothing_differs(waiting: Waiting, tmp_path: Path) -> None:
    live = settled(waiting, tmp_path / "shop")
    for kind in {kind for _, kind in FAULTS}:
        assert live[kind] == waiting.batched[kind], kind

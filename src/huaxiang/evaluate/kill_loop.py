"""The kill loop: the live side is killed again and again at named places and at random, and nothing may be missing."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from huaxiang.domain.errors import HuaxiangError
from huaxiang.domain.instants import now
from huaxiang.evaluate.kill_senders import Senders
from huaxiang.evaluate.nursery import Kid, Nursery
from huaxiang.live.failpoints import PLACES
from huaxiang.project.opening import Project

__all__ = ["AT_RANDOM", "Kills", "kill_plan", "reconciled", "run_kill_loop"]

AT_RANDOM = "random"
_START_SECONDS, _REACH_SECONDS = 120.0, 120.0
_SHORTEST_LIFE, _LONGEST_LIFE = 0.02, 0.8
_LATEST_PASSAGE = 4
_INTAKE = frozenset({"after_decode", "after_append_before_answer"})
_PAGE = 50_000


@dataclass(frozen=True, slots=True)
class Kills:
    """What a kill loop found.

    Attributes:
        n_kills: Processes that were killed.
        by_place: Of them, by fail point; `random` for the others.
        n_acknowledged: Message ids that were answered with `accepted` or `duplicate`.
        n_again: Batches sent again because nobody had answered.
        n_lost: Acknowledged messages that the log lacks, and orders that the log has and profiles lack.
        n_double: Copies of a message in the log beyond the first, and orders that profiles count beyond the log's.
        n_different: People whose live tags or features are not those of a rebuild from the same log.
        difference: Of `huaxiang check` after the loop.
    """

    n_kills: int
    by_place: dict[str, int]
    n_acknowledged: int
    n_again: int
    n_lost: int
    n_double: int
    n_different: int
    difference: int
    seconds: float


def kill_plan(n_kills: int, *, places: Sequence[str] = (*PLACES, AT_RANDOM), seed: int = 0) -> list[str]:
    """Places of the kills in their order, each about as often.

    >>> sorted(kill_plan(4, places=["a", "b"]))
    ['a', 'a', 'b', 'b']
    """
    plan = [places[number % len(places)] for number in range(n_kills)]
    random.Random(seed).shuffle(plan)  # noqa: S311
    return plan


def run_kill_loop(
    folder: Path, plan: Sequence[str], *, seed: int = 0, progress: Callable[[str], None] = lambda _: None
) -> Kills:
    """Kills intake, worker and builds of a project under load by a plan, and reconciles what is left.

    Args:
        folder: A built project, which the loop fills with orders and views of people of its own.
        plan: Where each kill happens; see `kill_plan`.

    Raises:
        HuaxiangError: A place was not reached.
    """
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="huaxiang-kills-") as said:
        loop = _Loop(Nursery(folder, Path(said)), random.Random(seed))  # noqa: S311
        try:
            for number, place in enumerate(plan, start=1):
                loop.kill_at(place)
                progress(f"kill {number} of {len(plan)}: {place}")
            loop.end()
        finally:
            loop.close()
    senders, by_place = loop.senders, Counter(plan)
    n_lost, n_double, n_different, difference = reconciled(Project.open(folder), senders)
    seconds = time.monotonic() - start
    n_kills, n_acknowledged = len(plan), len(senders.answered)
    found = (n_lost, n_double, n_different, difference)
    return Kills(n_kills, dict(by_place), n_acknowledged, senders.n_again, *found, round(seconds, 1))


class _Loop:
    """Intake and worker of one project under load, started again whenever they were killed."""

    def __init__(self, nursery: Nursery, chance: random.Random) -> None:
        self._nursery, self._chance = nursery, chance
        self._intake: Kid | None = None
        self._worker: Kid | None = None
        self.senders = Senders()
        self.senders.start()

    def kill_at(self, place: str) -> None:
        """Runs until one process was killed at the place."""
        if place == AT_RANDOM:
            self._kill_at_random()
        elif place == "in_generation_switch":
            self._revive()
            self._await(self._nursery.start("build", failpoints=f"{place}=kill"), place)
        elif place == "in_checkpoint":
            self._kill_in_checkpoint()
        elif place in _INTAKE:
            self._revive(intake=f"{place}=kill@{self._passage()}")
            self._await(self._intake, place)
        else:
            self._revive(worker=f"{place}=kill@{self._passage()}")
            self._await(self._worker, place)

    def _passage(self) -> int:
        return self._chance.randint(1, _LATEST_PASSAGE)

    def _kill_at_random(self) -> None:
        self._revive()
        time.sleep(self._chance.uniform(_SHORTEST_LIFE, _LONGEST_LIFE))
        victim = self._chance.choice((self._intake, self._worker))
        assert victim is not None
        victim.kill()

    def _kill_in_checkpoint(self) -> None:
        """The worker has the log written to its place when nothing waits."""
        self._revive(worker="in_checkpoint=soon")
        time.sleep(self._chance.uniform(_SHORTEST_LIFE, _LONGEST_LIFE))
        self.senders.pause()
        try:
            self._await(self._worker, "in_checkpoint")
        finally:
            self.senders.go_on()

    def _revive(self, *, intake: str = "", worker: str = "") -> None:
        """Starts what was killed; what is to have a fail point is started anew."""
        if intake and self._intake is not None:
            self._intake.kill()
        if worker and self._worker is not None:
            self._worker.kill()
        if self._worker is None or not self._worker.is_alive:
            self._worker = self._nursery.start("worker", failpoints=worker)
        if self._intake is None or not self._intake.is_alive:
            self.senders.address = None
            self._intake = self._nursery.start("intake", failpoints=intake)
            self.senders.address = self._intake.address(seconds=_START_SECONDS)

    def _await(self, kid: Kid | None, place: str) -> None:
        assert kid is not None
        if not kid.wait(seconds=_REACH_SECONDS):
            raise HuaxiangError(f"{place} was not reached within {_REACH_SECONDS:.0f} s: {kid.tail()}")

    def end(self) -> None:
        """Lets a build come to its end under load, and every sender have its answer."""
        self._revive()
        self._await(self._nursery.start("build"), "the end of a build")
        self.senders.finish()

    def close(self) -> None:
        """Ends the processes."""
        for kid in (self._intake, self._worker):
            if kid is not None:
                kid.kill()
        self.senders.abandon()
        self._nursery.close()


def reconciled(project: Project, senders: Senders) -> tuple[int, int, int, int]:
    """Lost, double, people who differ from a rebuild, and the difference of `check`."""
    worker = project.worker()
    worker.drain(now=now())
    as_of = worker.store.meta().as_of
    worker.fire(as_of=as_of)
    worker.store.close()
    messages, orders = _in_log(project)
    n_lost = len(senders.answered - messages.keys())
    n_double = sum(messages.values()) - len(messages)
    counted = {name: round(_profile_orders(project, name)) for name in orders}
    n_lost += sum(max(n - counted[name], 0) for name, n in orders.items())
    n_double += sum(max(counted[name] - n, 0) for name, n in orders.items())
    difference = int(project.check()["difference"])
    live = _people(project)
    project.build(as_of=as_of, keep_models=project.current_run())
    rebuilt = _people(project)
    n_different = sum(live.get(name) != rebuilt.get(name) for name in live.keys() | rebuilt.keys())
    return n_lost, n_double, n_different, difference + int(project.check()["difference"])


def _in_log(project: Project) -> tuple[Counter[str], Counter[str]]:
    """How often each message stands in the log, and how many orders each identity has there."""
    log, messages, orders = project.log(), Counter[str](), Counter[str]()
    for _, event in log.scan(log.last_seq()):
        messages[event.message_id] += 1
        if event.name == "order_completed":
            orders[event.identities[0]] += 1
    log.close()
    return messages, orders


def _profile_orders(project: Project, identity: str) -> float:
    store = project.store()
    try:
        (person,) = store.people_of(identity)
        profile = store.profile(person)
        return 0.0 if profile is None else profile.features.get("orders_year", 0.0)
    finally:
        store.close()


def _people(project: Project) -> dict[str, tuple[object, object]]:
    store = project.store()
    found: dict[str, tuple[object, object]] = {each.person_id: (each.tags, each.features) for each in store.profiles()}
    store.close()
    return found

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from huaxiang.domain.events import AcceptedEvent
from huaxiang.logs.base import Verdict
from huaxiang.logs.grouping import GroupCommit, Written


def a_request(*names: str) -> Written:
    return Written([AcceptedEvent(name, "s", name, "n", 0, 0, []) for name in names])


class Disk:
    """A writer that waits for leave before each transaction, and refuses bad names."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.leave, self.entered = threading.Semaphore(0), threading.Semaphore(0)

    def write(self, group: Sequence[Written]) -> None:
        self.entered.release()
        assert self.leave.acquire(timeout=20)
        names = [event.event_id for each in group for event in each.events]
        self.groups.append(names)
        if "bad" in names:
            raise ValueError("bad")
        for each in group:
            each.verdicts = [Verdict(event.event_id, "accepted", 1) for event in each.events]


@pytest.fixture
def disk() -> Disk:
    return Disk()


def start(commit: GroupCommit, names: Sequence[str], outcomes: dict[str, object]) -> threading.Thread:
    def put() -> None:
        try:
            outcomes[names[0]] = [each.message_id for each in commit.put(a_request(*names))]
        except ValueError as error:
            outcomes[names[0]] = str(error)

    thread = threading.Thread(target=put)
    thread.start()
    return thread


def run(disk: Disk, *requests: Sequence[str], most_events: int = 100) -> dict[str, object]:
    """One request is being written while the others come."""
    commit, outcomes = GroupCommit(disk.write, most_events=most_events), {}
    threads = [start(commit, ["first"], outcomes)]
    assert disk.entered.acquire(timeout=20)
    for at, names in enumerate(requests, start=1):
        threads.append(start(commit, names, outcomes))
        while len(commit._queue) < at:
            pass
    for _ in range(20):
        disk.leave.release()
    for each in threads:
        each.join(20)
    return outcomes


def test_requests_that_come_during_a_transaction_share_the_next_one(disk: Disk) -> None:
    outcomes = run(disk, ["a", "b"], ["c"], ["d"])
    assert disk.groups == [["first"], ["a", "b", "c", "d"]]
    assert outcomes == {"first": ["first"], "a": ["a", "b"], "c": ["c"], "d": ["d"]}


def test_nobody_is_answered_before_its_own_transaction_is_written(disk: Disk) -> None:
    commit, outcomes = GroupCommit(disk.write, most_events=9), {}
    first = start(commit, ["first"], outcomes)
    assert disk.entered.acquire(timeout=20)
    second = start(commit, ["second"], outcomes)
    disk.leave.release()
    first.join(20)
    assert outcomes == {"first": ["first"]}
    disk.leave.release()
    second.join(20)
    assert outcomes["second"] == ["second"]


def test_a_group_that_is_full_leaves_the_rest_for_the_next(disk: Disk) -> None:
    run(disk, ["a", "b"], ["c"], ["d"], most_events=3)
    assert disk.groups == [["first"], ["a", "b", "c"], ["d"]]


def test_a_bad_request_fails_alone(disk: Disk) -> None:
    outcomes = run(disk, ["a"], ["bad", "x"], ["c"])
    assert outcomes == {"first": ["first"], "a": ["a"], "bad": "bad", "c": ["c"]}
    assert disk.groups[2:] == [["a"], ["bad", "x"], ["c"]]


def test_what_ends_the_program_reaches_the_whole_group(disk: Disk) -> None:
    def interrupted(_: Sequence[Written]) -> None:
        raise KeyboardInterrupt

    commit = GroupCommit(interrupted, most_events=9)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            commit.put(a_request("a"))

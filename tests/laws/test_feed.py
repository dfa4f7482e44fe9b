"""Law 3: only what changed is written and emitted, and the feed replayed from empty gives the assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import DAY_US, HOUR_US, from_iso
from huaxiang.domain.tags import Change
from huaxiang.project.opening import Project
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.feed import FIELDS, replay_feed

START = from_iso("2025-05-28T10:00:00Z")


def viewed(person: str, number: int, *, hours: int, item: str = "i2") -> AcceptedEvent:
    return AcceptedEvent(
        event_id("app", f"{person}-{number}"),
        "app",
        f"{person}-{number}",
        "product_viewed",
        START + hours * HOUR_US,
        START + hours * HOUR_US,
        [f"member_no:{person}"],
        item_id=item,
    )


def assignments(store: SQLiteStore) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (profile.person_id, tag.tag_key): {name: getattr(tag, name) for name in FIELDS}
        for profile in store.profiles()
        for tag in profile.tags
    }


def feed(store: SQLiteStore) -> list[Change]:
    return store.changes(0, limit=10**9)


def stepped(project: Project, events: list[AcceptedEvent]) -> Project:
    log = project.log()
    log.append(events)
    log.close()
    worker = project.worker(batch=7)
    worker.drain()
    worker.store.close()
    return project


def test_feed_from_empty_gives_assignments_after_a_build(shop: Project) -> None:
    store = shop.store()
    assert replay_feed(feed(store)) == assignments(store)
    assert len(assignments(store)) > 500


def test_feed_from_empty_gives_assignments_after_live_steps_timers_and_a_rebuild(
    small: Project, copy: Callable[[Project], Project]
) -> None:
    project = copy(small)
    stepped(
        project,
        [viewed(f"M{n:02d}", day, hours=24 * day + n, item=f"i{n % 3 + 1}") for day in range(4) for n in range(6)],
    )
    worker = project.worker()
    worker.settle(START + 60 * DAY_US)
    worker.store.close()
    store = project.store()
    live = feed(store)
    assert replay_feed(live) == assignments(store)
    assert {change.cause.split(":")[0] for change in live} >= {"rebuild", "event", "decay"}
    project.build()
    rebuilt = project.store()
    assert replay_feed(feed(rebuilt)) == assignments(rebuilt)
    assert feed(rebuilt)[: len(live)] == live


def test_one_event_changes_its_own_person_and_only_fields_that_differ(
    small: Project, copy: Callable[[Project], Project]
) -> None:
    project = copy(small)
    before = project.store()
    held, last = assignments(before), before.meta().feed_seq
    person = before.people_of("member_no:M00")[0]
    stepped(project, [viewed("M00", 1, hours=1)])
    store = project.store()
    changes = store.changes(last, limit=10**6)
    assert changes
    assert {change.person_id for change in changes} == {person}
    assert {change.cause for change in changes} == {f"event:{event_id('app', 'M00-1')}"}
    for change in changes:
        if change.field != "*":
            assert change.old != change.new
            assert held[person, change.tag_key][change.field] == change.old
    after = assignments(store)
    differ = {
        (key, name) for key in held.keys() & after.keys() for name in FIELDS if held[key][name] != after[key][name]
    }
    told = {((change.person_id, change.tag_key), change.field) for change in changes if change.field != "*"}
    assert told == differ


def test_an_event_that_changes_no_tag_emits_nothing(small: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(small)
    stepped(project, [viewed("M00", 1, hours=1)])
    last = project.store().meta().feed_seq
    again = viewed("M00", 1, hours=1)
    stepped(project, [again])
    assert project.store().meta().feed_seq == last


@pytest.mark.parametrize("lost", ["first", "last"])
def test_a_feed_that_lost_an_entry_is_found(small: Project, copy: Callable[[Project], Project], lost: str) -> None:
    project = copy(small)
    assert project.check()["difference"] == 0
    store = project.store()
    pick = "min" if lost == "first" else "max"
    store._db.execute(f"DELETE FROM changes WHERE seq = (SELECT {pick}(seq) FROM changes)")
    assert project.check()["difference"] > 0

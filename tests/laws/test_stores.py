"""What is built and what live events do to it does not depend on the store that keeps it."""

from __future__ import annotations

import dataclasses
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.laws.runs import one_line, run
from tests.laws.shops import usual_shop
from tests.laws.test_feed import START, viewed
from tests.postgres_server import PostgresServer, lacking_postgres

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Change
from huaxiang.project.forgetting import forget
from huaxiang.project.opening import Project
from huaxiang.service.readings import Readings
from huaxiang.service.worker_child import WorkerChild
from huaxiang.tags.feed import replay_feed

pytestmark = pytest.mark.skipif(lacking_postgres() is not None, reason=lacking_postgres() or "")
ON_POSTGRES = '[store]\nkind = "postgres"\n'
EVENTS = [viewed(f"M{n:02d}", day, hours=24 * day + n, item=f"i{n % 3 + 1}") for day in range(4) for n in range(9)]
STRANGER = AcceptedEvent("s-1", "app", "s-1", "product_viewed", START, START, ["cookie:stranger"], item_id="i2")
LOGIN = AcceptedEvent("l-1", "app", "l-1", "identified", START + 9, START + 9, ["member_no:M01", "cookie:stranger"])
STEP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from huaxiang.project.opening import Project
worker = Project.open(Path(sys.argv[1])).worker(batch=5)
for _ in range(3):
    worker.step()
apply = worker.store.apply
def die(update):
    print("stepping", flush=True)
    apply(update)
    os.kill(os.getpid(), signal.SIGKILL)
worker.store.apply = die
worker.step()
"""


@pytest.fixture
def shops(tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> tuple[Project, Project]:
    """The same shop built on SQLite and on PostgreSQL."""
    monkeypatch.setenv("HUAXIANG_STORE_DSN", postgres.dsn)
    shop = usual_shop()
    there = dataclasses.replace(shop, settings=ON_POSTGRES)
    return shop.build(tmp_path / "sqlite"), there.build(tmp_path / "post gres 店")


def kept(project: Project) -> dict[str, Any]:
    """Everything a store tells of people, with the run of the build taken out."""
    store = project.store()
    profiles = [dataclasses_of(profile) | {"run_id": ""} for profile in store.profiles()]
    people = [profile["person_id"] for profile in profiles]
    changes = [
        dataclasses.replace(change, cause=re.sub(r"^rebuild:.*", "rebuild:", change.cause))
        for change in store.changes(0, limit=10**6)
    ]
    identities = store.identities_of(people)
    names = [row.identity for rows in identities.values() for row in rows]
    links, states = sorted(store.links_of(names), key=str), store.states(names)
    meta = dataclasses.replace(store.meta(), run_id="")
    merges, due = store.merges(), store.due(2**62, limit=100)
    store.close()
    return {
        "meta": meta,
        "profiles": profiles,
        "changes": changes,
        "identities": identities,
        "links": links,
        "states": states,
        "merges": merges,
        "due": due,
    }


def dataclasses_of(profile: Any) -> dict[str, Any]:
    found = {name: getattr(profile, name) for name in profile.__struct_fields__}
    found["tags"] = [{name: getattr(tag, name) for name in tag.__struct_fields__} for tag in profile.tags]
    for tag in found["tags"]:
        tag["model_id"] = tag["model_id"] and tag["model_id"].partition("@")[0]
    return found


def accept(project: Project, events: list[AcceptedEvent]) -> None:
    log = project.log()
    log.append(events)
    log.close()


def drain(project: Project, *, to: int) -> None:
    worker = project.worker(batch=5)
    worker.settle(to)
    worker.store.close()


def test_a_build_live_steps_a_kill_and_a_rebuild_give_the_same_on_both(shops: tuple[Project, Project]) -> None:
    sqlite, there = shops
    assert type(there.store()).__name__ == "PostgresStore"
    assert not (there.derived / "store").exists()
    assert kept(there) == kept(sqlite)
    for project in shops:
        accept(project, [STRANGER, *EVENTS, LOGIN])
        told = subprocess.run(
            [sys.executable, "-c", STEP_AND_DIE, str(project.folder)], capture_output=True, text=True, check=False
        )
        assert (told.returncode, told.stdout) == (-signal.SIGKILL, "stepping\n"), told.stderr
        assert 0 < project.store().meta().log_seq < len(EVENTS)
        drain(project, to=START + 60 * DAY_US)
    live = kept(sqlite)
    assert kept(there) == live
    assert {change.cause.split(":")[0] for change in live["changes"]} >= {"rebuild", "event", "merge", "decay"}
    assert replay_feed(live["changes"]).keys() == {
        (profile["person_id"], tag["tag_key"]) for profile in live["profiles"] for tag in profile["tags"]
    }
    for project in shops:
        project.build()
    assert kept(there) == kept(sqlite)
    assert len(there.generations.names()) == 2


def test_commands_and_readings_answer_the_same_on_both(shops: tuple[Project, Project]) -> None:
    answers = []
    for project in shops:
        told = []
        for words in (["person", "member_no:M01"], ["audience", "feature(active_days_30d) >= 1"], ["check"]):
            ended = run(*words, project.folder, "--json")
            assert ended.returncode == 0, ended.stderr
            told.append(json.loads(ended.stdout.replace(project.current_run(), "RUN")))
        readings = Readings(project.folder)
        with readings.reading() as reading:
            told.append(reading.store().people_of("M03"))
        readings.close()
        answers.append(told)
    assert answers[0][0]["person_id"] == answers[1][0]["person_id"]
    assert answers[0][1]["members"] == answers[1][1]["members"] != []
    assert answers[0][2]["difference"] == answers[1][2]["difference"] == 0
    assert answers[0][3] == answers[1][3]


def test_people_are_forgotten_in_every_generation(shops: tuple[Project, Project]) -> None:
    gone = []
    for project in shops:
        project.build()
        (person,) = project.store().people_of("member_no:M01")
        gone.append(forget(project, [person])["store"])
        for run_id in project.generations.names():
            store = project.generations.open(run_id)
            assert store.people_of("member_no:M01") == []
            store.close()
    assert gone == [2, 2]
    assert kept(shops[1]) == kept(shops[0])


def test_a_build_that_fails_or_is_killed_leaves_no_schema(shops: tuple[Project, Project]) -> None:
    _, project = shops
    before = (project.generations.names(), kept(project))
    (project.folder / "sources" / "members.csv").write_text("nothing\n", encoding="utf-8")
    ended = run("build", project.folder)
    assert ended.returncode == 2, ended.stderr
    assert (project.generations.names(), kept(project)) == before


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()


@pytest.mark.slow
def test_the_worker_goes_on_after_the_server_was_gone(
    tmp_path: Path, own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAXIANG_STORE_DSN", own_server.dsn)
    project = dataclasses.replace(usual_shop(), settings=ON_POSTGRES).build(tmp_path / "shop")
    child = WorkerChild(project.folder)
    child.start()
    try:
        accept(project, EVENTS[:9])
        wait_for_log(project, 9)
        own_server.stop(signal.SIGQUIT)
        accept(project, EVENTS[9:])
        time.sleep(3)
        assert "PostgreSQL schema" in child.state
        assert "cannot open the store" in one_line(run("person", "member_no:M01", project.folder).stderr)
        own_server.start()
        wait_for_log(project, len(EVENTS))
        assert child.is_well
    finally:
        child.stop()
    store = project.store()
    feed: list[Change] = store.changes(0, limit=10**6)
    assert {(p.person_id, tag.tag_key) for p in store.profiles() for tag in p.tags} == set(replay_feed(feed))


def wait_for_log(project: Project, seq: int) -> None:
    until = time.monotonic() + 30
    while project.store().meta().log_seq < seq:
        assert time.monotonic() < until, project.store().meta()
        time.sleep(0.1)

"""The store is gone for a while, or somebody holds it: events are taken in, and folded when it is back."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.postgres_server import PostgresServer, lacking_postgres
from tests.service.conftest import write_shop

from huaxiang.project.opening import Project
from huaxiang.service import worker_process
from huaxiang.service.app import create_app
from huaxiang.service.worker_process import run

SECONDS_AWAY = [0, pytest.param(30, marks=pytest.mark.slow)]


def until(condition: Callable[[], bool], *, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@contextmanager
def working(shop: Path) -> Iterator[list[Mapping[str, Any]]]:
    """A worker in a thread, and what it says."""
    stop, said = threading.Event(), []
    thread = threading.Thread(target=run, args=(shop,), kwargs={"stop": stop, "beat": said.append})
    thread.start()
    try:
        yield said
    finally:
        stop.set()
        thread.join(60)


def post(client: Any, number: int) -> None:
    body = {"messageId": f"m{number}", "event": "Product Viewed", "userId": "M01"}
    assert client.post("/v1/track", json=body).json()["events"][0]["verdict"] == "accepted"


def folded(shop: Path) -> int:
    store = Project.open(shop).store()
    try:
        return store.meta().log_seq
    finally:
        store.close()


@pytest.mark.parametrize("seconds", SECONDS_AWAY)
def test_a_store_that_is_away_comes_back_and_nothing_is_lost(client: Any, seconds: float) -> None:
    shop = client.shop
    here, away = shop / ".huaxiang" / "store", shop / "away"
    here.rename(away)
    with working(shop) as said:
        post(client, 1)
        until(lambda: any("worked" in each for each in said))
        assert said[-1]["run_id"] is None
        time.sleep(seconds)
        away.rename(here)
        until(lambda: folded(shop) == 1)
        post(client, 2)
        until(lambda: folded(shop) == 2)
    assert Project.open(shop).check()["difference"] == 0


@pytest.mark.skipif(lacking_postgres() is not None, reason=lacking_postgres() or "")
@pytest.mark.parametrize("seconds", SECONDS_AWAY)
def test_a_server_that_crashes_and_comes_back_has_everything_that_was_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local_client: Callable[..., Any], seconds: float
) -> None:
    server = PostgresServer()
    monkeypatch.setenv("HUAXIANG_STORE_DSN", server.dsn)
    shop = write_shop(tmp_path / "shop")
    with (shop / "huaxiang.toml").open("a", encoding="utf-8") as file:
        file.write('[store]\nkind = "postgres"\n')
    try:
        Project.open(shop).build()
        app = create_app(Project.open(shop), worker=False)
        with local_client(app) as client, working(shop) as said:
            post(client, 1)
            until(lambda: folded(shop) == 1)
            server.stop(signal.SIGQUIT)
            for number in range(2, 22):
                post(client, number)
            until(lambda: any(each.get("is_waiting") for each in said))
            assert client.get("/readyz").status_code == 503
            time.sleep(seconds)
            server.start()
            until(lambda: folded(shop) == 21)
            until(lambda: client.get("/v1/people/M01").status_code == 200)
        log = Project.open(shop).log()
        assert log.parked() == []
        log.close()
        assert Project.open(shop).check()["difference"] == 0
    finally:
        server.remove()


def test_a_store_that_somebody_holds_is_waited_for_and_said_so(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = client.shop
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *words, **more: connect(*words, **{**more, "timeout": 0.2}))
    monkeypatch.setattr(worker_process, "_FIRST_WAIT", 0.05)
    current = Project.open(shop).generations.path(Project.open(shop).current_run())
    with connect(current) as other, working(shop) as said:
        until(lambda: any("worked" in each for each in said))
        other.execute("BEGIN IMMEDIATE")
        post(client, 1)
        until(lambda: any(each.get("is_waiting") for each in said))
        assert any("locked" in str(each.get("fault")) for each in said)
        other.rollback()
        until(lambda: folded(shop) == 1)
    log = Project.open(shop).log()
    assert log.parked() == [], "the event is not at fault"
    log.close()
    assert Project.open(shop).check()["difference"] == 0

"""The store is gone for a while, or somebody holds it: events are taken in, and folded when it is back."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from huaxiang.project.opening import Project
from huaxiang.service import worker_process
from huaxiang.service.worker_process import run


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


def test_a_store_that_is_away_comes_back_and_nothing_is_lost(client: Any) -> None:
    shop = client.shop
    here, away = shop / ".huaxiang" / "store", shop / "away"
    here.rename(away)
    with working(shop) as said:
        post(client, 1)
        until(lambda: any("worked" in each for each in said))
        assert said[-1]["run_id"] is None
        away.rename(here)
        until(lambda: folded(shop) == 1)
        post(client, 2)
        until(lambda: folded(shop) == 2)
    assert Project.open(shop).check()["difference"] == 0


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

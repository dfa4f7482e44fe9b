"""A small built shop, and clients of services on copies of it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.state import Service
from huaxiang.service.worker_process import Turns

TOML = """version = 1
[project]
name = "小店"
[[source]]
name = "events"
kind = "csv"
path = "events.csv"
table = "events"
map = { message_id = "id", name = "event", occurred_at = "at", item_id = "item", order_id = "o", amount_minor = "paid" }
format = { money = "minor" }
person = { member_no = "user_id", cookie = "anonymous_id" }
[[source]]
name = "reviews"
kind = "csv"
path = "reviews.csv"
table = "texts"
map = { text_id = "id", kind = "kind", text = "text", occurred_at = "at" }
person = { member_no = "user_id" }
"""
EVENTS = ("id", "event", "at", "item", "o", "paid", "user_id", "anonymous_id")


def write_shop(folder: Path) -> Path:
    """Thirty people, of whom every third has bought and every fifth has written."""
    folder.mkdir(parents=True)
    (folder / "huaxiang.toml").write_text(TOML, encoding="utf-8")
    rows, texts = [], []
    for number in range(30):
        user, day = f"M{number:02d}", 1 + number % 9
        for step in range(2 + number % 4):
            at = f"2025-11-{day:02d}T{10 + step}:00:00Z"
            rows.append((f"v{number}-{step}", "product_viewed", at, f"i{step}", "", "", user, f"c{number}"))
        if number % 3 == 0:
            at = f"2025-11-{day:02d}T20:00:00Z"
            rows.append((f"o{number}", "order_completed", at, "", f"o{number}", "19900", user, ""))
        if number % 5 == 0:
            texts.append((f"t{number}", "review", "这支口红很滋润,颜色也喜欢", f"2025-11-{day:02d}T21:00:00Z", user))
    for name, heads, lines in (("events", EVENTS, rows), ("reviews", ("id", "kind", "text", "at", "user_id"), texts)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heads, *lines])
    return folder


@pytest.fixture(scope="session")
def built_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_shop(tmp_path_factory.mktemp("service") / "shop")
    Project.open(folder).build()
    return folder


@pytest.fixture
def shop(built_shop: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(built_shop, tmp_path / "shop"))


@pytest.fixture(scope="session")
def reader(built_shop: Path) -> Iterator[TestClient]:
    """A client for tests that post nothing."""
    app = create_app(Project.open(built_shop), worker=False)
    with local(app) as opened:
        opened.shop = built_shop
        yield opened


@pytest.fixture
def client(shop: Path) -> Iterator[TestClient]:
    """A client on this machine of a service without worker; `client.turns()` folds what was posted."""
    app = create_app(Project.open(shop), worker=False)
    with local(app) as opened:
        opened.shop = shop
        opened.turns = lambda: settle(shop)
        yield opened


def local(app: Any, **more: Any) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000), **more)


def settle(shop: Path) -> None:
    """Works until nothing is left to do."""
    turns = Turns(shop)
    while turns.turn():
        pass


@pytest.fixture
def service(client: TestClient) -> Service:
    return client.app.state.service


@pytest.fixture
def local_client() -> Any:
    """Makes a client on this machine of any application."""
    return local


@pytest.fixture
def gate_world(reader: TestClient) -> dict[str, Any]:
    """A person with a tag that passes the gate and one that does not, by the store's own words."""
    project = Project.open(reader.shop)
    gate, store = project.gate(), project.store()
    as_of = store.meta().as_of
    for profile in store.profiles():
        passing = {tag.tag_key for tag in profile.tags if gate.reason(tag, at=as_of) is None}
        kept = {tag.tag_key for tag in profile.tags} - passing
        if passing and kept:
            return {"person": profile.person_id, "passing": passing, "withheld": kept}
    raise AssertionError("nobody has both")

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from huaxiang.project.opening import Project
from huaxiang.service.build_child import BuildChild, BuildState

SHOP = """version = 1
[project]
name = "corner"
language = "en"
[[source]]
name = "orders"
kind = "csv"
path = "orders.csv"
table = "orders"
map = { order_id = "id", placed_at = "at", paid_minor = "paid" }
person = { member_no = "who" }
"""
ORDERS = "id,at,paid,who\n" + "".join(f"o{n},2025-11-{n % 28 + 1:02d} 10:00:00,{n}.50,m{n % 7}\n" for n in range(60))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "huaxiang.toml").write_text(SHOP, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def ended(child: BuildChild) -> BuildState:
    until = time.monotonic() + 60
    while child.state().status in {"running", "stopping"}:
        assert time.monotonic() < until
        time.sleep(0.05)
    return child.state()


def test_a_build_tells_its_progress_and_gives_its_manifest(shop: Path) -> None:
    child = BuildChild(shop)
    assert child.state() == BuildState()
    assert child.start()
    assert not child.start()
    state = ended(child)
    assert state.status == "done", state
    assert state.manifest is not None
    assert state.manifest["stages"]["ingest"]["rows_in"] == 60
    assert state.lines != ()
    assert Project.open(shop).current_run() == state.manifest["run_id"]


def test_a_mistake_is_one_line_without_a_traceback(shop: Path) -> None:
    (shop / "orders.csv").unlink()
    child = BuildChild(shop)
    child.start()
    state = ended(child)
    assert state.status == "failed"
    assert "orders.csv" in state.error
    assert "\n" not in state.error
    assert not state.error.startswith("error:")


def test_a_stopped_build_leaves_the_project_as_it_was(shop: Path) -> None:
    child = BuildChild(shop)
    child.start()
    while not child.state().lines:
        assert child.state().status == "running"
        time.sleep(0.005)
    child.stop()
    state = ended(child)
    assert state.status == "stopped"
    assert list((shop / ".huaxiang" / "runs").glob("*/run.json")) == []
    child.close()


DEAF_ONCE = """
import signal, sys, time
heard = []
def hear(*_):
    heard.append(1)
    if len(heard) > 1:
        sys.exit(130)
signal.signal(signal.SIGINT, hear)
print("· ready", file=sys.stderr, flush=True)
while True:
    time.sleep(0.01)
"""


def test_a_build_that_drops_the_order_to_stop_is_told_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huaxiang.service.build_child._ASKED_AGAIN_SECONDS", 0.1)
    child = BuildChild(shop)
    monkeypatch.setattr(child, "_command", [sys.executable, "-c", DEAF_ONCE])
    child.start()
    while not child.state().lines:
        time.sleep(0.005)
    child.stop()
    assert ended(child).status == "stopped"

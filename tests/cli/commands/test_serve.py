from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What `serve` was asked to serve, instead of serving it."""
    served: list[tuple[Any, ...]] = []
    module = importlib.import_module("huaxiang.cli.commands.serve")
    monkeypatch.setattr(module, "serve_project", lambda *words: served.append(words))
    return served


def test_address_and_worker_come_from_the_configuration(
    ran: Callable[..., Any], asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    (tmp_path / "huaxiang.toml").write_text("version = 1\n[live]\nport = 9123\n")
    assert ran("serve", tmp_path).code == 0
    assert asked == [(tmp_path, "127.0.0.1", 9123, True)]


def test_flags_come_before_the_configuration(
    ran: Callable[..., Any], asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    assert ran("serve", tmp_path, "--host", "127.0.0.2", "--port", "0", "--no-worker").code == 0
    assert asked == [(tmp_path, "127.0.0.2", 0, False)]


def test_a_folder_of_other_things_serves_nothing_and_stays_as_it_is(
    ran: Callable[..., Any], asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine\n")
    assert ran("serve", tmp_path).code == 2
    assert (asked, [path.name for path in tmp_path.iterdir()]) == ([], ["notes.txt"])


def test_a_new_folder_becomes_a_project_without_data(
    ran: Callable[..., Any], asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    assert ran("serve", tmp_path / "店").code == 0
    assert asked == [(tmp_path / "店", "127.0.0.1", 8080, True)]
    assert (tmp_path / "店" / "huaxiang.toml").exists()


def test_ctrl_c_stops_it_and_does_not_say_that_nothing_was_changed(
    ran: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importlib.import_module("huaxiang.cli.commands.serve"), "serve_project", lambda *_: 130)
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    ended = ran("serve", tmp_path)
    assert ended.code == 130
    assert ended.err == "stopped: what was accepted is kept; start it again at any time\n"

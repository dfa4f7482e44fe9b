from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_demo_simulates_builds_and_serves(
    ran: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    served: list[tuple[Any, ...]] = []
    module = importlib.import_module("huaxiang.cli.commands.demo")
    monkeypatch.setattr(module, "serve", lambda *words: served.append(words))
    folder = tmp_path / "demo"
    made = ran("demo", folder, "--people", "60", "--no-serve")
    assert made.code == 0
    assert "冻结 1 个" in made.out
    assert made.err.count("回测") == 5
    assert served == []
    first = ran("segments", folder, "--json").document["run_id"]
    assert ran("demo", folder, "--port", "0").code == 0
    assert served == [(folder, "127.0.0.1", 0, True)]
    assert ran("segments", folder, "--json").document["run_id"] != first
    monkeypatch.setattr(module, "serve", lambda *_: 130)
    ended = ran("demo", folder)
    assert (ended.code, ended.err.splitlines()[-1].split(":")[0]) == (130, "stopped")


def test_a_demo_ends_yesterday_and_shows_what_was_frozen_elsewhere(ran: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    made = ran("demo", folder, "--people", "60", "--no-serve", "--language", "en")
    assert (made.code, "found" in made.err, "人" in made.err) == (0, True, False)
    catalogue = ran("tags", folder, "--json").document
    assert catalogue["lag_seconds"] < 3 * 86_400
    (frozen,) = [row for row in catalogue["tags"] if row["state"] == "frozen"]
    assert "imported" in frozen["reason"]


def test_a_language_or_a_day_that_is_none_is_refused(ran: Callable[..., Any], tmp_path: Path) -> None:
    for words in (("--language", "fr"), ("--until", "soon")):
        assert ran("demo", tmp_path / "demo", *words).code == 2

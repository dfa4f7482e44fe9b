from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_several_workers_are_told_in_one_line(ran: Callable[..., Any], tmp_path: Path) -> None:
    ended = ran("live", tmp_path, "--workers", "2")
    assert ended.code == 2
    assert ended.err == "error: --workers 2: one worker folds a project; several, by range of person, come later\n"


def test_a_folder_without_a_built_project_is_told(ran: Callable[..., Any], tmp_path: Path) -> None:
    assert ran("live", tmp_path).code == 2
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    ended = ran("live", tmp_path)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert "huaxiang build" in ended.err


@pytest.mark.parametrize(("code", "said"), [(0, ""), (130, "stopped: what was accepted is kept")])
def test_its_end_is_that_of_the_worker(
    ran: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, said: str
) -> None:
    asked: list[tuple[Path, int]] = []

    def live_on(folder: Path, *, workers: int) -> int:
        asked.append((folder, workers))
        return code

    monkeypatch.setattr(importlib.import_module("huaxiang.cli.commands.live"), "live_on", live_on)
    ended = ran("live", tmp_path)
    assert (ended.code, asked) == (code, [(tmp_path, 1)])
    assert ended.err.startswith(said)

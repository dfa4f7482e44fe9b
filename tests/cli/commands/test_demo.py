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
    assert ran("demo", folder, "--people", "60", "--no-serve").code == 0
    assert served == []
    first = ran("segments", folder, "--json").document["run_id"]
    assert ran("demo", folder, "--port", "0").code == 0
    assert served == [(folder, "127.0.0.1", 0, True)]
    assert ran("segments", folder, "--json").document["run_id"] != first

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from huaxiang.cli.figures import print_figures, run_figures
from huaxiang.domain.errors import UnknownName

FIGURE = {"key": "rows", "value": 3, "unit": "rows", "against": None, "ratio": None}


def test_a_name_that_no_figures_have_names_all() -> None:
    with pytest.raises(UnknownName, match="it has: audiences, build"):
        run_figures("evaluate", "zzz", only=None, folder=None)


def test_a_measurement_is_loaded_by_name_and_given_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    module = types.ModuleType("huaxiang.evaluate.segments")

    def run(only: Any, progress: Any) -> dict[str, Any]:
        asked.update(only=only, progress=progress)
        return {"name": "segments", "figures": [FIGURE]}

    module.run = run  # type: ignore[attr-defined]
    module.__spec__ = types.SimpleNamespace(name=module.__name__)  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "huaxiang.evaluate.segments", module)
    assert run_figures("evaluate", "segments", only=["rows"], folder=None)["figures"] == [FIGURE]
    assert asked["only"] == ["rows"]
    assert callable(asked["progress"])


def test_peers_without_a_key_are_printed_as_a_further_table(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"peer": "retentioneering", "what": "labels", "seconds": None, "reason": "not there"}
    print_figures({"name": "segments", "figures": [FIGURE], "beside": [row]}, as_json=False)
    said = capsys.readouterr().out
    assert "retentioneering" in said
    assert "not there" in said
    assert "Whose" not in said


def test_further_figures_of_a_peer_and_of_ours_have_lines_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"peer": "feast", "what": "reads", "figures": {"p50_ms": 0.4}, "ours_figures": {"http_p50_ms": 1.25}}
    print_figures({"name": "live", "figures": [], "beside": [row]}, as_json=False)
    lines = [[word for word in line.split() if word != "│"] for line in capsys.readouterr().out.splitlines()]
    assert ["feast", "reads", "p50_ms", "peer", "0.4"] in lines
    assert ["feast", "reads", "http_p50_ms", "ours", "1.25"] in lines


def test_figures_are_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_figures({"name": "segments", "figures": [FIGURE]}, as_json=False)
    assert "rows" in capsys.readouterr().out

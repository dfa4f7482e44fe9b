from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "environment.py"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "is_torch_there", lambda folder: False)
    monkeypatch.delenv("DEEP", raising=False)
    return module


@pytest.fixture
def called(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would have been run; each of them succeeds."""
    commands: list[list[str]] = []

    def call(command: list[str], **_: Any) -> int:
        commands.append([str(part) for part in command])
        if "venv" in command:
            Path(command[-1]).mkdir(exist_ok=True)
        return 0

    monkeypatch.setattr(environment.subprocess, "call", call)
    return commands


def test_first_run_installs_from_the_lock_and_second_does_nothing(
    environment: ModuleType, called: list[list[str]], tmp_path: Path
) -> None:
    assert environment.main([str(tmp_path), "dev"]) == 0
    (install,) = [command for command in called if "install" in command]
    assert install[-4:] == ["-c", "constraints.txt", "-e", ".[dev]"]
    called.clear()
    assert environment.main([str(tmp_path), "dev"]) == 0
    assert environment.main([str(tmp_path)]) == 0
    assert called == []


def test_an_extra_that_is_missing_is_added_and_the_others_stay(
    environment: ModuleType, called: list[list[str]], tmp_path: Path
) -> None:
    environment.main([str(tmp_path)])
    environment.main([str(tmp_path), "dev"])
    environment.main([str(tmp_path), "examples"])
    assert [command[-1] for command in called if "install" in command] == [".", ".[dev]", ".[dev,examples]"]


def test_deep_adds_its_own_pins_only_when_asked_or_when_torch_is_there(
    environment: ModuleType, called: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.main([str(tmp_path / "plain")])
    assert not any("constraints-deep.txt" in command for command in called)
    monkeypatch.setenv("DEEP", "1")
    environment.main([str(tmp_path / "asked")])
    assert "constraints-deep.txt" in called[-1]
    assert called[-1][-1] == ".[deep]"
    monkeypatch.setenv("DEEP", "0")
    monkeypatch.setattr(environment, "is_torch_there", lambda folder: True)
    environment.main([str(tmp_path / "there")])
    assert called[-1][-1] == ".[deep]"


def test_a_failed_install_leaves_no_stamp(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / environment.STAMP).write_text(json.dumps({"fingerprint": "old", "extras": "", "folder": str(tmp_path)}))
    monkeypatch.setattr(environment.subprocess, "call", lambda command, **_: 1)
    assert environment.main([str(tmp_path)]) == 1
    assert not (tmp_path / environment.STAMP).exists()


def test_ctrl_c_ends_with_130_and_no_stamp(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(command: list[str], **_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.subprocess, "call", interrupt)
    assert environment.main([str(tmp_path)]) == 130
    assert not (tmp_path / environment.STAMP).exists()


def test_a_changed_lock_or_place_changes_the_fingerprint(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyproject.toml", "constraints.txt", "constraints-deep.txt"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    before = environment.fingerprint(tmp_path, has_deep=False)
    assert environment.fingerprint(tmp_path / "moved", has_deep=False) != before
    assert environment.fingerprint(tmp_path, has_deep=True) != before
    (tmp_path / "constraints-deep.txt").write_text("another torch")
    assert environment.fingerprint(tmp_path, has_deep=False) == before
    (tmp_path / "constraints.txt").write_text("another lock")
    assert environment.fingerprint(tmp_path, has_deep=False) != before


def test_torch_in_the_environment_is_seen(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); from pathlib import Path; import environment"
    ask = f"{code}; print(environment.is_torch_there(Path({str(tmp_path)!r})))"
    package = tmp_path / "lib" / "python3.11" / "site-packages" / "torch"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True"


def test_without_a_folder_it_says_what_to_give(environment: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main([]) == 2
    assert "say where" in capsys.readouterr().err

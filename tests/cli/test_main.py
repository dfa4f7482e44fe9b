from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huaxiang import __version__
from huaxiang.cli.listing import COMMANDS

HEAVY = ("duckdb", "ibis", "numpy", "pyarrow", "rich", "sklearn", "typer", "yaml")


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    program = (
        "import sys; from huaxiang.cli.main import main; code = main(['--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("words", [[], ["-h"], ["help"]])
def test_help_is_given_when_nothing_was_asked(ran: Callable[..., Any], words: list[str]) -> None:
    assert ran(*words).out == ran("--help").out


def test_the_version_is_that_of_the_package(ran: Callable[..., Any]) -> None:
    assert ran("--version").out == f"huaxiang {__version__}\n"


def test_a_mistyped_command_names_the_nearest_in_one_line(ran: Callable[..., Any]) -> None:
    done = ran("biuld")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: unknown command 'biuld' (nearest: build)\n"


def test_a_mistyped_option_ends_with_2_and_one_line(ran: Callable[..., Any], built: Path) -> None:
    done = ran("segments", built, "--jsn")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--jsn" in done.err


@pytest.mark.parametrize("command", ["segments", "interests", "journeys", "tags", "check", "build", "rejects"])
def test_a_folder_without_a_project_ends_with_2(ran: Callable[..., Any], command: str, tmp_path: Path) -> None:
    done = ran(command, tmp_path)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "huaxiang.toml" in done.err


@pytest.mark.parametrize("command", ["segments", "tags", "check", "rejects"])
def test_a_project_that_was_never_built_says_so(ran: Callable[..., Any], command: str, tmp_path: Path) -> None:
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    done = ran(command, tmp_path)
    assert done.code == 2
    assert "huaxiang build" in done.err


def test_every_command_has_its_own_help(ran: Callable[..., Any]) -> None:
    done = ran("person", "--help")
    assert done.code == 0
    assert "--as-of" in done.out


def test_several_values_may_follow_one_flag(ran: Callable[..., Any]) -> None:
    done = ran("bench", "nothing", "--only", "a", "b", "--json")
    assert done.err.startswith("error: unknown figures 'nothing'")

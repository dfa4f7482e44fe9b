from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_same_seed_gives_the_same_shop(ran: Callable[..., Any], tmp_path: Path) -> None:
    first = ran("simulate", tmp_path / "a", "--people", "20", "--seed", "3", "--json").document
    second = ran("simulate", tmp_path / "b", "--people", "20", "--seed", "3", "--json").document
    assert first["rows"] == second["rows"]
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.csv"))
    assert files
    assert all((tmp_path / "a" / each).read_bytes() == (tmp_path / "b" / each).read_bytes() for each in files)


def test_nobody_is_no_shop(ran: Callable[..., Any], tmp_path: Path) -> None:
    assert ran("simulate", tmp_path / "a", "--people", "0").code == 2


def test_a_project_of_the_user_is_left_alone(ran: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "huaxiang.toml").write_text("version = 1\n")
    done = ran("simulate", tmp_path, "--people", "5")
    assert (done.code, "not simulated" in done.err) == (2, True)


def test_the_last_day_can_be_given(ran: Callable[..., Any], tmp_path: Path) -> None:
    assert ran("simulate", tmp_path / "a", "--people", "40", "--until", "2024-06-18").code == 0
    days = {line[:10] for line in (tmp_path / "a" / "calendar.yaml").read_text(encoding="utf-8").split("end: ")[1:]}
    assert "2024-06-18" in days
    wrong = ran("simulate", tmp_path / "b", "--until", "soon")
    assert (wrong.code, "--until 'soon' is no day" in wrong.err) == (2, True)

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huaxiang.service.users import is_password_of, read_users

TOML = 'version = 1\n[project]\nname = "店"\n'


def test_a_user_is_added_with_the_password_of_stdin(
    ran: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "huaxiang.toml").write_text(TOML, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert ran("users", "add", "小王", tmp_path).code == 0
    (user,) = read_users(tmp_path / "ledger")
    assert user.name == "小王"
    assert is_password_of(user, "correct horse")


def test_a_short_password_is_a_mistake(
    ran: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "huaxiang.toml").write_text(TOML, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    ended = ran("users", "add", "小王", tmp_path)
    assert ended.code == 2
    assert "at least 10" in ended.err
    assert read_users(tmp_path / "ledger") == ()

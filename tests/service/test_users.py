from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError, StorageError, UnknownName, UserError
from huaxiang.service.users import add_user, is_password_of, read_users, remove_user, session_secret

PASSWORD = "correct horse"
NOT_ON_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def test_only_the_password_given_is_right(tmp_path: Path) -> None:
    user = add_user(tmp_path, " 小王 ", password=PASSWORD)
    assert user.name == "小王"
    assert is_password_of(user, PASSWORD)
    assert not is_password_of(user, "correct horsf")
    assert not is_password_of(None, PASSWORD)


def test_the_password_stands_nowhere_and_equal_ones_look_different(tmp_path: Path) -> None:
    first, second = (add_user(tmp_path, name, password=PASSWORD) for name in ("a", "b"))
    assert first.scrypt != second.scrypt
    assert PASSWORD not in (tmp_path / "users.json").read_text(encoding="utf-8")


def test_a_new_password_takes_the_place_of_the_old(tmp_path: Path) -> None:
    add_user(tmp_path, "a", password=PASSWORD)
    add_user(tmp_path, "a", password="another horse")
    (user,) = read_users(tmp_path)
    assert not is_password_of(user, PASSWORD)


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("x" * 65, PASSWORD), ("a", "123456789")])
def test_a_name_and_a_password_have_limits(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(UserError):
        add_user(tmp_path, name, password=password)
    assert read_users(tmp_path) == ()


def test_a_user_is_removed_by_name(tmp_path: Path) -> None:
    add_user(tmp_path, "小王", password=PASSWORD)
    with pytest.raises(UnknownName):
        remove_user(tmp_path, "小李")
    remove_user(tmp_path, "小王")
    assert read_users(tmp_path) == ()


@NOT_ON_WINDOWS
def test_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    add_user(tmp_path, "a", password=PASSWORD)
    session_secret(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"users.json": 0o600, "session-secret": 0o600}


def test_the_secret_is_made_once_and_differs_between_projects(tmp_path: Path) -> None:
    made = session_secret(tmp_path / "a")
    assert len(made) == 32
    assert session_secret(tmp_path / "a") == made
    assert session_secret(tmp_path / "b") != made


def test_broken_files_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "users.json").write_text('[{"name": 1}]', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"users\.json"):
        read_users(tmp_path)
    (tmp_path / "session-secret").write_text("no hex", encoding="utf-8")
    with pytest.raises(StorageError, match="remove it"):
        session_secret(tmp_path)

"""Users: who may sign in to the console, by name and password; the ledger keeps salted hashes alone."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from huaxiang.domain.errors import ConfigurationError, StorageError, UnknownName, UserError

__all__ = ["LEAST_PASSWORD", "User", "add_user", "is_password_of", "read_users", "remove_user", "session_secret"]

LEAST_PASSWORD = 10
"""Characters that a password has at least."""
_USERS, _SECRET = "users.json", "session-secret"
_COST, _BLOCK, _LANES = 1 << 14, 8, 1


@dataclass(frozen=True, slots=True)
class User:
    """A user: the name, the salt and the scrypt hash of the password, both as hexadecimal."""

    name: str
    salt: str
    scrypt: str


def read_users(ledger: Path) -> tuple[User, ...]:
    """The users in `ledger/users.json`; none when there is no such file.

    Raises:
        ConfigurationError: The file is wrong.
    """
    path = ledger / _USERS
    try:
        return tuple(
            User(str(row["name"]), str(row["salt"]), str(row["scrypt"]))
            for row in json.loads(path.read_text(encoding="utf-8"))
        )
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigurationError(f"is no list of users: {error}", path=path) from error


def add_user(ledger: Path, name: str, *, password: str) -> User:
    """Adds a user, or gives the one of that name a new password.

    Raises:
        UserError: The name is empty, or the password too short.
        StorageError: It cannot be written.
    """
    name = name.strip()
    if not name or len(name) > 64:
        raise UserError("a user's name has 1 to 64 characters")
    if len(password) < LEAST_PASSWORD:
        raise UserError(f"the password is too short: it needs at least {LEAST_PASSWORD} characters")
    salt = secrets.token_bytes(16)
    made = User(name, salt.hex(), _hashed(password, salt))
    _write(ledger, [*(user for user in read_users(ledger) if user.name != name), made])
    return made


def remove_user(ledger: Path, name: str) -> None:
    """Takes a user away; sessions of that name end at once.

    Raises:
        UnknownName: There is none of that name.
        StorageError: It cannot be written.
    """
    users = read_users(ledger)
    if name not in {user.name for user in users}:
        raise UnknownName("user", name, [user.name for user in users])
    _write(ledger, [user for user in users if user.name != name])


def is_password_of(user: User | None, password: str) -> bool:
    """Whether it is the password of a user; takes as long when there is no such user."""
    salt, known = ("00" * 16, "") if user is None else (user.salt, user.scrypt)
    return secrets.compare_digest(_hashed(password, bytes.fromhex(salt)), known) and user is not None


def session_secret(ledger: Path) -> bytes:
    """What signs the sessions of this project: made once, kept in the ledger, readable by its owner alone.

    Raises:
        StorageError: It cannot be read or written.
    """
    path = ledger / _SECRET
    try:
        ledger.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return bytes.fromhex(path.read_text(encoding="ascii"))
        made = secrets.token_bytes(32)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made.hex())
    except (OSError, ValueError) as error:
        raise StorageError(f"{path}: cannot use: {error}: remove it, and everyone signs in anew") from error
    return made


def _hashed(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES).hex()


def _write(ledger: Path, users: Iterable[User]) -> None:
    path = ledger / _USERS
    partial = path.with_suffix(".partial")
    try:
        ledger.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump([asdict(user) for user in users], file, ensure_ascii=False, indent=1)
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error

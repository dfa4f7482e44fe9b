"""Keys: who may post and read. Without keys, this machine alone; keys stand as hashes in the ledger."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from huaxiang.domain.errors import ConfigurationError, StorageError

__all__ = ["SCOPES", "Caller", "Key", "add_key", "judge", "read_keys", "stated_keys"]

SCOPES = ("write", "read")
_FILE = "keys.json"
_MOST_NAMES = 1_000


@dataclass(frozen=True, slots=True)
class Key:
    """A key: the source its events are of, the SHA-256 of its text, and what it may do."""

    source: str
    sha256: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caller:
    """Whether a caller may go on: `source` of the key, or the status and reason of the refusal."""

    source: str | None = None
    status: int = 200
    reason: str = ""


def read_keys(ledger: Path) -> tuple[Key, ...]:
    """The keys in `ledger/keys.json`; none when there is no such file.

    Raises:
        ConfigurationError: The file is wrong.
    """
    path = ledger / _FILE
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Key(row["source"], row["sha256"], tuple(row["scopes"])) for row in rows)
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigurationError(f"is no list of keys: {error}", path=path) from error


def add_key(ledger: Path, source: str, *, scopes: Sequence[str] = SCOPES) -> str:
    """Adds a key and returns its text, which is kept nowhere.

    Raises:
        StorageError: It cannot be written.
    """
    text = secrets.token_urlsafe(24)
    rows = [{"source": k.source, "sha256": k.sha256, "scopes": list(k.scopes)} for k in read_keys(ledger)]
    rows.append({"source": source, "sha256": sha256(text.encode()).hexdigest(), "scopes": list(scopes)})
    path = ledger / _FILE
    try:
        ledger.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
    return text


def stated_keys(headers: Mapping[str, str]) -> list[str]:
    """Keys that a request's headers state: Basic (user), Bearer or X-Write-Key."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    found = []
    if kind.lower() == "basic":
        with suppress(binascii.Error, UnicodeDecodeError):
            found.append(base64.b64decode(value, validate=True).decode().partition(":")[0])
    elif kind.lower() == "bearer":
        found.append(value.strip())
    found.append(headers.get("x-write-key", "").partition(":")[0])
    return [each for each in found if each]


def judge(keys: Sequence[Key], scope: str, *, stated: Sequence[str], host: str, headers: Mapping[str, str]) -> Caller:
    """Whether a caller may use a scope.

    Args:
        keys: Those of the project; without any, only this machine may call, by a name that means this machine.
        stated: Keys that the request states.
        host: Address that the request came from.
        headers: Of the request, for `host` and `origin`.
    """
    if not keys:
        near = _is_loopback(host) and _is_loopback(_name(f"//{headers.get('host', '')}"))
        origin = headers.get("origin", "")
        if near and (not origin or _is_loopback(_name(origin))):
            return Caller()
        return Caller(None, 403, "no keys are configured: only programs on this machine may call")
    hashes = {sha256(each.encode()).hexdigest() for each in stated}
    held = [key for key in keys if any(secrets.compare_digest(key.sha256, each) for each in hashes)]
    if not held:
        return Caller(None, 401, "the key is missing or unknown: state it as Basic user, Bearer or X-Write-Key")
    allowed = [key for key in held if scope in key.scopes]
    return Caller(allowed[0].source) if allowed else Caller(None, 403, f"the key may not {scope}")


@lru_cache(_MOST_NAMES)
def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@lru_cache(_MOST_NAMES)
def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False

"""The keys of a running service: made, taken away and listed, with when each was last used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from huaxiang.domain.errors import StorageError, UnknownName
from huaxiang.service.keys import Key, add_key, read_keys
from huaxiang.service.state import Service

__all__ = ["HeldKey", "held_keys", "make_key", "remove_key"]

_MARK_DIGITS = 8


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key as it may be shown.

    Attributes:
        mark: The first digits of its hash, by which people tell keys apart: the text is kept nowhere.
        last_used_at: When this service last let somebody in with it, µs; None when it has not since it was started.
    """

    mark: str
    source: str
    scopes: tuple[str, ...]
    last_used_at: int | None


def held_keys(service: Service) -> list[HeldKey]:
    """The keys of the project as the ledger has them now, in the order they were made."""
    keys = read_keys(service.readings.project.ledger)
    uses = service.key_uses.last_used_at
    return [HeldKey(each.sha256[:_MARK_DIGITS], each.source, each.scopes, uses.get(each.sha256)) for each in keys]


def make_key(service: Service, source: str, *, scopes: Sequence[str]) -> str:
    """Makes a key that is good at once, and returns its text, which is kept nowhere.

    Raises:
        StorageError: It cannot be written.
    """
    ledger = service.readings.project.ledger
    text = add_key(ledger, source, scopes=scopes)
    service.keys = read_keys(ledger)
    return text


def remove_key(service: Service, mark: str) -> None:
    """Takes a key away: it opens nothing from now on.

    Raises:
        UnknownName: No key, or more than one, has the mark.
        StorageError: It cannot be written.
    """
    ledger = service.readings.project.ledger
    keys = read_keys(ledger)
    meant = [each for each in keys if each.sha256.startswith(mark)]
    if len(meant) != 1:
        raise UnknownName("key", mark, [each.sha256[:_MARK_DIGITS] for each in keys])
    _write(ledger, [each for each in keys if each is not meant[0]])
    service.keys = read_keys(ledger)


def _write(ledger: Path, keys: Iterable[Key]) -> None:
    path = ledger / "keys.json"
    rows = [{"source": each.source, "sha256": each.sha256, "scopes": list(each.scopes)} for each in keys]
    partial = path.with_suffix(".partial")
    try:
        partial.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error

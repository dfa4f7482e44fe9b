"""The test people: identities that test events were sent with, kept until they are removed with all they left."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from huaxiang.domain.errors import StorageError
from huaxiang.project.forgetting import forget
from huaxiang.project.opening import Project

__all__ = ["drop_tried", "note_tried", "remove_tried", "tried"]

_FILE = "test-identities.json"


def tried(ledger: Path) -> tuple[str, ...]:
    """Identities of the test events sent so far, as they were sent."""
    try:
        return tuple(str(each) for each in json.loads((ledger / _FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return ()


def note_tried(ledger: Path, identity: str) -> None:
    """Notes an identity before its event is sent.

    Raises:
        StorageError: It cannot be written.
    """
    _write(ledger, [*tried(ledger), identity])


def drop_tried(ledger: Path, identity: str) -> None:
    """Takes back an identity whose event was not accepted: it left nothing behind.

    Raises:
        StorageError: It cannot be written.
    """
    _write(ledger, [each for each in tried(ledger) if each != identity])


def remove_tried(folder: Path) -> int:
    """Removes the test people from log, store, lake and everything else; gives how many there were.

    Raises:
        ProjectBusy: A build is running.
        StorageError: Something could not be written; it may be repeated.
    """
    project = Project.open(folder)
    store = project.store()
    people = sorted({person for each in tried(project.ledger) for person in store.people_of(each)})
    store.close()
    if people:
        forget(project, people)
    _write(project.ledger, ())
    return len(people)


def _write(ledger: Path, identities: Iterable[str]) -> None:
    path = ledger / _FILE
    partial = path.with_suffix(".partial")
    try:
        ledger.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(list(identities)), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error

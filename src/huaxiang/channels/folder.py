"""Folders: each delivery a JSON file, whole or not there, in order of its name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from huaxiang.channels.base import Delivery, Outcome
from huaxiang.domain.errors import StorageError

__all__ = ["Folder"]


class Folder:
    """A folder that others empty: files `<first seq>-<delivery id>.json`; the same delivery twice is one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, delivery: Delivery, *, at: float) -> Outcome:  # noqa: ARG002
        """Writes the file beside its place, and moves it there once it is on disk."""
        target = self.path / f"{delivery.first_seq:012d}-{delivery.delivery_id}.json"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            _write(target, delivery.body)
        except OSError as error:
            return Outcome("failed", f"{target}: cannot write: {error.strerror or error}")
        return Outcome("delivered")

    def forget(self, person_ids: Sequence[str]) -> int:
        """Takes the people's changes out of the files that nobody has fetched yet."""
        gone, n_gone = set(person_ids), 0
        for path, document in self._files():
            kept = [each for each in document["changes"] if each["person_id"] not in gone]
            n_gone += len(document["changes"]) - len(kept)
            try:
                if not kept:
                    path.unlink(missing_ok=True)
                elif len(kept) < len(document["changes"]):
                    _write(path, msgspec.json.encode({**document, "changes": kept}))
            except OSError as error:
                raise StorageError(f"{path}: cannot forget: {error.strerror or error}") from error
        return n_gone

    def _files(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The files of deliveries with what is in them; other files are left alone."""
        for path in sorted(self.path.glob("*-msg_*.json")):
            try:
                document = json.loads(path.read_bytes())
            except FileNotFoundError:
                continue
            except (OSError, ValueError) as error:
                raise StorageError(f"{path}: cannot be read: {error}") from error
            yield path, document

    def close(self) -> None:
        """Holds nothing."""


def _write(target: Path, body: bytes) -> None:
    partial = target.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)

"""Saved audiences: `audiences.yaml` of a project, names with their expressions, edited by people and by commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from huaxiang.domain.errors import ConfigurationError, StorageError
from huaxiang.tags.banned import check_label

__all__ = ["SavedAudience", "read_audiences", "save_audience"]


@dataclass(frozen=True, slots=True)
class SavedAudience:
    """An audience by name: people are chosen anew whenever it is used (动态人群)."""

    name: str
    expression: str


def read_audiences(path: Path) -> list[SavedAudience]:
    """The audiences of a file, by name; none without the file.

    Raises:
        ConfigurationError: The file is no list of `name` and `expression`.
    """
    if not path.exists():
        return []
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigurationError("is no YAML", path=path, line=None if mark is None else mark.line + 1) from error
    rows = [] if document is None else document
    if not isinstance(rows, list):
        raise ConfigurationError("must be a list, each entry with `name` and `expression`", path=path)
    return sorted((_audience(row, path) for row in rows), key=lambda each: each.name)


def _audience(row: Any, path: Path) -> SavedAudience:
    if not isinstance(row, dict) or set(row) != {"name", "expression"}:
        raise ConfigurationError(f"an audience has `name` and `expression`, not {row!r}", path=path)
    return SavedAudience(str(row["name"]), str(row["expression"]))


def save_audience(path: Path, audience: SavedAudience) -> None:
    """Adds an audience to the file, in place of one of the same name.

    Raises:
        ConfigurationError: The name holds a banned word, or the file is wrong.
        StorageError: The file cannot be written.
    """
    check_label(audience.name, where=f"{path.name}: audience")
    kept = [each for each in read_audiences(path) if each.name != audience.name]
    rows = [{"name": e.name, "expression": e.expression} for e in sorted([*kept, audience], key=lambda e: e.name)]
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_text(yaml.safe_dump(rows, allow_unicode=True, sort_keys=False), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error

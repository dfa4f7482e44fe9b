"""The contract of a source: a raw file seen as SQL, with what could not be read and where."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.ingest import sources
from huaxiang.ingest.mapping import SourceSpec

__all__ = [
    "Example",
    "RawFile",
    "Reject",
    "SourceKind",
    "nulls_patch",
    "place",
    "require_columns",
    "source_kind",
    "source_kinds",
]

_NOT_KINDS = frozenset({"base"})


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be read: its line (or row number, from 1), the reason, and the row as it stood."""

    line: int | None
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Example:
    """A file of a kind with its mapping to events, for the contract suite.

    Attributes:
        spec: Mapping of the file; it maps `name`, `occurred_at` and a person.
        path: The file.
        n_rows: Rows that can be read.
        broken: Lines that cannot, by number from 1; empty where the kind has no lines.
    """

    spec: SourceSpec
    path: Path
    n_rows: int
    broken: tuple[int, ...]


class RawFile(Protocol):
    """One raw file opened on a DuckDB connection.

    Attributes:
        path: The file.
        columns: Raw column → DuckDB type; for nested formats the first level only.
        scan: FROM clause that gives the rows, in the order of the file where the connection preserves order.
        format: Keys of `[[source]] format`, beside the defaults, that read the file as it was read.
    """

    path: Path
    columns: dict[str, str]
    scan: str
    format: dict[str, Any]

    def cell(self, column: str) -> tuple[str, str]:
        """SQL expression of a raw column and its DuckDB type; texts that mean "missing" are null."""

    def row_text(self) -> str:
        """SQL expression of the whole row as text: what a row without message id is hashed by."""

    def rest(self, *, without: frozenset[str], keep: tuple[str, ...] | None) -> str:
        """SQL expression of the JSON object of the other columns (of `keep` alone when given)."""

    def must_repeat(self) -> bool:
        """To be asked after the first scan: whether the file had to be repaired and must be scanned again."""

    def line(self, row: int) -> int:
        """Line (from 1) where a readable row begins, rows counted from 0; its number where there are no lines."""

    def rejects(self) -> list[Reject]:
        """Rows that the first scan could not read, by line."""

    def close(self) -> None:
        """Drops what its scans left on the connection."""


class SourceKind(Protocol):
    """A module of this folder."""

    def open(self, path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> RawFile:
        """The file, after looking at its beginning.

        Raises:
            BadInput: It is empty, not of this kind, in another encoding, or lacks a mapped column.
        """

    def example(self, folder: Path) -> Example:
        """A small file written into `folder`."""


def source_kinds() -> tuple[str, ...]:
    """Names of all kinds of sources: the files of this folder."""
    found = [module.name for module in pkgutil.iter_modules(sources.__path__)]
    return tuple(sorted(set(found) - _NOT_KINDS))


def source_kind(name: str) -> SourceKind:
    """The kind of source of that name.

    Raises:
        UnknownName: There is no such file.
    """
    if name not in source_kinds():
        raise UnknownName("source kind", name, source_kinds())
    module: Any = importlib.import_module(f"{sources.__name__}.{name}")
    return module  # type: ignore[no-any-return]


def place(row: int, skipped: list[int]) -> int:
    """Line of the `row`-th readable row (from 1, header included) when these lines were skipped.

    >>> place(5, [3, 5]), place(2, [3, 5])
    (7, 2)
    """
    line = row
    for other in sorted(set(skipped)):
        if other > line:
            break
        line += 1
    return line


def nulls_patch(columns: frozenset[str], top: Mapping[str, str]) -> str:
    """JSON merge patch that takes these columns (nested ones by dotted names) out of an object.

    >>> nulls_patch(frozenset({"a", "b.c"}), {"a": "", "b": ""})
    '{"a": null, "b": {"c": null}}'
    """
    patch: dict[str, Any] = {}
    for column in sorted(columns):
        *outer, last = [column] if column in top else column.split(".")
        inner = patch
        for part in outer:
            inner = inner.setdefault(part, {})
        inner[last] = None
    return json.dumps(patch, ensure_ascii=False)


def require_columns(path: Path, spec: SourceSpec, columns: dict[str, str], *, required: frozenset[str]) -> None:
    """Raises BadInput when the file lacks one of the `required` raw columns."""
    for column in spec.raw_columns():
        first = column if column in columns else column.split(".", 1)[0]
        if column in required and first not in columns:
            there = ", ".join(list(columns)[:12]) or "none"
            raise BadInput(
                f"has no column {column!r}, which source {spec.name!r} maps; its columns are: {there}", path=path
            )

"""What a table is: its documented columns, its key, and the check that rows are as documented."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from huaxiang.domain.errors import ContractBroken

__all__ = ["Column", "Table", "declare"]

_TYPES = {
    "text": pa.string(),
    "int": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "json": pa.string(),
    "at": pa.int64(),
    "milli": pa.int64(),
    "money": pa.int64(),
}
_UNITS = {"at": "µs UTC", "milli": "0..1000", "money": "minor units", "json": "JSON text"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, type, whether it may be missing, and what it means."""

    name: str
    type: pa.DataType
    is_nullable: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake or of the ledger: its columns, its key, and whether it holds people."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_derived: bool
    is_per_person: bool

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema, with each column's meaning as field metadata."""
        return pa.schema([pa.field(c.name, c.type, c.is_nullable, {"meaning": c.meaning}) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def check(self, rows: pa.Table) -> pa.Table:
        """The rows in this table's column order and types.

        Raises:
            ContractBroken: A column is missing, unknown or there twice, its values cannot be cast to its type, or a
                required value is missing.
        """
        if sorted(rows.column_names) != sorted(self.names):
            twice = {name for name in rows.column_names if rows.column_names.count(name) > 1}
            odd = sorted(set(rows.column_names) ^ set(self.names) | twice)
            raise ContractBroken(f"table {self.name}: columns differ: {', '.join(odd)}")
        try:
            cast = rows.select(list(self.names)).cast(pa.schema([(c.name, c.type) for c in self.columns]))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise ContractBroken(f"table {self.name}: {error}") from error
        for column in self.columns:
            if not column.is_nullable and cast[column.name].null_count:
                raise ContractBroken(f"table {self.name}: column {column.name} misses values")
        return cast.cast(self.schema)


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from lines of `name? type: meaning`; `?` marks a column that may be missing."""
    columns = []
    for line in text.strip().splitlines():
        head, meaning = line.strip().split(": ", 1)
        name, kind = head.split()
        unit = f" ({_UNITS[kind]})" if kind in _UNITS else ""
        columns.append(Column(name.rstrip("?"), _TYPES[kind], name.endswith("?"), f"{meaning}{unit}"))
    return tuple(columns)


def declare(
    name: str,
    meaning: str,
    columns: str,
    *,
    key: tuple[str, ...],
    derived: bool = False,
    person: bool = False,
) -> Table:
    """A table of its columns, written one a line as `name? type: meaning`; `?` marks one that may be missing.

    Types are text, int, number, flag, json, at (µs UTC), milli (0..1000) and money (minor units).
    """
    return Table(name, meaning, _columns(columns), key, derived, person)

"""The contract of an engine: an Ibis backend with its limits, opened for one piece of work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

__all__ = ["Engine", "Limits", "Session"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine may use.

    Attributes:
        threads: Worker threads.
        memory_mb: Memory before it spills to `spill`.
        spill: Folder for what does not fit.
    """

    threads: int
    memory_mb: int
    spill: Path


class Session(Protocol):
    """An open engine.

    Attributes:
        connection: The DuckDB connection beneath, for adapters and kernels that speak SQL.
    """

    connection: Any

    def parquet(self, files: list[Path], schema: pa.Schema) -> Any:
        """Ibis table over Parquet files; an empty table of that schema when there are none."""

    def arrow(self, rows: pa.Table, name: str) -> Any:
        """Ibis table over rows in memory."""

    def collect(self, expression: Any) -> pa.Table:
        """The expression's rows."""

    def batches(self, expression: Any, *, rows: int) -> Iterator[pa.RecordBatch]:
        """The expression's rows in batches of about `rows`."""

    def copy(self, sql: str, path: Path) -> int:
        """Writes a SQL query to a Parquet file and returns its rows; the file appears whole or not at all."""

    def fingerprint(self, files: list[Path], *, columns: Sequence[str]) -> tuple[int, str]:
        """Rows of Parquet files and an order-free hash of these columns; the files may have others beside them."""

    def partition(self, expression: Any, folder: Path, *, by: str) -> None:
        """Writes the expression as Parquet into one folder `<by>=<value>` for each value of an integer column.

        The folder appears whole, in the place of an older one, or not at all; the column itself is in no file.
        """

    def write(self, expression: Any, path: Path) -> int:
        """Writes the expression to a Parquet file and returns its rows; it appears whole or not at all."""


class Engine(Protocol):
    """An engine of a name."""

    def session(self, limits: Limits) -> AbstractContextManager[Session]:
        """Opens the engine; closing it frees memory and spilled files."""

"""The contract of an engine: an Ibis backend with its limits, opened for one piece of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa

__all__ = ["Engine", "Limits", "MakeRows", "Session"]

Item = TypeVar("Item")
Made = TypeVar("Made")


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


class MakeRows(Protocol):
    """Rows of an Ibis table as another Ibis table, row by row: the same whichever rows stand together.

    A cluster sends it to its workers, so it can be pickled.
    """

    def __call__(self, session: Session, rows: Any) -> Any:
        """The rows, in an open session."""


class Session(Protocol):
    """An open engine.

    Attributes:
        connection: The DuckDB connection beneath, for adapters and kernels that speak SQL.
    """

    connection: Any

    def parquet(self, files: list[Path], schema: pa.Schema) -> Any:
        """Ibis table with the schema's columns over Parquet files; empty when there are none.

        A column that a file has not is null there; columns beside the schema are not seen.
        """

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

    def shuffle(self, files: list[Path], schema: pa.Schema, make: MakeRows, owners: pa.Table, folder: Path) -> None:
        """Writes what `make` gives of the rows of Parquet files, parted by their owners.

        Args:
            files: Parquet files with the schema's columns.
            make: Gives rows with a column `identity` beside others.
            owners: Columns identity, person, part: where the rows of an identity go; others are left out.
            folder: Gets `part-<part>-<n>.parquet` with the columns of `make` and `person`. It appears whole, in the
                place of an older one, or not at all; a part without rows has no file.

        Raises:
            StorageError: The folder could not be written.
        """

    def each(self, work: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
        """What `work` makes of each item, in their order, several side by side.

        On a cluster it happens on the workers, who see the same files; work, items and results can be pickled.
        A HuaxiangError that `work` raises is raised in its item's place.
        """

    def write(self, expression: Any, path: Path) -> int:
        """Writes the expression to a Parquet file and returns its rows; it appears whole or not at all."""


class Engine(Protocol):
    """An engine of a name."""

    def session(self, limits: Limits) -> AbstractContextManager[Session]:
        """Opens the engine; closing it frees memory and spilled files."""

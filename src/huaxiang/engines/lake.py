"""The lake: canonical and derived tables as Parquet files, one folder a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.errors import StorageError
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session

__all__ = ["Lake"]


class Lake:
    """One generation of the lake under `root`: `root/<table>/<part>.parquet`.

    A part may have columns that its table does not document (ingest's own); nobody else reads them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self, name: str) -> list[Path]:
        """Files of a table, sorted; empty when it has none."""
        return sorted((self.root / name).glob("*.parquet"))

    def part(self, name: str, part: str) -> Path:
        """Path of one part of a table."""
        return self.root / name / f"{part}.parquet"

    def write(self, name: str, rows: pa.Table, *, part: str = "part-0") -> int:
        """Writes rows of a documented table after checking them against its schema; returns their number.

        Raises:
            ContractBroken: The rows do not have the table's schema.
            StorageError: They could not be written.
        """
        return self.write_internal(name, table(name).check(rows), part=part)

    def write_internal(self, name: str, rows: pa.Table, *, part: str = "part-0") -> int:
        """Writes rows of a table that only a build reads (no documented schema); returns their number."""
        path = self.part(name, part)
        partial = path.with_suffix(".partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, partial, compression="zstd")
            partial.replace(path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
        return int(rows.num_rows)

    def scan(self, name: str, session: Session) -> Any:
        """Ibis table over a documented table."""
        schema = table(name).schema
        return session.parquet(self.files(name), schema).select(*schema.names)

    def read(self, name: str) -> pa.Table:
        """All rows of a documented table in memory, in the schema's column order."""
        schema = table(name).schema
        parts = [pq.read_table(path, columns=list(schema.names)).cast(schema) for path in self.files(name)]
        return pa.concat_tables(parts) if parts else schema.empty_table()

    def count(self, name: str) -> int:
        """Number of rows of a table."""
        return sum(self.count_of(path) for path in self.files(name))

    @staticmethod
    def count_of(path: Path) -> int:
        """Number of rows of one file."""
        return int(pq.read_metadata(path).num_rows)

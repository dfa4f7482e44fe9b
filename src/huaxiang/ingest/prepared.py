"""Rows that Python had to read, kept as a Parquet file of texts, each row with the line that it came from."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.errors import StorageError
from huaxiang.ingest.cells import clean_cell
from huaxiang.ingest.expressions import identifier, literal
from huaxiang.ingest.sources.base import Reject

__all__ = ["SHOWN", "PreparedFile", "TextColumns", "prepare"]

SHOWN = 2_000
_BATCH = 20_000


class TextColumns:
    """What files whose columns are all texts have in common as a `RawFile`.

    Attributes:
        columns: Raw column → VARCHAR.
    """

    columns: dict[str, str]

    def cell(self, column: str) -> tuple[str, str]:
        """As `RawFile.cell`."""
        return identifier(column), "VARCHAR"

    def row_text(self) -> str:
        """As `RawFile.row_text`."""
        return f"concat_ws(chr(31), {', '.join(f'coalesce({identifier(c)}, chr(30))' for c in self.columns)})"

    def rest(self, *, without: frozenset[str], keep: tuple[str, ...] | None) -> str:
        """As `RawFile.rest`."""
        chosen = [c for c in self.columns if (c not in without if keep is None else c in keep)]
        if not chosen:
            return "'{}'"
        return f"json_object({', '.join(f'{literal(c)}, {identifier(c)}' for c in chosen)})::VARCHAR"


class PreparedFile(TextColumns):
    """A `RawFile` over rows that were read already.

    Attributes:
        path: The raw file.
        columns: Its columns, all texts.
        scan: FROM clause of the rows in their order.
        format: As `RawFile.format`.
    """

    format: dict[str, Any]

    def __init__(
        self, path: Path, columns: Sequence[str], *, rows: Path, lines: Sequence[int], rejects: list[Reject]
    ) -> None:
        self.path, self._lines, self._rejects, self.format = path, lines, rejects, {}
        self.columns = dict.fromkeys(columns, "VARCHAR")
        self.scan = f"read_parquet({literal(str(rows))})"

    def line(self, row: int) -> int:
        """As `RawFile.line`."""
        return self._lines[row]

    def must_repeat(self) -> bool:
        """Never: the rows were read once and for all."""
        return False

    def rejects(self) -> list[Reject]:
        """As `RawFile.rejects`."""
        return self._rejects

    def close(self) -> None:
        """Nothing stays on the connection."""


def prepare(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]] | Reject],
    *,
    nulls: Sequence[str],
    workspace: Path,
    form: dict[str, Any] | None = None,
) -> PreparedFile:
    """The rows of a file written into `workspace`, those that cannot be read set aside.

    Args:
        path: The raw file, as errors name it.
        columns: Names of its columns.
        rows: Line and cells of each row, one cell a column, or why a row cannot be read.
        nulls: Cells that mean "missing".
        workspace: Folder of the copy.
        form: Keys of `[[source]] format` that read the file so.

    Raises:
        StorageError: The copy cannot be written.
    """
    lines, rejects = array("Q"), list[Reject]()
    missing = frozenset(nulls) or frozenset([""])
    schema = pa.schema([(name, pa.string()) for name in columns])
    with tempfile.NamedTemporaryFile(suffix=".parquet", dir=workspace, delete=False) as target:
        pass
    try:
        with pq.ParquetWriter(target.name, schema, compression="lz4") as writer:
            for batch in _batches(rows, lines, rejects):
                cells = (
                    [None if cell in missing else cell for cell in map(clean_cell, c)] for c in zip(*batch, strict=True)
                )
                writer.write_table(pa.table([pa.array(c, pa.string()) for c in cells], schema=schema))
    except OSError as error:
        raise StorageError(f"{workspace}: cannot write: {error.strerror or error}") from error
    prepared = PreparedFile(path, columns, rows=Path(target.name), lines=lines, rejects=rejects)
    prepared.format = form or {}
    return prepared


def _column(cells: Sequence[str], missing: frozenset[str]) -> pa.Array:
    return pa.array([None if cell in missing else cell for cell in map(clean_cell, cells)], pa.string())


def _batches(
    rows: Iterable[tuple[int, Sequence[str]] | Reject], lines: array[int], rejects: list[Reject]
) -> Iterator[list[Sequence[str]]]:
    batch: list[Sequence[str]] = []
    for row in rows:
        if isinstance(row, Reject):
            rejects.append(Reject(row.line, row.reason, _shown(row.raw)))
            continue
        lines.append(row[0])
        batch.append(row[1])
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _shown(raw: str) -> str:
    return raw.strip("\r\n")[:SHOWN].encode("utf-8", errors="replace").decode()

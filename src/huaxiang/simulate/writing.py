"""How the raw files write things: local time, yuan with two digits, and one growing file per table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from huaxiang.simulate.promotions import Calendar

__all__ = ["Files", "local_texts", "yuan"]

_encoder = msgspec.json.Encoder()


def local_texts(calendar: Calendar, instants: np.ndarray) -> list[str | None]:
    """`2025-11-11 20:00:03` in the shop's zone; None where the instant is negative."""
    days = calendar.day_index(instants)
    first = np.array([day.toordinal() for day in calendar.days], dtype=np.int64) - 719_163
    local = first[days] * 86_400 + (instants - calendar.start_us[days]) // 1_000_000
    known = pa.array(local, pa.int64(), mask=(instants < 0) | (instants >= 2**61))
    answer: list[str | None] = known.cast(pa.timestamp("s")).cast(pa.string()).to_pylist()
    return answer


def yuan(minor: Iterable[int]) -> list[str]:
    """Amounts in yuan with two digits.

    >>> yuan([123450, 5])
    ['1234.50', '0.05']
    """
    return [f"{amount // 100}.{amount % 100:02d}" for amount in minor]


class Files:
    """Growing files of one folder: CSV and Parquet tables by batches, JSON lines; closed together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._sinks: dict[str, BinaryIO] = {}
        self._csv: dict[str, pyarrow.csv.CSVWriter] = {}
        self._parquet: dict[str, pyarrow.parquet.ParquetWriter] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        """Itself; leaving closes every file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes every file."""
        for writer in (*self._csv.values(), *self._parquet.values()):
            writer.close()
        for sink in self._sinks.values():
            sink.close()

    def _sink(self, name: str) -> BinaryIO:
        if name not in self._sinks:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sinks[name] = path.open("wb")
        return self._sinks[name]

    def add_csv(self, name: str, columns: Mapping[str, Sequence[Any]], *, broken: Sequence[str] = ()) -> None:
        """Appends rows to a CSV file, and raw `broken` lines after them."""
        table = pa.table({key: pa.array(list(map(_cell, values)), pa.string()) for key, values in columns.items()})
        sink = self._sink(name)
        if name not in self._csv:
            self._csv[name] = pyarrow.csv.CSVWriter(sink, table.schema)
        self._csv[name].write_table(table)
        for line in broken:
            sink.write(f"{line}\n".encode())
        self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def add_parquet(self, name: str, table: pa.Table) -> None:
        """Appends rows to a Parquet file."""
        if name not in self._parquet:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._parquet[name] = pyarrow.parquet.ParquetWriter(path, table.schema, compression="zstd")
        self._parquet[name].write_table(table)
        self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def close_parquet(self) -> None:
        """Closes the Parquet files written so far; the next rows of the same name would begin anew."""
        for writer in self._parquet.values():
            writer.close()
        self._parquet.clear()

    def add_lines(self, name: str, rows: Iterable[Mapping[str, Any]], *, broken: Sequence[str] = ()) -> None:
        """Appends JSON lines, and raw `broken` lines after them."""
        sink = self._sink(name)
        for row in rows:
            sink.write(_encoder.encode(row) + b"\n")
            self.rows[name] = self.rows.get(name, 0) + 1
        for line in broken:
            sink.write(f"{line}\n".encode())


def _cell(value: Any) -> str | None:
    return None if value is None else str(value)

"""DuckDB through Ibis: the engine of one machine."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.errors import StorageError
from huaxiang.engines.base import Limits, MakeRows
from huaxiang.engines.lake import parted

__all__ = ["DuckDB"]

Item = TypeVar("Item")
Made = TypeVar("Made")


class _Session:
    def __init__(self, backend: Any, threads: int) -> None:
        self.backend, self._threads = backend, threads
        self.connection: duckdb.DuckDBPyConnection = backend.con
        self._names = (f"_t{number}" for number in itertools.count())

    def parquet(self, files: list[Path], schema: pa.Schema) -> Any:
        if not files:
            return self.arrow(schema.empty_table(), next(self._names))
        names = [str(file) for file in files]
        rows = self.backend.read_parquet(
            names, table_name=next(self._names), hive_partitioning=False, union_by_name=len(names) > 1
        )
        missing = {each.name: ibis.null(str(each.type)) for each in schema if each.name not in rows.columns}
        return rows.mutate(**missing).select(*schema.names)

    def arrow(self, rows: pa.Table, name: str) -> Any:
        self.connection.register(name, rows)
        return self.backend.table(name)

    def collect(self, expression: Any) -> pa.Table:
        return expression.to_pyarrow()

    def batches(self, expression: Any, *, rows: int) -> Iterator[pa.RecordBatch]:
        yield from expression.to_pyarrow_batches(chunk_size=rows)

    def fingerprint(self, files: list[Path], *, columns: Sequence[str]) -> tuple[int, str]:
        names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        chosen = ", ".join(f'"{column}"' for column in columns)
        query = (
            "SELECT count(*), sum(hash(t)::HUGEINT) FROM"
            f" (SELECT {chosen} FROM read_parquet([{names}], union_by_name=true, hive_partitioning=false)) t"
        )
        rows, total = self.connection.execute(query).fetchall()[0]
        return int(rows), f"{int(total or 0) % 2**64:016x}"

    def write(self, expression: Any, path: Path) -> int:
        return self.copy(str(ibis.to_sql(expression, dialect="duckdb")), path)

    def shuffle(self, files: list[Path], schema: pa.Schema, make: MakeRows, owners: pa.Table, folder: Path) -> None:
        rows = make(self, self.parquet(files, schema))
        owned = rows.inner_join(self.arrow(owners, next(self._names)), "identity").select(
            "part", "person", *rows.columns
        )
        sql = ibis.to_sql(owned, dialect="duckdb")
        with parted(folder) as partial:
            escaped = str(partial).replace("'", "''")
            try:
                self.connection.execute(
                    f"COPY ({sql}) TO '{escaped}' (FORMAT parquet, PARTITION_BY (part), COMPRESSION lz4_raw)"
                )
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                raise OSError(str(error).splitlines()[0]) from error

    def each(self, work: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(work, items)

    def copy(self, sql: str, path: Path) -> int:
        partial = path.with_suffix(".partial")
        escaped = str(partial).replace("'", "''")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection.execute(
                f"COPY ({sql}) TO '{escaped}'"
                " (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            )
            partial.replace(path)
        except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
            raise StorageError(f"{path}: cannot write: {str(error).splitlines()[0]}") from error
        finally:
            _remove(partial)
        return int(pq.read_metadata(path).num_rows)


def _remove(partial: Path) -> None:
    with suppress(OSError):
        partial.unlink()


class DuckDB:
    """The DuckDB engine."""

    @contextmanager
    def session(self, limits: Limits) -> Iterator[_Session]:
        """An in-memory DuckDB with its limits set, in UTC."""
        limits.spill.mkdir(parents=True, exist_ok=True)
        spill = Path(tempfile.mkdtemp(prefix="duckdb-", dir=limits.spill))
        backend = ibis.duckdb.connect(
            threads=limits.threads, memory_limit=f"{limits.memory_mb}MB", temp_directory=str(spill)
        )
        backend.con.execute("SET TimeZone = 'UTC'")
        backend.con.execute("SET preserve_insertion_order = false")
        # A file written anew within the second would be read from the cache of the old one.
        backend.con.execute("SET enable_external_file_cache = false")
        try:
            yield _Session(backend, limits.threads)
        finally:
            backend.disconnect()
            shutil.rmtree(spill, ignore_errors=True)

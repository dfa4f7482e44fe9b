"""Spark: what is parted goes to its workers, who run DuckDB on a part; all else is DuckDB's, in this process."""

from __future__ import annotations

import itertools
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark import SparkContext, cloudpickle

from huaxiang.domain.errors import HuaxiangError
from huaxiang.engines.base import Limits, MakeRows, Session
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.jvm import aside, cause_of, running
from huaxiang.engines.lake import parted

__all__ = ["Spark"]

Item = TypeVar("Item")
Made = TypeVar("Made")

_TASK_ROWS, _GROUP_ROWS = 600_000, 120_000
_STORAGE = re.compile(r"\bIOException|\bOSError|FileNotFound|Permission|OutOfMemory|No space left")


class _Session:
    """DuckDB's session, but for what is parted."""

    def __init__(self, local: Session, context: SparkContext, limits: Limits) -> None:
        self._local, self._context, self._limits = local, context, limits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._local, name)

    def shuffle(self, files: list[Path], schema: pa.Schema, make: MakeRows, owners: pa.Table, folder: Path) -> None:
        made = make(self._local, self._local.parquet([], schema)).schema().to_pyarrow()
        pieces = _pieces(files, self._context.defaultParallelism)
        with parted(folder) as place, self._shared() as shared:
            if pieces and owners.num_rows:
                path = shared / "owners.parquet"
                pq.write_table(owners, path)
                making = _Making(schema, make, path, owners.schema, _of_a_worker(self._limits))
                writing = _Writing(place, made.insert(0, owners.schema.field("person")))
                self._run(partial(self._move, pieces, making, writing, pc.unique(owners["part"]).to_pylist()))

    def _move(self, pieces: list[_Piece], making: _Making, writing: _Writing, parts: list[int]) -> None:
        place_of = {part: place for place, part in enumerate(parts)}
        blobs = self._context.parallelize(pieces, len(pieces)).flatMap(making)
        blobs.partitionBy(len(parts), place_of.get).foreachPartition(writing)

    def each(self, work: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
        # Results go through files: what passes through the JVM has to fit its memory.
        with self._shared() as shared:
            if items:
                sent = [(place, cloudpickle.dumps(item)) for place, item in enumerate(items)]
                self._run(partial(self._work, _Working(work, shared), sent))
            for place in range(len(items)):
                path = shared / f"{place}.pickle"
                made = cloudpickle.loads(path.read_bytes())
                path.unlink()
                if isinstance(made, _Raised):
                    raise made.error
                yield made

    def _work(self, working: _Working, sent: list[tuple[int, bytes]]) -> None:
        self._context.parallelize(sent, len(sent)).foreach(working)

    @contextmanager
    def _shared(self) -> Iterator[Path]:
        """A folder that the workers see too."""
        folder = Path(tempfile.mkdtemp(prefix="shared-", dir=self._limits.spill))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, job: Callable[[], object]) -> None:
        """Runs a job; what Spark raises is one line, and an OSError where something could not be read or written."""
        try:
            aside(job, stop=lambda _: self._context.cancelAllJobs())
        except Exception as error:
            line = cause_of(error)
            raise (OSError if _STORAGE.search(line) else RuntimeError)(line) from error


@dataclass(frozen=True, slots=True)
class _Piece:
    """Row groups of Parquet files: what one task reads."""

    groups: list[tuple[Path, int]]

    def rows(self, schema: pa.Schema) -> pa.Table:
        """Its rows with the schema's columns; one that a file has not is null there."""
        return pa.concat_tables([_row_group(file, group, schema) for file, group in self.groups])


def _row_group(file: Path, group: int, schema: pa.Schema) -> pa.Table:
    with pq.ParquetFile(file) as opened:
        known = set(opened.schema_arrow.names)
        rows = opened.read_row_group(group, columns=[name for name in schema.names if name in known])
    cells = [rows[name] if name in known else pa.nulls(rows.num_rows, type_) for name, type_ in _types(schema)]
    return pa.table(cells, names=schema.names).cast(pa.schema(_types(schema)))


def _types(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    return [(field.name, field.type) for field in schema]


def _pieces(files: Sequence[Path], n_workers: int) -> list[_Piece]:
    """The row groups of files in pieces of about `_TASK_ROWS` rows, smaller where that leaves workers idle."""
    groups = [
        (file, group, metadata.row_group(group).num_rows)
        for file, metadata in ((file, pq.read_metadata(file)) for file in files)
        for group in range(metadata.num_row_groups)
    ]
    wanted = min(_TASK_ROWS, -(-sum(n_rows for *_, n_rows in groups) // n_workers))
    pieces: list[_Piece] = []
    n_last = wanted
    for file, group, n_rows in groups:
        if n_last >= wanted:
            pieces.append(_Piece([]))
            n_last = 0
        pieces[-1].groups.append((file, group))
        n_last += n_rows
    return pieces


@dataclass(frozen=True, slots=True)
class _Making:
    """Rows made of a piece, on a worker: those of each part as one blob, for Spark takes long over rows."""

    schema: pa.Schema
    make: MakeRows
    owners: Path
    owners_schema: pa.Schema
    limits: Limits

    def __call__(self, piece: _Piece) -> Iterator[tuple[int, bytes]]:
        with DuckDB().session(self.limits) as session:
            rows = self.make(session, session.arrow(piece.rows(self.schema), "piece"))
            owned = rows.inner_join(session.parquet([self.owners], self.owners_schema), "identity")
            made = session.collect(owned.select("part", "person", *rows.columns).order_by("part"))
        parts, rows = made["part"].to_numpy(), made.drop(["part"])
        edges = [0, *(np.flatnonzero(np.diff(parts)) + 1).tolist(), len(parts)]
        for first, end in itertools.pairwise(edges):
            if first < end:
                yield int(parts[first]), _packed(rows.slice(first, end - first))


def _packed(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
        stream.write_table(rows)
    return bytes(sink.getvalue())


@dataclass(frozen=True, slots=True)
class _Writing:
    """The blobs of a part written to its file, on a worker."""

    folder: Path
    schema: pa.Schema

    def __call__(self, blobs: Iterator[tuple[int, bytes]]) -> None:
        for part, group in itertools.groupby(blobs, key=itemgetter(0)):
            with _replacing(self.folder / f"part={part}" / "0.parquet") as path:
                self._write((pa.ipc.open_stream(blob).read_all() for _, blob in group), path)

    def _write(self, tables: Iterator[pa.Table], path: Path) -> None:
        waiting = [self.schema.empty_table()]
        with pq.ParquetWriter(path, self.schema, compression="lz4") as writer:
            for rows in tables:
                waiting.append(rows)
                if sum(each.num_rows for each in waiting) >= _GROUP_ROWS:
                    writer.write_table(pa.concat_tables(waiting))
                    waiting = []
            if waiting:
                writer.write_table(pa.concat_tables(waiting))


@dataclass(frozen=True, slots=True)
class _Raised:
    error: HuaxiangError


@dataclass(frozen=True, slots=True)
class _Working:
    """Work on an item, on a worker; what it makes goes to a file, and so does an error that we raise on purpose."""

    work: Callable[[Any], Any]
    folder: Path

    def __call__(self, sent: tuple[int, bytes]) -> None:
        place, item = sent
        try:
            made = self.work(cloudpickle.loads(item))
        except HuaxiangError as error:
            made = _Raised(error)
        with _replacing(self.folder / f"{place}.pickle") as path:
            path.write_bytes(cloudpickle.dumps(made))


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A path whose file takes the place of another: a task may be run twice, at the same time."""
    fresh = path.with_name(f"{uuid4().hex}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    yield fresh
    fresh.replace(path)


def _of_a_worker(limits: Limits) -> Limits:
    return Limits(1, max(limits.memory_mb // limits.threads, 256), limits.spill)


class Spark:
    """The Spark engine."""

    @contextmanager
    def session(self, limits: Limits) -> Iterator[_Session]:
        """A DuckDB with its limits set, and a Spark beside it.

        Where Spark's own settings name a master (`spark.master` in spark-defaults.conf, PYSPARK_SUBMIT_ARGS), its
        executors do the work and see the same files; else this machine's cores do.

        Raises:
            UserError: There is no Java, or Spark could not be started.
        """
        with DuckDB().session(limits) as local, running(limits) as context:
            yield _Session(local, context, limits)

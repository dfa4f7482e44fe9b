"""The lake: canonical and derived tables as Parquet files, one folder a table."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaxiang.domain.errors import StorageError
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session

__all__ = ["Lake", "parted"]


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
            raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
        finally:
            with suppress(OSError):
                partial.unlink()
        return int(rows.num_rows)

    def scan(self, name: str, session: Session) -> Any:
        """Ibis table over a documented table."""
        schema = table(name).schema
        return session.parquet(self.files(name), schema).select(*schema.names)

    def read(self, name: str) -> pa.Table:
        """All rows of a documented table in memory, in the schema's column order."""
        schema = table(name).schema
        names = list(schema.names)
        parts = [pq.read_table(path, columns=names, partitioning=None).cast(schema) for path in self.files(name)]
        return pa.concat_tables(parts) if parts else schema.empty_table()

    def count(self, name: str) -> int:
        """Number of rows of a table."""
        return sum(self.count_of(path) for path in self.files(name))

    def held_columns(self, name: str, columns: Iterable[str]) -> set[str]:
        """Those of the columns in which any row of a table has a value, as the statistics of its files say.

        A column of a file without statistics is read.
        """
        wanted, found = set(columns), set[str]()
        for path in self.files(name):
            found |= _held(path, wanted - found)
        return found

    def forget(self, person_ids: Sequence[str]) -> int:
        """Removes people from every file: rows that name them, one of their identities, orders or texts.

        A file that held one of them is written anew and its place taken, so that its old bytes are gone from the
        lake; files that are linked to a cache of ingest stay there until the cache forgets too.

        Returns:
            Number of rows removed.

        Raises:
            StorageError: A file could not be written; files before it are done, and the call may be repeated.
        """
        names = _Names.of(self, person_ids)
        gone = 0
        for path in sorted(self.root.glob("*/*.parquet")):
            rows = pq.read_table(path, partitioning=None)
            kept = rows.filter(pc.invert(names.mask(rows, path.parent.name)))
            if kept.num_rows < rows.num_rows:
                gone += rows.num_rows - kept.num_rows
                self.write_internal(path.parent.name, kept, part=path.stem)
        return gone

    @staticmethod
    def count_of(path: Path) -> int:
        """Number of rows of one file."""
        return int(pq.read_metadata(path).num_rows)


def _held(path: Path, columns: set[str]) -> set[str]:
    """Columns of one file that have a value somewhere."""
    about, found = pq.read_metadata(path), set()
    for at in range(len(about.schema)):
        name = about.schema.column(at).path
        if name in columns and any(
            _has_value(path, about.row_group(group).column(at)) for group in range(about.num_row_groups)
        ):
            found.add(name)
    return found


def _has_value(path: Path, chunk: pq.ColumnChunkMetaData) -> bool:
    told = chunk.statistics
    if told is None or not told.has_null_count:
        column = pq.read_table(path, columns=[chunk.path_in_schema], partitioning=None)[0]
        return bool(column.null_count < len(column))
    return bool(told.null_count < chunk.num_values)


@dataclass(frozen=True, slots=True)
class _Names:
    """Everything by which files name some people: the values of each column that make a row theirs."""

    values: dict[str, pa.Array]
    identities: pa.Array

    @classmethod
    def of(cls, lake: Lake, person_ids: Sequence[str]) -> _Names:
        people = pa.array(list(person_ids), pa.string())

        def owned(name: str, column: str) -> pa.Array:
            rows = lake.read(name)
            return rows.filter(pc.is_in(rows["person_id"], value_set=people))[column].combine_chunks()

        identities, evidence = owned("identities", "identity"), lake.read("assignments")
        theirs = pc.is_in(evidence["person_id"], value_set=people)
        shared = evidence.filter(pc.invert(theirs))["evidence_id"].combine_chunks()
        alone = evidence.filter(theirs)["evidence_id"].combine_chunks()
        alone = alone.filter(pc.invert(pc.is_in(alone, value_set=shared)))
        values = {"person_id": people, "order_id": owned("orders", "order_id"), "text_id": owned("texts", "text_id")}
        values |= {"evidence_id": alone, "a": identities, "b": identities}
        return cls(values, identities)

    def mask(self, rows: pa.Table, name: str) -> Any:
        """Which rows of a table are theirs."""
        masks = [
            pc.fill_null(pc.is_in(rows[column].cast(pa.string()), value_set=known), fill_value=False)
            for column, known in self.values.items()
            if column in rows.column_names
        ]
        if "identity" in rows.column_names:
            identity = rows["identity"]
            if "namespace" in rows.column_names and name != "identities":
                identity = pc.binary_join_element_wise(rows["namespace"], identity, ":")
            masks.append(pc.fill_null(pc.is_in(identity, value_set=self.identities), fill_value=False))
        masks += [self._mentions(rows[column]) for column in ("_others", "raw") if column in rows.column_names]
        total = pa.chunked_array([pa.array([False] * rows.num_rows, pa.bool_())])
        for mask in masks:
            total = pc.or_(total, mask)
        return total

    def _mentions(self, texts: Any) -> Any:
        """Rows of ingest's own columns that hold one of the values of their identities as a whole word."""
        found = pa.array([False] * len(texts), pa.bool_())
        for identity in self.identities.to_pylist():
            value = re.escape(identity.split(":", 1)[1])
            mentions = pc.match_substring_regex(texts.combine_chunks(), f"(^|[^0-9A-Za-z]){value}($|[^0-9A-Za-z])")
            found = pc.or_(found, pc.fill_null(mentions, fill_value=False))
        return found


@contextmanager
def parted(folder: Path) -> Iterator[Path]:
    """A place for `part=<part>/*.parquet`, which become `part-<part>-<n>.parquet` of `folder`.

    The folder appears whole, in the place of an older one, or not at all.

    Raises:
        StorageError: It could not be written, or whoever wrote it raised an OSError.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.mkdir(exist_ok=True)
        _flatten(partial)
        shutil.rmtree(folder, ignore_errors=True)
        partial.replace(folder)
    except OSError as error:
        raise StorageError(f"{folder}: cannot write: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _flatten(folder: Path) -> None:
    for inner in sorted(folder.glob("part=*")):
        for number, file in enumerate(sorted(inner.glob("*.parquet"))):
            file.replace(folder / f"part-{inner.name.removeprefix('part=')}-{number}.parquet")
        shutil.rmtree(inner)

"""One raw file becomes one staged part: canonical rows, rejected rows, identities; kept by content."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.errors import BadInput
from huaxiang.domain.identities import LINK_WEIGHTS, mask
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session
from huaxiang.ingest.canonical import Canonical, Reading, canonical
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.shaping import shaped
from huaxiang.ingest.sources.base import RawFile, Reject, source_kind

__all__ = ["Staged", "stage_file", "staged_from"]

_UNREADABLE = (
    duckdb.Error,
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.SerializationException,
)
_DIGITS = re.compile(r"\d{7,}")
_TIME = {
    "events": "occurred_at",
    "orders": "placed_at",
    "people": "observed_at",
    "texts": "occurred_at",
    "facts": "observed_at",
    "coupons": "issued_at",
    "consents": "given_at",
    "messages": "sent_at",
}


@dataclass(frozen=True, slots=True)
class Staged:
    """What one file gave.

    Attributes:
        folder: Its folder in the cache: rows.parquet, rejects.parquet, links.parquet, seen.parquet.
        rows_in: Raw rows, those that cannot be read included.
        rows_used: Raw rows that became canonical rows.
        rows_out: Canonical rows.
        no_identity: Rows kept without an identity.
        rejects: Rows not used, by reason.
    """

    folder: Path
    rows_in: int
    rows_used: int
    rows_out: int
    no_identity: int
    rejects: dict[str, int]

    def part(self, name: str) -> Path:
        """`rows`, `rejects`, `links` or `seen` as a Parquet file."""
        return self.folder / f"{name}.parquet"


def staged_from(folder: Path) -> Staged | None:
    """The staged file kept in a folder of the cache, None when it is not there or not whole."""
    try:
        return Staged(folder, **json.loads((folder / "staged.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


@dataclass(slots=True)
class _Work:
    session: Session
    spec: SourceSpec
    raw: RawFile
    sql: Canonical
    scrub: Callable[[str], str]

    def run(self, sql: str) -> Any:
        return self.session.connection.execute(sql)

    def typed(self, scan: str) -> str:
        return self.sql.typed_sql(scan)

    @property
    def is_chosen(self) -> bool:
        """Whether only some rows of the file are rows of the source."""
        return self.sql.kept != "true"

    @property
    def among(self) -> str:
        """WHERE clause of the rows of the source."""
        return "WHERE _kept" if self.is_chosen else ""

    def own(self, scan: str) -> str:
        """The typed rows of a scan that are rows of the source."""
        return f"(SELECT * FROM {self.typed(scan)} {self.among})" if self.is_chosen else self.typed(scan)


def stage_file(
    path: Path, spec: SourceSpec, *, reading: Reading, session: Session, folder: Path, scrub: Callable[[str], str]
) -> Staged:
    """Reads one raw file into `folder`.

    Raises:
        BadInput: The file cannot be used at all.
        StorageError: The parts could not be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    raw = source_kind(spec.kind).open(path, spec, connection=session.connection, workspace=folder)
    work = _Work(session, spec, raw, canonical(raw, spec, reading), scrub)
    try:
        staged = _stage(work, folder)
    except duckdb.Error as error:
        is_of_file = isinstance(error, duckdb.IOException) and path.name in str(error)
        if type(error) not in _UNREADABLE and not is_of_file:
            raise
        raise BadInput(f"cannot be read: {str(error).splitlines()[0]}", path=path) from error
    finally:
        for name in ("_pre", "_out", "_aside", "_aside_raw"):
            work.run(f"DROP TABLE IF EXISTS {name}")
        raw.close()
        work.run("SET preserve_insertion_order = false")
        for scratch in folder.glob("tmp*"):
            scratch.unlink()
    kept = {key: value for key, value in asdict(staged).items() if key != "folder"}
    (folder / "staged.json").write_text(json.dumps(kept))
    return staged


def _stage(work: _Work, folder: Path) -> Staged:
    staged = _attempt(work, folder, all_columns=False) or _attempt(work, folder, all_columns=True)
    if staged is None:
        raise BadInput("changed while it was read", path=work.raw.path)
    return staged


def _attempt(work: _Work, folder: Path, *, all_columns: bool) -> Staged | None:
    """The staged file; None when the first look, which reads few columns, missed a row that cannot be read."""
    n_read = _look(work, all_columns=all_columns)
    unread = work.raw.rejects()
    _check_encoding(work.raw.path, unread, n_read)
    aside = _set_aside(work)
    if aside is None:
        return None
    rejected = [*unread, *aside]
    work.run("SET preserve_insertion_order = false")
    sql = _rows_sql(work)
    with _fixed_join_order(work):
        rows_out = work.session.copy(sql, folder / "rows.parquet")
    if work.spec.is_one_to_one and rows_out != n_read - len(aside):
        return None
    if work.spec.plan.has_person and work.spec.table in _TIME:
        _write_identities(work, folder)
    _write_rejects(work, rejected, folder / "rejects.parquet")
    reasons = dict(Counter(each.reason for each in rejected))
    return Staged(
        folder,
        rows_in=n_read + len(unread),
        rows_used=n_read + len(unread) - len(rejected),
        rows_out=rows_out,
        no_identity=_count_without_identity(work, folder / "rows.parquet"),
        rejects=reasons,
    )


def _look(work: _Work, *, all_columns: bool) -> int:
    """Reads ids and reasons of all rows into `_pre`, in the file's order; returns the number of rows."""
    work.run("SET preserve_insertion_order = true")
    more = ", length(_raw) AS size" if all_columns or not work.spec.is_one_to_one else ""
    more += ", _kept" if work.is_chosen else ""
    for _ in range(2):
        rows = work.typed(work.raw.scan)
        work.run(f"CREATE OR REPLACE TEMP TABLE _pre AS SELECT _hash AS h, _reason{more} FROM {rows}")
        if not work.raw.must_repeat():
            break
    return int(work.run(f"SELECT count(*) FROM _pre {work.among}").fetchone()[0])


def _check_encoding(path: Path, unread: list[Reject], n_read: int) -> None:
    broken = sum(1 for each in unread if each.reason == "broken encoding")
    if broken > max(10, n_read // 20):
        raise BadInput(f"is not UTF-8 in {broken} lines: set format.encoding for its source", path=path)


def _is_hashed(spec: SourceSpec) -> bool:
    return (
        spec.table in ("events", "people")
        or "message_id" in spec.map
        or (spec.table == "texts" and "text_id" not in spec.map)
    )


def _set_aside(work: _Work) -> list[Reject] | None:
    """Rows with a reason, and rows whose id comes twice, go to `_aside` and are looked at one by one.

    Copies of a message are rejected; equal rows without message id get an ordinal. None when the second look does
    not find the rows of the first.
    """
    twice = f"UNION SELECT h FROM _pre {work.among} GROUP BY h HAVING count(*) > 1" if _is_hashed(work.spec) else ""
    bad = f"SELECT h AS _out_h FROM _pre {work.among or 'WHERE true'} AND _reason IS NOT NULL"
    work.run(f"CREATE OR REPLACE TEMP TABLE _out AS {bad} {twice}")
    if not work.run("SELECT count(*) FROM _out").fetchone()[0]:
        return []
    with _fixed_join_order(work):
        work.run(f"CREATE OR REPLACE TEMP TABLE _aside_raw AS {_raw_rows(work, 'SEMI')}")
    work.run(f"CREATE OR REPLACE TEMP TABLE _aside AS SELECT * FROM {work.own('_aside_raw')}")
    has_id = "message_id IS NOT NULL" if work.sql.has_message_id else "false"
    number = "row_number() OVER (PARTITION BY {0} ORDER BY rowid) AS _k"
    among = f"(SELECT h, rowid FROM _pre {work.among})"
    work.run(
        f"CREATE OR REPLACE TEMP TABLE _aside AS SELECT a.* EXCLUDE (_k), p.row AS _row, {has_id} AS _has_id,"
        " row_number() OVER (PARTITION BY _id, a._reason IS NULL ORDER BY p.row) AS _ordinal"
        f" FROM (SELECT *, {number.format('_hash')} FROM _aside) a JOIN"
        f" (SELECT h, rowid AS row, {number.format('h')} FROM {among} SEMI JOIN _out ON _out_h = h) p"
        " ON p.h = a._hash AND p._k = a._k"
    )
    n_expected = work.run(f"SELECT count(*) FROM {among} SEMI JOIN _out ON _out_h = h").fetchone()[0]
    if work.run("SELECT count(*) FROM _aside").fetchone()[0] != n_expected:
        return None
    rows = work.run(
        "SELECT _row, coalesce(_reason, 'duplicate'), _raw FROM _aside"
        " WHERE _reason IS NOT NULL OR (_has_id AND _ordinal > 1) ORDER BY _row"
    ).fetchall()
    return [Reject(work.raw.line(int(row)), str(reason), str(raw)) for row, reason, raw in rows]


@contextmanager
def _fixed_join_order(work: _Work) -> Iterator[None]:
    """Keeps the file on the streaming side of a join, and its rows in order."""
    work.run("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        yield
    finally:
        work.run("RESET disabled_optimizers")


def _raw_rows(work: _Work, join: str) -> str:
    """Raw rows that are (`SEMI`) or are not (`ANTI`) in `_out`."""
    rows = f"(SELECT *, {work.sql.hash} AS _raw_hash FROM {work.raw.scan})"
    return f"SELECT r.* EXCLUDE (_raw_hash) FROM {rows} r {join} JOIN _out ON _out_h = r._raw_hash"


def _rows_sql(work: _Work) -> str:
    if work.run("SELECT count(*) FROM _out").fetchone()[0]:
        once = work.sql.select(work.own(f"({_raw_rows(work, 'ANTI')})"))
        new_id = "CASE WHEN _ordinal = 1 THEN _id ELSE substr(md5(_id || chr(31) || _ordinal), 1, 24) END"
        kept = "_reason IS NULL AND NOT (_has_id AND _ordinal > 1)"
        if not _is_hashed(work.spec):
            new_id = "_id"
        rest = work.sql.select(f"(SELECT * REPLACE ({new_id} AS _id) FROM _aside WHERE {kept})")
        once = f"{once} UNION ALL {rest}"
    else:
        once = work.sql.select(work.own(work.raw.scan))
    return shaped(once, work.spec)


def _grouped(work: _Work, part: Path) -> str:
    """Rows (ids: strongest first, earliest instant) of a staged part."""
    at = _TIME[work.spec.table]
    source = f"read_parquet('{str(part).replace(chr(39), chr(39) * 2)}')"
    if work.spec.table != "events":
        return f"SELECT _identities AS ids, min({at}) AS seen FROM {source} WHERE len(_identities) > 0 GROUP BY 1"
    return (
        "SELECT list_concat([namespace || ':' || identity],"
        " CASE WHEN _others IS NULL THEN [] ELSE string_split(_others, chr(31)) END) AS ids, seen FROM"
        f" (SELECT namespace, identity, _others, min({at}) AS seen FROM {source}"
        " WHERE identity IS NOT NULL GROUP BY ALL)"
    )


def _write_identities(work: _Work, folder: Path) -> None:
    kind = work.spec.plan.link_kind
    work.run(f"CREATE OR REPLACE TEMP TABLE _ids AS {_grouped(work, folder / 'rows.parquet')}")
    work.session.copy(
        "SELECT identity, min(seen) AS first_seen_at FROM (SELECT unnest(ids) AS identity, seen FROM _ids) GROUP BY 1",
        folder / "seen.parquet",
    )
    work.session.copy(
        f"SELECT least(a, b) AS a, greatest(a, b) AS b, '{kind}' AS kind, min(seen) AS occurred_at,"
        f" {LINK_WEIGHTS[kind]}::BIGINT AS weight_milli, NULL::VARCHAR AS event_id FROM"
        " (SELECT ids[1] AS a, unnest(ids[2:]) AS b, seen FROM _ids WHERE len(ids) > 1)"
        " WHERE a <> b GROUP BY 1, 2",
        folder / "links.parquet",
    )
    work.run("DROP TABLE _ids")


def _count_without_identity(work: _Work, part: Path) -> int:
    is_of_order = not work.spec.person and "order_id" in work.spec.map
    if (
        not work.spec.plan.has_person
        or work.spec.table == "order_lines"
        or (is_of_order and work.spec.table == "texts")
    ):
        return 0
    condition = "identity IS NULL" if work.spec.table == "events" else "len(_identities) = 0"
    source = f"read_parquet('{str(part).replace(chr(39), chr(39) * 2)}')"
    return int(work.run(f"SELECT count(*) FROM {source} WHERE {condition}").fetchone()[0])


def _write_rejects(work: _Work, rejected: list[Reject], path: Path) -> None:
    columns = list(work.raw.columns)
    hidden = {column for columns in work.spec.person.values() for column in columns}
    rows = [
        {
            "source": work.spec.name,
            "path": str(work.raw.path),
            "line": each.line,
            "reason": each.reason,
            "raw": _masked(each.raw, columns, hidden, scrub=work.scrub),
        }
        for each in rejected
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=table("rejects").schema), path, compression="zstd")


def _masked(raw: str, columns: list[str], hidden: set[str], *, scrub: Callable[[str], str]) -> str:
    cells = ["" if cell == "\x1e" else cell for cell in raw.split("\x1f")]
    if len(cells) == len(columns):
        cells = [mask(cell) if column in hidden else cell for cell, column in zip(cells, columns, strict=True)]
    return _DIGITS.sub(lambda found: mask(found[0]), scrub(",".join(cells)))

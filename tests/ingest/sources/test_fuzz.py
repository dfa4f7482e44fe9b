"""Whatever stands in a file: no traceback, every good row comes through equal, and every row is counted."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huaxiang.domain.errors import UserError
from huaxiang.domain.identities import NAMESPACES
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.ingest.canonical import Reading
from huaxiang.ingest.cells import clean_cell
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.sniffing import sniff
from huaxiang.ingest.sources.base import Reject, source_kind, source_kinds
from huaxiang.ingest.staging import stage_file

QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
CELLS = st.text(
    st.one_of(
        st.sampled_from(list(",;\t|\"'\n\r=:{}[]$#\\\x00 ")),
        st.sampled_from(list("订单号美白面霜,。０１２¥😀é")),
        st.characters(codec="utf-8", exclude_categories=["Cs"]),
    ),
    max_size=12,
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12)
PLAIN_ROWS = st.lists(
    st.tuples(st.integers(0, 10**6).map(str), st.sampled_from(["浏览", "buy", "加购"]), st.integers(1, 99).map(str)),
    min_size=2,
    max_size=12,
)


def read(path: Path, kind: str, form: Format) -> tuple[list[tuple[str | None, ...]], list[Reject], list[int]]:
    """Rows, rejects, and the line of each row."""
    spec = SourceSpec("s", kind, str(path), "items", format=form)
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        raw = source_kind(kind).open(path, spec, connection=connection, workspace=Path(scratch))
        for _ in range(2):
            cells = ", ".join(raw.cell(column)[0] for column in raw.columns)
            rows = connection.execute(f"SELECT {cells} FROM {raw.scan}").fetchall()
            if not raw.must_repeat():
                break
        rejects = raw.rejects()
        raw.close()
        return rows, rejects, [raw.line(number) for number in range(len(rows))]


def expected(rows: list[tuple[str, ...]]) -> list[tuple[str | None, ...]]:
    return [tuple(clean_cell(cell) or None for cell in row) for row in rows]


def written(rows: list[tuple[str, ...]], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *rows])
    return out.getvalue()


@QUIET
@given(ROWS, st.sampled_from([",", ";", "\t", "|"]))
def test_csv_with_any_cells_comes_through_equal(rows: list[tuple[str, ...]], delimiter: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(written(rows, delimiter).replace("\r", "").encode())
        wanted = expected([tuple(cell.replace("\r", "") for cell in row) for row in rows])
        got, rejects, _ = read(path, "csv", Format(delimiter=delimiter, encoding="utf-8"))
        assert got == wanted
        assert rejects == []


BAD_LINES = ['9,"open,3', "9,8", "9,8,7,6", '9,"x" y,3', "9,\x00", '"9,8,7']


@QUIET
@given(PLAIN_ROWS, st.lists(st.tuples(st.integers(0, 20), st.sampled_from(BAD_LINES)), max_size=4))
def test_bad_lines_of_a_csv_are_rejected_alone_with_their_line(
    rows: list[tuple[str, ...]], bad: list[tuple[int, str]]
) -> None:
    lines = [",".join(row) for row in rows]
    for place, line in bad:
        lines.insert(place % (len(lines) + 1), line)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text("\n".join(["a,b,c", *lines]) + "\n", encoding="utf-8", newline="")
        got, rejects, numbers = read(path, "csv", Format())
    assert got == [tuple(row) for row in rows]
    places = [number for number, line in enumerate(lines, 2) if line in BAD_LINES]
    assert [reject.line for reject in rejects] == places
    assert numbers == [number for number, line in enumerate(lines, 2) if line not in BAD_LINES]


@QUIET
@given(PLAIN_ROWS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]))
def test_every_encoding_is_found(rows: list[tuple[str, ...]], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes("".join(",".join(row) + "\n" for row in [("编号", "行为", "数量"), *rows]).encode(encoding))
        got, rejects, _ = read(path, "csv", Format())
        (table,) = sniff(path)
    assert (got, rejects) == ([tuple(row) for row in rows], [])
    assert table.columns == ("编号", "行为", "数量")
    assert [tuple(row.values()) for row in table.sample.to_pylist()] == got


@QUIET
@given(PLAIN_ROWS)
def test_aligned_text_comes_through_equal(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text("".join(f" {a:<8} {b:<4} {c:>6}\n" for a, b, c in rows), encoding="utf-8")
        (table,) = sniff(path)
        form = Format(**{key: tuple(v) if isinstance(v, list) else v for key, v in table.format.items()})
        got, rejects, _ = read(path, table.kind, form)
    assert (got, rejects, table.kind) == ([tuple(row) for row in rows], [], "text")


@QUIET
@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), CELLS, min_size=3), min_size=1, max_size=8))
def test_json_list_comes_through_equal(rows: list[dict[str, str]]) -> None:
    listed = pa.Table.from_pylist(rows).to_pandas().to_json(orient="records", force_ascii=False, indent=2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json.gz"
        path.write_bytes(gzip.compress(listed.encode()))
        got, rejects, _ = read(path, "jsonl", Format(encoding="utf-8"))
    names = list(rows[0])
    assert rejects == []
    assert got == [tuple(row[name] or None for name in names) for row in rows]


@QUIET
@given(ROWS)
def test_sheet_with_any_cells_comes_through_equal(rows: list[tuple[str, ...]]) -> None:
    def allowed(cell: str) -> str:
        kept = "".join(sign for sign in cell if sign.isprintable() and ord(sign) < 0xFFFE)
        return kept.strip() if not kept.startswith(("=", "_x")) else "x"

    clean = [("v", *map(allowed, row[1:])) for row in rows]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("a", "b", "c"), *clean):
        sheet.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        book.save(path)
        got, rejects, _ = read(path, "excel", Format())
    assert (got, rejects) == (expected(clean), [])


READING = Reading(Zone("Asia/Shanghai"), "CNY", NAMESPACES, "scrub_text")
DAMAGE = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), min_size=1, max_size=5)


def one_line(attempt: Callable[[], object]) -> bool:
    """Whether it worked, or ended in an error of one line that the user can mend."""
    try:
        attempt()
    except UserError as error:
        return "\n" not in str(error)
    return True


@pytest.mark.parametrize("kind", source_kinds())
@QUIET
@given(DAMAGE, st.booleans())
def test_damaged_files_end_in_one_line_or_in_rows(kind: str, damage: list[tuple[int, bytes]], cut: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, DuckDB().session(Limits(1, 500, Path(folder) / "spill")) as session:
        session.connection.create_function("scrub_text", lambda text: text, ["VARCHAR"], "VARCHAR")
        example = source_kind(kind).example(Path(folder))
        content = example.path.read_bytes()
        for place, piece in damage:
            at = place % max(1, len(content))
            content = content[:at] if cut and at else content[:at] + piece + content[at + len(piece) :]
        example.path.write_bytes(content)

        def stage() -> None:
            out = Path(folder) / "out"
            staged = stage_file(example.path, example.spec, reading=READING, session=session, folder=out, scrub=str)
            assert staged.rows_in == staged.rows_used + sum(staged.rejects.values())

        assert one_line(stage)
        assert one_line(lambda: sniff(example.path))


@QUIET
@given(st.binary(max_size=400))
def test_any_bytes_end_in_one_line_or_in_rows(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.bin"
        path.write_bytes(content)
        assert one_line(lambda: sniff(path))

"""What every kind of source must do; a new file in ingest/sources is found by itself."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.domain.identities import NAMESPACES
from huaxiang.domain.instants import Zone, from_iso
from huaxiang.domain.tables import table
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.ingest.canonical import Reading
from huaxiang.ingest.files import find_files
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.sniffing import sniff
from huaxiang.ingest.sources.base import Example, source_kind, source_kinds
from huaxiang.ingest.staging import Staged, stage_file

READING = Reading(Zone("Asia/Shanghai"), "CNY", NAMESPACES, "scrub_text")
TEXT_KINDS = [kind for kind in source_kinds() if kind not in ("parquet", "excel")]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Any]:
    with DuckDB().session(Limits(2, 1000, tmp_path / "spill")) as opened:
        opened.connection.create_function("scrub_text", lambda text: text, ["VARCHAR"], "VARCHAR")
        yield opened


def _stage(session: Any, path: Path, spec: SourceSpec, folder: Path) -> Staged:
    return stage_file(path, spec, reading=READING, session=session, folder=folder, scrub=str)


def _example(kind: str, folder: Path) -> Example:
    return source_kind(kind).example(folder)


def _rejects(staged: Staged) -> dict[int, str]:
    rows = pq.read_table(staged.part("rejects")).to_pylist()
    return {row["line"]: row["reason"] for row in rows if row["reason"] != "duplicate"}


@pytest.mark.parametrize("kind", source_kinds())
def test_rows_have_exactly_the_canonical_columns_and_unique_ids(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    staged = _stage(session, example.path, example.spec, tmp_path / "out")
    rows = pq.read_table(staged.part("rows"))
    checked = table("events").check(rows.select(list(table("events").names)))
    assert [name for name in rows.column_names if not name.startswith("_")] == list(table("events").names)
    ids = checked["event_id"].to_pylist()
    assert len(set(ids)) == len(ids) == staged.rows_out
    assert staged.rows_in == staged.rows_used + sum(staged.rejects.values())
    assert staged.rows_in == example.n_rows + len(example.broken)


@pytest.mark.parametrize("kind", source_kinds())
def test_instants_are_utc_microseconds(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    staged = _stage(session, example.path, example.spec, tmp_path / "out")
    assert min(pq.read_table(staged.part("rows"))["occurred_at"].to_pylist()) == from_iso("2025-11-11T12:00:00Z")


@pytest.mark.parametrize("kind", source_kinds())
def test_reading_twice_gives_the_same(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    answers = [
        pq.read_table(_stage(session, example.path, example.spec, tmp_path / f"out{n}").part("rows")).sort_by(
            "event_id"
        )
        for n in range(2)
    ]
    assert answers[0].equals(answers[1])


@pytest.mark.parametrize("kind", source_kinds())
def test_broken_lines_are_rejected_alone_with_their_place(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    staged = _stage(session, example.path, example.spec, tmp_path / "out")
    assert tuple(_rejects(staged)) == example.broken


@pytest.mark.parametrize("kind", source_kinds())
def test_file_of_another_mapping_is_one_clear_line(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    spec = replace(example.spec, map={**example.spec.map, "name": "gone"})
    with pytest.raises(BadInput, match="has no column 'gone'") as caught:
        _stage(session, example.path, spec, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert str(example.path) in str(caught.value)


@pytest.mark.parametrize("kind", source_kinds())
@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9])
def test_empty_and_unrelated_files_are_one_clear_line(kind: str, content: bytes, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    example.path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        _stage(session, example.path, example.spec, tmp_path / "out")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_wrong_encoding_names_the_setting_and_the_right_one_works(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    text = example.path.read_text(encoding="utf-8").replace("product_viewed", "看商品")
    example.path.write_bytes(text.encode("gb18030"))
    stated = replace(example.spec, format=replace(example.spec.format, encoding="utf-8"))
    with pytest.raises(BadInput, match=r'set format.encoding = "gb18030"'):
        _stage(session, example.path, stated, tmp_path / "out")
    for number, encoding in enumerate(("gbk", "auto")):
        spec = replace(example.spec, format=replace(example.spec.format, encoding=encoding))
        staged = _stage(session, example.path, spec, tmp_path / f"out{number}")
        assert "看商品" in pq.read_table(staged.part("rows"))["name"].to_pylist()
        assert tuple(_rejects(staged)) == example.broken


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_byte_order_mark_is_read_over(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    plain = _stage(session, example.path, example.spec, tmp_path / "a")
    example.path.write_bytes(b"\xef\xbb\xbf" + example.path.read_bytes())
    marked = _stage(session, example.path, example.spec, tmp_path / "b")
    assert (marked.rows_out, _rejects(marked)) == (plain.rows_out, _rejects(plain))


@pytest.mark.parametrize("kind", TEXT_KINDS)
def test_bytes_that_are_no_text_reject_their_line_alone(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    lines = example.path.read_bytes().split(b"\n")
    named = [line.replace(b"product_added", "加购".encode()) for line in lines]
    broken = [*named[:2], named[1].replace(b"m", b"\xff\xfe", 1), *named[2:]]
    example.path.write_bytes(b"\n".join(broken))
    staged = _stage(session, example.path, example.spec, tmp_path / "out")
    assert 3 in _rejects(staged)
    assert staged.rows_in == staged.rows_used + sum(staged.rejects.values())


def _packed(path: Path, how: str) -> Path:
    """The file packed; of an archive the member."""
    content = path.read_bytes()
    if how == "gz":
        (path.parent / f"{path.name}.gz").write_bytes(gzip.compress(content))
        return path.parent / f"{path.name}.gz"
    if how == "zst":
        with pa.output_stream(str(path.parent / f"{path.name}.zst"), compression="zstd") as out:
            out.write(content)
        return path.parent / f"{path.name}.zst"
    with zipfile.ZipFile(path.parent / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"导出/{path.name}", content)
        archive.writestr(f"__MACOSX/导出/._{path.name}", b"x")
        archive.writestr("readme.md", b"x")
    return path.parent / "all.zip"


@pytest.mark.parametrize("kind", source_kinds())
@pytest.mark.parametrize("how", ["gz", "zst", "zip"])
def test_packed_file_gives_the_same_rows(kind: str, how: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    plain = _stage(session, example.path, example.spec, tmp_path / "plain")
    (path,) = find_files(replace(example.spec, path=_packed(example.path, how).name), tmp_path)
    packed = _stage(session, path, example.spec, tmp_path / "packed")
    rows = [pq.read_table(each.part("rows")).sort_by("event_id") for each in (plain, packed)]
    assert rows[0].equals(rows[1])
    assert _rejects(plain) == _rejects(packed)


@pytest.mark.parametrize("kind", source_kinds())
def test_what_sniff_says_reads_the_same_rows(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    (table,) = sniff(example.path)
    assert table.kind == kind
    assert (table.n_rows, table.n_rejects) == (example.n_rows, len(example.broken))
    names = dict(zip(example.spec.format.columns, table.columns, strict=False))
    mapped = {key: names.get(raw, raw) for key, raw in example.spec.map.items() if isinstance(raw, str)}
    person = {space: tuple(names.get(raw, raw) for raw in raws) for space, raws in example.spec.person.items()}
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in table.format.items()}
    spec = replace(example.spec, format=Format(**given), map=mapped, person=person)
    ids = [
        pq.read_table(_stage(session, example.path, each, tmp_path / f"out{n}").part("rows"))["event_id"].to_pylist()
        for n, each in enumerate((example.spec, spec))
    ]
    assert sorted(ids[0]) == sorted(ids[1])


@pytest.mark.parametrize("kind", source_kinds())
def test_zone_of_the_source_moves_instants_without_offset(kind: str, session: Any, tmp_path: Path) -> None:
    example = _example(kind, tmp_path)
    utc = _stage(session, example.path, replace(example.spec, time_zone="UTC"), tmp_path / "out")
    latest = max(pq.read_table(utc.part("rows"))["occurred_at"].to_pylist())
    here = _stage(session, example.path, example.spec, tmp_path / "out2")
    assert latest - max(pq.read_table(here.part("rows"))["occurred_at"].to_pylist()) == 8 * 3600 * 1_000_000


def test_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest: csv"):
        source_kind("cvs")

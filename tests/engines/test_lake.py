from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import ContractBroken, StorageError, UnknownName
from huaxiang.domain.tables import table
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake, parted


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "shop=1" / "lake")


def rows(name: str, *given: dict[str, object]) -> pa.Table:
    schema = table(name).schema
    blank = {field.name: None if field.nullable else ("" if field.type == pa.string() else 0) for field in schema}
    return pa.Table.from_pylist([blank | each for each in given], schema=schema)


def test_an_empty_lake_has_empty_tables(lake: Lake) -> None:
    assert (lake.files("links"), lake.count("links")) == ([], 0)
    assert lake.read("links") == table("links").schema.empty_table()


def test_parts_are_read_together_in_the_schemas_order(lake: Lake) -> None:
    one, two = rows("links", {"a": "x:1"}), rows("links", {"a": "x:2"})
    assert lake.write("links", one.select(list(reversed(one.column_names))), part="part-1") == 1
    lake.write("links", two, part="part-0")
    assert lake.read("links")["a"].to_pylist() == ["x:2", "x:1"]
    assert lake.read("links").schema == table("links").schema
    assert lake.count("links") == 2


def test_a_part_written_again_takes_the_place_of_the_old_one(lake: Lake) -> None:
    lake.write("links", rows("links", {"a": "x:1"}, {"a": "x:2"}))
    lake.write("links", rows("links", {"a": "x:3"}))
    assert lake.read("links")["a"].to_pylist() == ["x:3"]


def test_rows_that_break_their_contract_are_not_written(lake: Lake) -> None:
    with pytest.raises(ContractBroken):
        lake.write("links", pa.table({"a": ["x:1"]}))
    with pytest.raises(UnknownName):
        lake.write("linkz", rows("links", {}))
    assert not lake.root.exists()


def test_columns_beside_the_documented_ones_are_nobodys(lake: Lake, tmp_path: Path) -> None:
    wider = rows("links", {"a": "x:1"}).append_column("_ordinal", pa.array([7]))
    lake.write_internal("links", wider)
    assert lake.read("links").column_names == list(table("links").names)
    with DuckDB().session(Limits(1, 256, tmp_path / "spill")) as session:
        assert session.collect(lake.scan("links", session)).column_names == list(table("links").names)


def test_a_write_that_fails_leaves_nothing(lake: Lake) -> None:
    (lake.root / "links").mkdir(parents=True)
    (lake.root / "links" / "part-0.parquet").mkdir()
    with pytest.raises(StorageError, match="cannot write"):
        lake.write("links", rows("links", {"a": "x:1"}))
    assert [path.name for path in (lake.root / "links").iterdir()] == ["part-0.parquet"]


def fail_to_write(folder: Path) -> None:
    with parted(folder) as place:
        (place / "part=1").mkdir(parents=True)
        raise OSError("the disk is full")


def test_parts_take_the_place_of_an_older_folder_together_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for part in ("3", "12"):
        with parted(folder) as place:
            for name in ("b.parquet", "a.parquet", ".a.parquet.crc"):
                path = place / f"part={part}" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(name)
        assert {each.name: each.read_text() for each in folder.iterdir()} == {
            f"part-{part}-0.parquet": "a.parquet",
            f"part-{part}-1.parquet": "b.parquet",
        }
    with pytest.raises(StorageError, match="parts: cannot write: the disk is full"):
        fail_to_write(folder)
    assert [each.name for each in tmp_path.iterdir()] == ["parts"]
    assert {each.name for each in folder.iterdir()} == {"part-12-0.parquet", "part-12-1.parquet"}


@pytest.fixture
def people(lake: Lake) -> Lake:
    """Anna (member number 1, a cookie) and Bo (member number 12)."""
    lake.write(
        "identities",
        rows(
            "identities",
            {"identity": "member_no:1", "namespace": "member_no", "value": "1", "person_id": "p_anna"},
            {"identity": "cookie:x", "namespace": "cookie", "value": "x", "person_id": "p_anna"},
            {"identity": "member_no:12", "namespace": "member_no", "value": "12", "person_id": "p_bo"},
        ),
    )
    lake.write(
        "events",
        rows(
            "events",
            {"event_id": "e1", "person_id": "p_anna", "namespace": "member_no", "identity": "1"},
            {"event_id": "e2", "person_id": None, "namespace": "cookie", "identity": "x"},
            {"event_id": "e3", "person_id": "p_bo", "namespace": "member_no", "identity": "12"},
            {"event_id": "e4"},
        ),
    )
    lake.write("orders", rows("orders", {"order_id": "o1", "person_id": "p_anna"}, {"order_id": "o2"}))
    lake.write("order_lines", rows("order_lines", {"order_id": "o1"}, {"order_id": "o2"}))
    lake.write("links", rows("links", {"a": "cookie:x", "b": "member_no:1"}, {"a": "cookie:y", "b": "member_no:12"}))
    lake.write("rejects", rows("rejects", {"raw": "1,yesterday"}, {"raw": "12,yesterday"}, {"raw": "2021-01-12"}))
    shared = {"tag_key": "flag.a", "evidence_id": "shared"}
    lake.write(
        "assignments",
        rows(
            "assignments",
            {"person_id": "p_anna", "tag_key": "flag.b", "evidence_id": "hers"},
            {"person_id": "p_anna"} | shared,
            {"person_id": "p_bo"} | shared,
        ),
    )
    lake.write("evidence", rows("evidence", {"evidence_id": "hers"}, {"evidence_id": "shared"}))
    return lake


def test_forgetting_a_person_takes_their_rows_and_nobody_elses(people: Lake) -> None:
    people.forget(["p_anna"])
    assert people.read("events")["event_id"].to_pylist() == ["e3", "e4"]
    assert people.read("identities")["identity"].to_pylist() == ["member_no:12"]
    assert people.read("links")["a"].to_pylist() == ["cookie:y"]
    assert people.read("order_lines")["order_id"].to_pylist() == ["o2"]
    assert people.read("assignments")["person_id"].to_pylist() == ["p_bo"]
    assert people.read("evidence")["evidence_id"].to_pylist() == ["shared"]
    assert people.read("rejects")["raw"].to_pylist() == ["12,yesterday", "2021-01-12"]


def test_forgetting_a_stranger_changes_nothing(people: Lake) -> None:
    before = {path: path.read_bytes() for path in people.root.glob("*/*.parquet")}
    assert people.forget(["p_nobody"]) == 0
    assert {path: path.read_bytes() for path in people.root.glob("*/*.parquet")} == before


@pytest.mark.parametrize("statistics", [True, False])
def test_columns_are_held_where_any_row_of_any_file_has_a_value(lake: Lake, statistics: bool) -> None:
    folder = lake.root / "visits"
    folder.mkdir(parents=True)
    none, text = pa.array([None, None], pa.string()), pa.array([None, "a"], pa.string())
    files = [
        {"page": none, "zone": none, "dwell": pa.array([1, None])},
        {"page": text, "zone": none},
        {"zone": none[:0]},
    ]
    for number, file in enumerate(files):
        pq.write_table(pa.table(file), folder / f"part-{number}.parquet", write_statistics=statistics)
    assert lake.held_columns("visits", ["page", "zone", "dwell", "unheard"]) == {"page", "dwell"}
    assert lake.held_columns("nothing", ["page"]) == set()

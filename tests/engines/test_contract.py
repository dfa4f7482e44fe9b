"""What every engine must do; the suite finds each file of the family by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huaxiang import engines
from huaxiang.domain.errors import StorageError
from huaxiang.engines.base import Limits, Session

NOT_ENGINES = {"base", "lake"}
MODULES = [
    importlib.import_module(f"{engines.__name__}.{each.name}")
    for each in pkgutil.iter_modules(engines.__path__)
    if each.name not in NOT_ENGINES
]
SCHEMA = pa.schema([("name", pa.string()), ("n", pa.int64()), ("share", pa.float64()), ("is_new", pa.bool_())])
ROWS = pa.table(
    {
        "name": ["美妆", None, "it's"],
        "n": [1, -(2**62), None],
        "share": [0.1, None, 1e300],
        "is_new": [True, None, False],
    },
    schema=SCHEMA,
)
COLUMNS = tuple(SCHEMA.names)


@pytest.fixture(scope="module", params=MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def engine(request: pytest.FixtureRequest) -> Any:
    (name,) = request.param.__all__
    return getattr(request.param, name)()


@pytest.fixture(scope="module")
def limits(tmp_path_factory: pytest.TempPathFactory) -> Limits:
    return Limits(threads=2, memory_mb=512, spill=tmp_path_factory.mktemp("spill") / "here")


@pytest.fixture(scope="module")
def session(engine: Any, limits: Limits) -> Iterator[Session]:
    with engine.session(limits) as opened:
        yield opened


def kept(path: Path, rows: pa.Table = ROWS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, path)
    return path


def test_rows_in_memory_come_back_as_they_were(session: Session) -> None:
    assert session.collect(session.arrow(ROWS, "rows")).to_pylist() == ROWS.to_pylist()


def test_a_name_given_again_means_the_newer_rows(session: Session) -> None:
    session.arrow(ROWS, "again")
    assert session.collect(session.arrow(ROWS.slice(0, 1), "again")).num_rows == 1


@pytest.mark.parametrize("folder", ["plain", "店 铺 [1]", "it's", "shop=1", "a*b?"])
def test_parquet_files_are_read_wherever_they_lie(session: Session, tmp_path: Path, folder: str) -> None:
    files = [kept(tmp_path / folder / f"part {number}.parquet") for number in (1, 2)]
    rows = session.collect(session.parquet(files, SCHEMA))
    assert rows.column_names == SCHEMA.names
    assert sorted(map(str, rows.to_pylist())) == sorted(map(str, 2 * ROWS.to_pylist()))
    assert session.fingerprint(files, columns=COLUMNS) == session.fingerprint(
        [kept(tmp_path / "other" / f"{number}.parquet") for number in (1, 2)], columns=COLUMNS
    )


def test_no_files_are_an_empty_table_of_the_schema(session: Session) -> None:
    rows = session.collect(session.parquet([], SCHEMA))
    assert (rows.num_rows, rows.schema.names, rows.schema.types) == (0, SCHEMA.names, SCHEMA.types)


def test_batches_are_all_rows_in_pieces(session: Session) -> None:
    numbers = session.arrow(pa.table({"n": range(20_000)}), "numbers")
    pieces = list(session.batches(numbers.order_by("n"), rows=4_096))
    assert len(pieces) >= 4
    assert [n for piece in pieces for n in piece["n"].to_pylist()] == list(range(20_000))


def test_what_is_written_is_what_was_asked_for(session: Session, tmp_path: Path) -> None:
    table = session.arrow(ROWS, "to_write")
    path = tmp_path / "a" / "b" / "it's.parquet"
    assert session.write(table.filter(table.n.notnull()), path) == 2
    assert pq.read_table(path).to_pylist() == [row for row in ROWS.to_pylist() if row["n"] is not None]
    assert session.copy("SELECT 7 AS seven", path) == 1
    assert pq.read_table(path).to_pylist() == [{"seven": 7}]


def test_writing_keeps_the_order_asked_for(session: Session, tmp_path: Path) -> None:
    numbers = session.arrow(pa.table({"n": [(n * 7_919) % 1_000_003 for n in range(400_000)]}), "shuffled")
    path = tmp_path / "sorted.parquet"
    assert session.write(numbers.order_by("n"), path) == 400_000
    found = pq.read_table(path)["n"].to_pylist()
    assert found == sorted(found)


LATE_FAULT = """SELECT CAST(x AS BIGINT) AS n
FROM (SELECT CASE WHEN i > 90000 THEN 'x' ELSE '1' END AS x FROM range(100000) t(i))"""


@pytest.mark.parametrize("sql", [LATE_FAULT, "SELECT missing FROM nowhere"], ids=["late", "at once"])
def test_a_write_that_fails_leaves_no_file_and_the_old_one_as_it_was(
    session: Session, tmp_path: Path, sql: str
) -> None:
    path = kept(tmp_path / "kept.parquet")
    before = path.read_bytes()
    with pytest.raises(Exception):  # noqa: B017, PT011
        session.copy(sql, path)
    with pytest.raises(Exception):  # noqa: B017, PT011
        session.copy(sql, tmp_path / "new.parquet")
    assert [each.name for each in tmp_path.iterdir()] == ["kept.parquet"]
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_a_storage_error_in_one_line(session: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="cannot write") as told:
        session.copy("SELECT 1 AS one", tmp_path / "file" / "t.parquet")
    assert "\n" not in str(told.value)


def test_a_session_frees_its_folder(engine: Any, limits: Limits) -> None:
    with engine.session(limits) as opened:
        opened.collect(opened.arrow(ROWS, "rows"))
        assert list(limits.spill.iterdir())
        mine = set(limits.spill.iterdir())
    assert len(set(limits.spill.iterdir()) & mine) < len(mine)


def test_instants_are_in_utc_whatever_the_machine(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "hour.parquet"
    session.copy("SELECT hour(TIMESTAMPTZ '2025-11-11 12:00:00+08:00') AS hour", path)
    assert pq.read_table(path)["hour"].to_pylist() == [4]


cells = st.one_of(st.none(), st.integers(-3, 3))
tables = st.lists(st.tuples(cells, cells), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables, others=tables, order=st.randoms(use_true_random=False), cut=st.integers(0, 12))
def test_a_fingerprint_tells_content_apart_and_nothing_else(
    session: Session, tmp_path: Path, rows: list[tuple[Any, Any]], others: list[Any], order: Any, cut: int
) -> None:
    def of(*parts: list[tuple[Any, Any]]) -> tuple[int, str]:
        files = []
        for number, part in enumerate(parts):
            columns = {name: pa.array([row[at] for row in part], pa.int64()) for at, name in enumerate(("a", "b"))}
            files.append(kept(tmp_path / f"{number}.parquet", pa.table(columns)))
        return session.fingerprint(files, columns=("a", "b"))

    shuffled = list(rows)
    order.shuffle(shuffled)
    assert of(rows) == of(shuffled) == of(shuffled[:cut], shuffled[cut:])
    assert (of(rows) == of(others)) == (sorted(map(str, rows)) == sorted(map(str, others)))
    assert of(rows)[0] == len(rows)


def test_a_fingerprint_looks_at_its_columns_alone(session: Session, tmp_path: Path) -> None:
    plain = kept(tmp_path / "a.parquet", ROWS)
    wider = kept(tmp_path / "b.parquet", ROWS.append_column("run_id", pa.array(["r1", "r1", "r1"])))
    assert session.fingerprint([plain], columns=COLUMNS) == session.fingerprint([wider], columns=COLUMNS)
    assert session.fingerprint([plain], columns=COLUMNS) != session.fingerprint([plain], columns=COLUMNS[:2])


def test_integer_sums_are_the_same_twice(session: Session) -> None:
    table = session.arrow(pa.table({"k": [n % 7 for n in range(50_000)], "v": [n * n for n in range(50_000)]}), "sums")
    sums = table.group_by("k").aggregate(total=table.v.sum()).order_by("k")
    first, second = session.collect(sums).to_pylist(), session.collect(sums).to_pylist()
    assert first == second
    assert first[3]["total"] == sum(n * n for n in range(50_000) if n % 7 == 3)
    assert isinstance(sums, ibis.Table)


@dataclass(frozen=True)
class Doubled:
    """Rows with their text doubled: what an engine is told to make."""

    beside: str

    def __call__(self, session: Session, rows: Any) -> Any:
        end = session.arrow(pa.table({"end": [self.beside]}), "ends")
        return rows.cross_join(end).select("identity", x=rows.x.concat(rows.x, ibis.literal(":"), end.end))


def test_rows_are_parted_by_their_owners_and_an_older_folder_is_replaced(session: Session, tmp_path: Path) -> None:
    schema = pa.schema([("identity", pa.string()), ("x", pa.string())])
    owners = pa.table({"identity": ["a", "b", "c", "d"], "person": [0, 1, 2, 3], "part": [0, 0, 2, 2]})
    folder = tmp_path / "a b" / "parts"
    for rows in ([("a", "1"), ("c", "2"), ("d", "3"), ("a", "4"), ("nobody", "5")], [("b", "1")]):
        source = kept(tmp_path / "in.parquet", pa.table(dict(zip(schema.names, zip(*rows, strict=True), strict=True))))
        session.shuffle([source], schema, Doubled("x"), owners, folder)
        found: dict[str, list[Any]] = {}
        for file in folder.glob("*.parquet"):
            columns = pq.read_table(file, partitioning=None, columns=["identity", "person", "x"]).to_pydict()
            part = found.setdefault(file.name.split("-")[1], [])
            part.extend(zip(*columns.values(), strict=True))
        wanted: dict[str, list[Any]] = {}
        for identity, x in rows:
            if identity != "nobody":
                person = "abcd".index(identity)
                wanted.setdefault(str(person // 2 * 2), []).append((identity, person, f"{x}{x}:x"))
        assert {part: sorted(each) for part, each in found.items()} == {p: sorted(each) for p, each in wanted.items()}
    session.shuffle([], schema, Doubled("x"), owners, folder)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_storage_error(session: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    schema = pa.schema([("identity", pa.string()), ("x", pa.string())])
    owners = pa.table({"identity": ["a"], "person": [0], "part": [0]})
    source = kept(tmp_path / "in.parquet", pa.table({"identity": ["a"], "x": ["1"]}))
    with pytest.raises(StorageError, match="cannot write"):
        session.shuffle([source], schema, Doubled("x"), owners, tmp_path / "file" / "parts")


def test_work_on_each_comes_back_in_order(session: Session) -> None:
    assert list(session.each(partial(pow, 2), range(40))) == [2**n for n in range(40)]
    assert list(session.each(partial(pow, 2), [])) == []


def test_columns_that_a_file_lacks_are_null_and_others_are_not_seen(session: Session, tmp_path: Path) -> None:
    files = [
        kept(tmp_path / "1.parquet", pa.table({"name": ["a"], "beside": [1]})),
        kept(tmp_path / "2.parquet", pa.table({"n": [2], "name": ["b"]})),
    ]
    schema = pa.schema([("name", pa.string()), ("n", pa.int64()), ("share", pa.float64())])
    rows = session.collect(session.parquet(files, schema))
    assert rows.schema.names == schema.names
    assert sorted(map(str, rows.to_pylist())) == [
        "{'name': 'a', 'n': None, 'share': None}",
        "{'name': 'b', 'n': 2, 'share': None}",
    ]

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
from tests.engines.present import lacking

from huaxiang import engines
from huaxiang.domain.errors import StorageError, UnknownName
from huaxiang.engines.base import Limits, Session

NOT_ENGINES = {"base", "jvm", "lake"}
SLOW = {"spark"}
ENGINES = [
    pytest.param(each.name, marks=[pytest.mark.slow] if each.name in SLOW else [])
    for each in pkgutil.iter_modules(engines.__path__)
    if each.name not in NOT_ENGINES
]
FOLDERS = ["plain", "店 铺 [1]", "it's", "shop=1", "a*b?", "50 % {x}, y"]
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


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Any:
    reason = lacking(request.param)
    if reason is not None:
        pytest.skip(reason)
    module = importlib.import_module(f"{engines.__name__}.{request.param}")
    (name,) = module.__all__
    return getattr(module, name)()


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


@pytest.mark.parametrize("folder", FOLDERS)
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


TEXTS = pa.schema([("identity", pa.string()), ("x", pa.string())])
OWNERS = pa.table({"identity": ["a", "b", "c", "d"], "person": [0, 1, 2, 3], "part": [0, 0, 2, 2]})


@dataclass(frozen=True)
class Doubled:
    """Rows with their text doubled: what an engine is told to make."""

    beside: str

    def __call__(self, session: Session, rows: Any) -> Any:
        end = session.arrow(pa.table({"end": [self.beside]}), "ends")
        return rows.cross_join(end).select("identity", x=rows.x.concat(rows.x, ibis.literal(":"), end.end))


class Numbers:
    """Rows with their text as a number: some texts are none."""

    def __call__(self, session: Session, rows: Any) -> Any:
        return rows.select("identity", x=rows.x.cast("int64"))


def texts(path: Path, *rows: tuple[str, str]) -> Path:
    return kept(path, pa.table({"identity": [row[0] for row in rows], "x": [row[1] for row in rows]}, TEXTS))


def parts_in(folder: Path) -> dict[str, list[Any]]:
    """Rows (identity, person, x) of each part; its files have exactly these columns."""
    found: dict[str, list[Any]] = {}
    for file in sorted(folder.iterdir()):
        _, part, number = file.stem.split("-")
        assert (file.name, number.isdigit()) == (f"part-{part}-{number}.parquet", True)
        rows = pq.read_table(file, partitioning=None)
        assert {each.name: str(each.type) for each in rows.schema} == {
            "person": "int64",
            "identity": "string",
            "x": "string",
        }
        found.setdefault(part, []).extend(
            tuple(row[name] for name in ("identity", "person", "x")) for row in rows.to_pylist()
        )
    return {part: sorted(rows, key=str) for part, rows in found.items()}


@pytest.mark.parametrize("name", FOLDERS)
def test_rows_are_parted_by_their_owners_and_an_older_folder_is_replaced(
    session: Session, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name / "parts"
    first = texts(tmp_path / name / "1.parquet", ("a", "1"), ("c", "2"), ("nobody", "5"))
    second = texts(tmp_path / name / "2.parquet", ("d", "3"), ("a", "4"))
    session.shuffle([first, second], TEXTS, Doubled("x"), OWNERS, folder)
    assert parts_in(folder) == {
        "0": [("a", 0, "11:x"), ("a", 0, "44:x")],
        "2": [("c", 2, "22:x"), ("d", 3, "33:x")],
    }
    session.shuffle([texts(first, ("b", "1"))], TEXTS, Doubled("y"), OWNERS, folder)
    assert parts_in(folder) == {"0": [("b", 1, "11:y")]}
    for files in ([], [texts(first, ("nobody", "1"))]):
        session.shuffle(files, TEXTS, Doubled("x"), OWNERS, folder)
        assert list(folder.iterdir()) == []
    assert [path.name for path in folder.parent.iterdir() if path.suffix != ".parquet"] == ["parts"]


def test_a_column_that_a_file_lacks_is_null_in_what_is_parted(session: Session, tmp_path: Path) -> None:
    files = [
        kept(tmp_path / "1.parquet", pa.table({"x": ["1", "2"], "beside": [1, 2], "identity": ["a", "b"]})),
        kept(tmp_path / "2.parquet", pa.table({"identity": ["c"]})),
    ]
    session.shuffle(files, TEXTS, Doubled("x"), OWNERS, tmp_path / "parts")
    assert parts_in(tmp_path / "parts") == {"0": [("a", 0, "11:x"), ("b", 1, "22:x")], "2": [("c", 2, None)]}


def test_files_of_many_row_groups_are_parted_without_a_row_lost(session: Session, tmp_path: Path) -> None:
    rows = pa.table({"identity": [name for name in "abcd" for _ in range(250)], "x": [str(n) for n in range(1_000)]})
    pq.write_table(rows, tmp_path / "in.parquet", row_group_size=64)
    session.shuffle([tmp_path / "in.parquet"], TEXTS, Doubled(""), OWNERS, tmp_path / "parts")
    found = parts_in(tmp_path / "parts")
    assert sorted(int(x[: len(x) // 2]) for part in found.values() for _, _, x in part) == list(range(1_000))
    assert {part: len(rows) for part, rows in found.items()} == {"0": 500, "2": 500}


def test_rows_that_cannot_be_made_leave_the_older_folder_as_it_was(session: Session, tmp_path: Path) -> None:
    source, folder = tmp_path / "in.parquet", tmp_path / "parts"
    session.shuffle([texts(source, ("a", "1"))], TEXTS, Doubled("x"), OWNERS, folder)
    with pytest.raises(Exception, match="Could not convert string 'no' to INT64") as told:
        session.shuffle([texts(source, ("a", "no"))], TEXTS, Numbers(), OWNERS, folder)
    assert "\n\tat " not in str(told.value), "the trace of a JVM"
    assert parts_in(folder) == {"0": [("a", 0, "11:x")]}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "parts"]


def test_a_folder_that_cannot_be_written_is_a_storage_error(session: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="cannot write"):
        session.shuffle(
            [texts(tmp_path / "in.parquet", ("a", "1"))], TEXTS, Doubled("x"), OWNERS, tmp_path / "file" / "parts"
        )


def test_work_on_each_comes_back_in_order(session: Session) -> None:
    assert list(session.each(partial(pow, 2), range(40))) == [2**n for n in range(40)]
    assert list(session.each(partial(pow, 2), [])) == []


def test_work_may_be_a_function_of_its_surroundings(session: Session) -> None:
    beside = {"a": 1, "b": 2}
    assert list(session.each(lambda name: (name, beside[name]), ["b", "a"])) == [("b", 2), ("a", 1)]


def refuse_the_second(number: int) -> int:
    if number == 2:
        raise UnknownName("number", "two", ["tow"])
    return number


def test_an_error_of_ours_in_the_work_is_raised_as_it_is(session: Session) -> None:
    made = session.each(refuse_the_second, [1, 2, 3])
    assert next(made) == 1
    with pytest.raises(UnknownName) as told:
        next(made)
    assert (str(told.value), told.value.nearest) == ("unknown number 'two' (nearest: tow)", ("tow",))


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

"""What generations of every kind of store do: side by side, one of them current."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

import pytest

from huaxiang.domain.errors import StorageError
from huaxiang.project.config import STORES
from huaxiang.stores.base import Generations, Meta, Update
from huaxiang.stores.sqlite_files import SQLiteGenerations


@pytest.fixture(params=STORES)
def generations(request: pytest.FixtureRequest, tmp_path: Path) -> Generations:
    if request.param == "sqlite":
        folder = tmp_path / "店 铺" / ".huaxiang" / "store"
        folder.mkdir(parents=True)
        return SQLiteGenerations(folder)
    server = request.getfixturevalue("postgres")
    from huaxiang.stores.postgres_schemas import PostgresGenerations

    return PostgresGenerations(server.dsn, f"shop_{secrets.token_hex(6)}")


def make(generations: Generations, *runs: str) -> None:
    for run in runs:
        store = generations.open(run)
        store.finish(Meta(run, 1, 1, 0), {})
        store.close()


def run_of(generations: Generations, run: str) -> str:
    store = generations.open(run)
    found = store.meta().run_id
    store.close()
    return found


def test_before_the_first_build_there_is_none(generations: Generations) -> None:
    assert (generations.current(), generations.names()) == (None, [])
    generations.prune()
    generations.drop("r1")


def test_the_pointer_names_the_current_one(generations: Generations) -> None:
    make(generations, "r2", "r1")
    assert generations.current() is None
    generations.switch("r2")
    assert (generations.current(), generations.names()) == ("r2", ["r1", "r2"])
    generations.switch("r1")
    assert generations.current() == "r1"
    assert (run_of(generations, "r1"), run_of(generations, "r2")) == ("r1", "r2")


def test_a_pointer_to_a_generation_that_is_gone_points_to_none(generations: Generations) -> None:
    generations.switch("r9")
    assert generations.current() is None
    make(generations, "r8")
    generations.switch("r8")
    generations.drop("r8")
    assert (generations.current(), generations.names()) == (None, [])


def test_readers_see_the_old_one_or_the_new_one_and_nothing_between(generations: Generations) -> None:
    make(generations, "r1", "r2" * 10)
    generations.switch("r1")
    seen, stop = set(), threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(generations.current())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        generations.switch("r2" * 10)
        generations.switch("r1")
    stop.set()
    reader.join()
    assert seen <= {"r1", "r2" * 10}


def test_pruning_keeps_the_current_one_and_the_newest_other(generations: Generations) -> None:
    make(generations, "r1", "r2", "r3", "r4")
    generations.switch("r1")
    generations.prune(keep=2)
    assert generations.names() == ["r1", "r4"]
    generations.prune(keep=1)
    assert (generations.current(), generations.names()) == ("r1", ["r1"])
    assert run_of(generations, "r1") == "r1"


def test_a_generation_is_not_another_one(generations: Generations) -> None:
    one, two = generations.open("r1"), generations.open("r2")
    one.apply(Update(5, 5))
    assert (two.meta().log_seq, generations.open("r1").meta().log_seq) == (0, 5)


def test_a_file_pointer_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    generations = SQLiteGenerations(tmp_path)
    make(generations, "r1", "r2")
    generations.switch("r1")
    (generations.folder / "current.partial").mkdir()
    with pytest.raises(StorageError, match="cannot switch"):
        generations.switch("r2")
    assert generations.current() == "r1"


def test_pruned_files_leave_nothing_beside_them(tmp_path: Path) -> None:
    generations = SQLiteGenerations(tmp_path)
    make(generations, "r1", "r2", "r3")
    (tmp_path / "r2.sqlite-wal").write_text("")
    generations.switch("r1")
    generations.prune(keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "r1.sqlite", "r3.sqlite"]

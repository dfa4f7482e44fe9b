from __future__ import annotations

import threading
from pathlib import Path

import pytest

from huaxiang.domain.errors import ProjectMissing, StorageError
from huaxiang.stores.generations import Generations


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    folder = tmp_path / "店 铺" / ".huaxiang" / "store"
    folder.mkdir(parents=True)
    return Generations(folder)


def make(generations: Generations, *runs: str) -> None:
    for run in runs:
        generations.path(run).write_text(run)


def test_before_the_first_build_there_is_none(generations: Generations) -> None:
    assert generations.current() is None
    with pytest.raises(ProjectMissing, match="huaxiang build"):
        generations.current_path()


def test_the_pointer_names_the_current_one(generations: Generations) -> None:
    make(generations, "r1", "r2")
    generations.switch("r2")
    assert (generations.current(), generations.current_path().name) == ("r2", "r2.sqlite")
    generations.switch("r1")
    assert generations.current() == "r1"


def test_a_pointer_to_a_generation_that_is_gone_points_to_none(generations: Generations) -> None:
    generations.switch("r9")
    assert generations.current() is None


def test_readers_see_the_old_one_or_the_new_one_and_nothing_between(generations: Generations) -> None:
    make(generations, "r1", "r2" * 40)
    generations.switch("r1")
    seen, stop = set(), threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(generations.current())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(100):
        generations.switch("r2" * 40)
        generations.switch("r1")
    stop.set()
    reader.join()
    assert seen <= {"r1", "r2" * 40}


def test_a_switch_that_cannot_be_written_leaves_the_old_pointer(generations: Generations) -> None:
    make(generations, "r1", "r2")
    generations.switch("r1")
    (generations.folder / "current.partial").mkdir()
    with pytest.raises(StorageError, match="cannot switch"):
        generations.switch("r2")
    assert generations.current() == "r1"


def test_pruning_keeps_the_current_one_and_the_newest_other(generations: Generations) -> None:
    make(generations, "r1", "r2", "r3", "r4")
    (generations.folder / "r2.sqlite-wal").write_text("")
    generations.switch("r1")
    generations.prune(keep=2)
    assert sorted(path.name for path in generations.folder.iterdir()) == ["current", "r1.sqlite", "r4.sqlite"]
    generations.prune(keep=1)
    assert generations.current() == "r1"
    assert not generations.path("r4").exists()

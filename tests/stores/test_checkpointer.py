from __future__ import annotations

import gc
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from huaxiang.stores import checkpointer
from huaxiang.stores.checkpointer import Checkpointer
from huaxiang.stores.sqlite import SQLiteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "店 store.sqlite"


@pytest.fixture
def db(path: Path):  # type: ignore[no-untyped-def]
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.executescript("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a, b);")
        yield opened


def write(db: sqlite3.Connection, n: int) -> None:
    db.execute("BEGIN")
    db.executemany("INSERT INTO t VALUES (?, ?)", [(number, "x" * 500) for number in range(n)])
    db.execute("COMMIT")


def until(condition, seconds: float = 20.0) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def threads(path: Path) -> list[threading.Thread]:
    """Those that move the log of this file; other tests of this process may have left some of their own."""
    return [each for each in threading.enumerate() if each.name == f"checkpointer {path.name}"]


def test_rows_enough_are_moved_to_their_place_and_the_log_begins_anew(path: Path, db: sqlite3.Connection) -> None:
    mover, before = Checkpointer(path), path.stat().st_size
    write(db, 5_000)
    written = path.with_name(f"{path.name}-wal").stat().st_size
    assert mover.written(5_000)
    assert not mover.written(1)
    until(lambda: path.stat().st_size > before + 2_000_000)
    mover.close()
    write(db, 5_000)
    assert path.with_name(f"{path.name}-wal").stat().st_size < 1.5 * written
    assert threads(path) == []


def test_a_store_that_nobody_has_any_more_leaves_no_thread(path: Path) -> None:
    store = SQLiteStore(path)
    store._checkpointer.written(checkpointer._ROWS)
    assert len(threads(path)) == 1
    del store
    gc.collect()
    until(lambda: threads(path) == [])


def test_few_rows_start_no_thread(path: Path) -> None:
    mover = Checkpointer(path)
    for _ in range(9):
        mover.written(checkpointer._ROWS // 10)
    assert threads(path) == []
    mover.close()


def test_a_reader_and_a_file_that_cannot_be_opened_keep_nobody_waiting(
    path: Path, db: sqlite3.Connection, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM t").fetchone()
        mover = Checkpointer(path)
        write(db, 5_000)
        mover.written(5_000)
        write(db, 5_000)
        mover.close()
        assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    away = Checkpointer(tmp_path / "nowhere" / "store.sqlite")
    away.written(1_000_000)
    away.close()
    assert list(tmp_path.glob("nowhere*")) == []
    assert threads(path) == []
    assert db.execute("SELECT count(*) FROM t").fetchone() == (10_000,)

"""What only the log in SQLite has: runs of keys in its file, whoever wrote them."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from pathlib import Path

import pytest

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.logs import seen, sqlite
from huaxiang.logs.base import Refusal
from huaxiang.logs.sqlite import SQLiteLog


def event(name: str, at: int = 5) -> AcceptedEvent:
    return AcceptedEvent(event_id("app", name), "app", name, "page_viewed", at, 9, ["cookie:a"])


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_RUN", 4)
    monkeypatch.setattr(sqlite, "_PAGE", 3)
    monkeypatch.setattr(sqlite, "_AT_ONCE", 3)
    monkeypatch.setattr(sqlite, "_ROWS", "INSERT INTO accepted VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)")
    monkeypatch.setattr(seen, "_FANOUT", 2)


def spans(path: Path) -> list[tuple[int, int, int]]:
    with sqlite3.connect(path) as database:
        return database.execute("SELECT first_seq, last_seq, level FROM seen ORDER BY 1").fetchall()


def test_two_processes_that_append_in_turn_decide_every_duplicate_through_their_runs(tmp_path: Path) -> None:
    logs = [SQLiteLog(tmp_path / "log") for _ in range(2)]
    outcomes: Counter[str] = Counter()
    for number in range(60):
        batch = [event(f"m{number // 2 + step}") for step in range(5)]
        outcomes.update(each.outcome for each in logs[number % 2].append(batch))
    assert outcomes == {"accepted": 34, "duplicate": 300 - 34}
    assert [each.message_id for _, each in SQLiteLog(tmp_path / "log").read(0)] == [f"m{n}" for n in range(34)]


def test_runs_are_merged_in_the_file_and_the_next_process_reads_only_what_they_lack(tmp_path: Path) -> None:
    log = SQLiteLog(tmp_path / "log")
    for first in range(0, 26, 2):
        log.append([event(f"m{first}"), event(f"m{first + 1}")])
    assert spans(tmp_path / "log") == [(1, 16, 2), (17, 24, 1)]
    again = SQLiteLog(tmp_path / "log")
    assert {each.outcome for each in again.append([event(f"m{number}") for number in range(26)])} == {"duplicate"}


def test_ids_that_share_a_key_are_two_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "key_of", lambda event_id: 42)
    for _ in range(3):
        log = SQLiteLog(tmp_path / "log")
        for name in "abcdefg":
            log.append([event(name), event(name)])
    assert "".join(each.message_id for _, each in log.read(0)) == "abcdefg"
    assert log.refusals() == {"duplicate": 7 * 6 - 7}


def test_an_event_that_was_forgotten_is_no_duplicate(tmp_path: Path) -> None:
    log = SQLiteLog(tmp_path / "log")
    log.append([event(f"m{number}", at=number) for number in range(5)])
    log.forget(["cookie:a"])
    assert log.newest_occurred_at() is None
    assert [each.seq for each in log.append([event("m1", at=3)])] == [6]
    assert log.newest_occurred_at() == 3


def test_a_run_that_cannot_be_written_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    log = SQLiteLog(tmp_path / "log")
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "settled", broken)
        for number in range(6):
            assert log.append([event(f"m{number}")])[0].outcome == "accepted"
    assert spans(tmp_path / "log") == []
    log.append([event("more")])
    assert spans(tmp_path / "log") == [(1, 7, 0)]
    assert log.append([event("m2")])[0].outcome == "duplicate"


def test_refusals_are_kept_in_the_transaction_of_their_events(tmp_path: Path) -> None:
    log = SQLiteLog(tmp_path / "log")
    refusal = Refusal("app", "x", "no_name", 9, "{}")
    assert log.append([], refusals=[refusal]) == []
    with pytest.raises(sqlite.StorageError):
        log.append([event("m", at=2**70)], refusals=[refusal])
    assert log.refusals() == {"no_name": 1}


def test_many_threads_share_transactions_and_every_event_has_one_number(tmp_path: Path) -> None:
    log, seqs, n_commits = SQLiteLog(tmp_path / "log"), [], 0
    write = log._write

    def counted(group: object) -> object:
        nonlocal n_commits
        n_commits += 1
        return write(group)  # type: ignore[arg-type]

    log._write = counted  # type: ignore[assignment,method-assign]

    def one(name: str) -> None:
        for number in range(10):
            seqs.extend(each.seq for each in log.append([event(f"{name}-{number}"), event(f"{name}+{number}")]))

    threads = [threading.Thread(target=one, args=(str(n),)) for n in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(seqs) == list(range(1, 241))
    assert n_commits <= 120


def test_a_long_log_without_runs_gets_them_at_its_first_append_whether_or_not_that_succeeds(tmp_path: Path) -> None:
    log = SQLiteLog(tmp_path / "log")
    log.append([event(f"m{number}") for number in range(40)])
    with sqlite3.connect(tmp_path / "log") as database:
        database.execute("DELETE FROM seen")
    again = SQLiteLog(tmp_path / "log")
    with pytest.raises(sqlite.StorageError):
        again.append([event("bad", at=2**70)])
    assert spans(tmp_path / "log") == []
    assert {each.outcome for each in again.append([event(f"m{number}") for number in range(40)])} == {"duplicate"}
    assert spans(tmp_path / "log")[0] == (1, 24, 2)
    assert again.append([event("more")])[0].seq == 41

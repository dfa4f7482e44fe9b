from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.logs.sqlite_schema import prepare

OLD = """
CREATE TABLE accepted (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE,
    occurred_at INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX accepted_at ON accepted (occurred_at);
CREATE TABLE refused (
    source TEXT NOT NULL, message_id TEXT NOT NULL, reason TEXT NOT NULL,
    received_at INTEGER NOT NULL, raw TEXT NOT NULL
);
CREATE TABLE parked (seq INTEGER PRIMARY KEY, why TEXT NOT NULL);
CREATE TABLE of_identity (identity TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (identity, seq)) WITHOUT ROWID;
"""


def an_event(number: int) -> AcceptedEvent:
    name = f"m{number}"
    return AcceptedEvent(event_id("app", name), "app", name, "page_viewed", number, 9, [f"cookie:c{number % 3}"])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A log of the first version: five events of which the last was forgotten and the fourth is parked."""
    path = tmp_path / "log.sqlite"
    database = sqlite3.connect(path)
    database.executescript(OLD)
    for number in range(1, 6):
        event = an_event(number)
        row = (event.event_id, event.occurred_at, event.to_bytes())
        database.execute("INSERT INTO accepted (event_id, occurred_at, body) VALUES (?, ?, ?)", row)
        database.execute("INSERT INTO of_identity VALUES (?, ?)", (event.identities[0], number))
    database.execute("DELETE FROM accepted WHERE seq = 5")
    database.execute("INSERT INTO parked VALUES (4, 'x')")
    database.execute("INSERT INTO refused VALUES ('app', 'm', 'future', 9, '{}')")
    database.commit()
    database.close()
    return path


def test_an_old_log_opens_with_everything_it_held(old: Path) -> None:
    log = SQLiteLog(old)
    assert log.read(0) == [(number, an_event(number)) for number in (1, 2, 3)]
    assert (log.last_seq(), log.newest_occurred_at()) == (5, 3)
    assert log.refusals() == {"future": 1, "unfoldable": 1}
    verdicts = log.append([an_event(number) for number in (2, 4, 7)])
    said = [(each.outcome, each.seq) for each in verdicts]
    assert said == [("duplicate", None), ("duplicate", None), ("accepted", 6)]


def test_an_old_log_forgets_completely(old: Path) -> None:
    log = SQLiteLog(old)
    assert log.forget(["cookie:c1"]) == 2
    log.close()
    assert b"cookie:c1" not in old.read_bytes()
    assert b"cookie:c2" in old.read_bytes()


def test_two_processes_may_open_an_old_log_and_open_it_again(old: Path) -> None:
    first, second = sqlite3.connect(old, isolation_level=None), sqlite3.connect(old, isolation_level=None)
    for database in (first, second, first):
        prepare(database)
    assert SQLiteLog(old).last_seq() == 5


def test_an_upgrade_that_fails_leaves_the_old_log(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huaxiang.logs.sqlite_schema._UPGRADE", "DROP TABLE of_identity; SELECT x FROM nowhere")
    database = sqlite3.connect(old, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        prepare(database)
    assert database.execute("SELECT count(*) FROM of_identity").fetchone() == (5,)
    monkeypatch.undo()
    assert len(SQLiteLog(old).read(0)) == 3

"""What every accepted log must do; the suite finds each file of the family by itself."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang import logs
from huaxiang.domain.errors import StorageError
from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.logs.base import Log, Parked, Refusal

FOUND = [importlib.import_module(f"{logs.__name__}.{each.name}") for each in pkgutil.iter_modules(logs.__path__)]
MODULES = [module for module in FOUND if any(name.endswith("Log") and name != "Log" for name in module.__all__)]
Open = Callable[[], Log]


@pytest.fixture(params=MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def kind(request: pytest.FixtureRequest) -> Callable[[Path], Log]:
    (name,) = request.param.__all__
    return getattr(request.param, name)


@pytest.fixture
def again(kind: Callable[[Path], Log], tmp_path: Path) -> Open:
    """Opens one log, the same one every time."""
    return lambda: kind(tmp_path / "店 铺" / "log")


@pytest.fixture
def log(again: Open) -> Log:
    return again()


def event(message: str, *identities: str, at: int = 5, source: str = "app", text: str | None = None) -> AcceptedEvent:
    return AcceptedEvent(event_id(source, message), source, message, "page_viewed", at, 9, list(identities), text=text)


def test_a_new_log_is_empty(log: Log) -> None:
    assert (log.last_seq(), log.newest_occurred_at(), log.read(0), log.refusals()) == (0, None, [], {})
    assert list(log.scan(99)) == []


def test_events_are_read_in_the_order_of_arrival_with_rising_numbers(again: Open) -> None:
    log = again()
    sent = [event(f"m{number}", "cookie:a", at=100 - number, text="好") for number in range(5)]
    verdicts = log.append(sent[:3]) + log.append(sent[3:])
    assert [each.outcome for each in verdicts] == ["accepted"] * 5
    rows = again().read(0)
    assert [seq for seq, _ in rows] == [each.seq for each in verdicts] == [1, 2, 3, 4, 5]
    assert [each for _, each in rows] == sent
    assert (log.last_seq(), log.newest_occurred_at()) == (5, 100)


def test_reading_starts_after_and_ends_with_until(log: Log) -> None:
    log.append([event(f"m{number}") for number in range(6)])
    assert [seq for seq, _ in log.read(2)] == [3, 4, 5, 6]
    assert [seq for seq, _ in log.read(2, until=4)] == [3, 4]
    assert [seq for seq, _ in log.read(2, limit=1)] == [3]
    assert [seq for seq, _ in log.scan(4)] == [1, 2, 3, 4]
    assert log.read(6) == []


def test_a_duplicate_is_decided_once_whether_in_one_call_or_later(again: Open) -> None:
    log = again()
    first = log.append([event("m1", at=1), event("m1", at=2), event("m1", source="web", at=3)])
    assert [each.outcome for each in first] == ["accepted", "duplicate", "accepted"]
    assert [each.seq for each in first] == [1, None, 2]
    (later,) = again().append([event("m1", at=4)])
    assert (later.outcome, later.seq, later.message_id) == ("duplicate", None, "m1")
    assert [each.occurred_at for _, each in log.read(0)] == [1, 3]
    assert log.refusals() == {"duplicate": 2}
    assert log.last_seq() == 2, "a duplicate takes no number"


def test_refusals_are_counted_by_reason(again: Open) -> None:
    log = again()
    refusals = [Refusal("app", f"m{n}", "future" if n else "no_name", 9, "{}") for n in range(3)]
    log.refuse(refusals)
    assert again().refusals() == {"future": 2, "no_name": 1}


def test_a_parked_event_is_read_by_nobody_and_shown_with_its_reason(again: Open) -> None:
    log = again()
    log.append([event("m1", at=1), event("m2", at=9), event("m3", at=3)])
    log.park(2, "ValueError at folds/x.py:3 in step")
    log.park(2, "another fault")
    log.park(77, "an event that is not there")
    log = again()
    assert [seq for seq, _ in log.read(0)] == [seq for seq, _ in log.scan(9)] == [1, 3]
    why = "ValueError at folds/x.py:3 in step"
    assert log.parked() == [Parked(2, event("m2").event_id, "app", "page_viewed", why)]
    assert log.parked(after=2) == []
    assert (log.refusals(), log.newest_occurred_at(), log.last_seq()) == ({"unfoldable": 1}, 3, 3)
    assert [each.outcome for each in log.append([event("m2", at=9)])] == ["duplicate"]


def test_a_parked_event_is_forgotten_with_its_person(log: Log) -> None:
    log.append([event("m1", "cookie:a"), event("m2", "cookie:b")])
    log.park(1, "x")
    log.park(2, "x")
    assert log.forget(["cookie:a"]) == 1
    assert [each.seq for each in log.parked()] == [2]
    assert log.refusals() == {"unfoldable": 1}


def test_a_batch_with_a_value_that_cannot_be_kept_is_not_appended_at_all(log: Log) -> None:
    with pytest.raises(StorageError):
        log.append([event("m1"), event("m2", at=2**64 - 1)])
    assert (log.last_seq(), log.read(0)) == (0, [])
    assert [each.outcome for each in log.append([event("m1")])] == ["accepted"]


WRITER = """
import sys
from pathlib import Path
from {module} import {name}
from huaxiang.domain.events import AcceptedEvent
log = {name}(Path(sys.argv[1]))
for number in range(10**6):
    made = [AcceptedEvent(f"e{{number}}-{{half}}", "s", f"m{{number}}", "n", number, 0, []) for half in (0, 1)]
    log.append(made)
    print(number, flush=True)
"""


def test_what_was_acknowledged_is_on_disk_after_a_kill(kind: Callable[[Path], Log], again: Open) -> None:
    path: Path = again().path  # type: ignore[attr-defined]
    code = WRITER.format(module=kind.__module__, name=kind.__name__)  # type: ignore[attr-defined]
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [int(child.stdout.readline()) for _ in range(20)]
    child.kill()
    told += [int(line) for line in child.stdout.read().split()]
    child.wait()
    kept = [each.occurred_at for _, each in again().read(0)]
    assert len(kept) % 2 == 0, "half of a batch was kept"
    assert set(told) <= set(kept)
    assert kept == sorted(kept)


def test_two_writers_append_every_event_once(again: Open) -> None:
    again()
    start, outcomes = threading.Barrier(2), []

    def one() -> None:
        own = again()
        start.wait()
        for number in range(40):
            outcomes.extend(each.outcome for each in own.append([event(f"m{number}")]))
        own.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["accepted"] * 40 + ["duplicate"] * 40
    assert [seq for seq, _ in again().read(0)] == list(range(1, 41))
    assert again().refusals() == {"duplicate": 40}


def test_threads_may_share_one_log(log: Log) -> None:
    def one(name: str) -> None:
        for number in range(30):
            log.append([event(f"{name}{number}")])
            log.read(0, limit=3)

    threads = [threading.Thread(target=one, args=(name,)) for name in "abc"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(log.read(0)) == log.last_seq() == 90


def test_forgetting_removes_every_event_of_the_identities_even_from_the_bytes(again: Open) -> None:
    log = again()
    anna = "member_no:ANNA-4711"
    for number in range(60):
        log.append([event(f"m{number}", *(("cookie:c", anna) if number % 3 == 0 else (f"member_no:{number}",)))])
    last = log.last_seq()
    log.append([event("last", anna, text="收件人 ANNA-4711 " * 300)])
    assert log.forget([anna]) == 21
    assert [each for _, each in log.read(0) if anna in each.identities] == []
    assert len(log.read(0)) == 40
    assert log.last_seq() == last + 1
    assert log.forget([anna, "member_no:nobody"]) == 0
    path: Path = log.path  # type: ignore[attr-defined]
    log.close()
    assert b"ANNA-4711" not in b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_a_number_is_never_given_twice_even_after_forgetting_the_newest(log: Log) -> None:
    log.append([event("m1", "cookie:a"), event("m2", "cookie:b")])
    log.forget(["cookie:b"])
    assert [each.seq for each in log.append([event("m3", "cookie:c")])] == [3]


messages = st.lists(st.lists(st.integers(0, 12), max_size=5), max_size=6)


@settings(max_examples=20)
@given(messages)
def test_every_message_is_accepted_once_and_each_copy_counted(
    tmp_path_factory: pytest.TempPathFactory, messages: list[list[int]]
) -> None:
    for module in MODULES:
        (name,) = module.__all__
        log: Log = getattr(module, name)(tmp_path_factory.mktemp("log") / "log")
        for batch in messages:
            log.append([event(f"m{number}") for number in batch])
        sent = [number for batch in messages for number in batch]
        assert [each.message_id for _, each in log.read(0)] == [f"m{number}" for number in dict.fromkeys(sent)]
        assert log.refusals().get("duplicate", 0) == len(sent) - len(set(sent))
        log.close()


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of one megabyte."""
    folder, mount, umount = tmp_path / "tiny", shutil.which("mount"), shutil.which("umount")
    if sys.platform != "linux" or os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("a small file system needs root on Linux")
    folder.mkdir()
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run([umount, str(folder)], check=True)


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(kind: Callable[[Path], Log], tiny: Path) -> None:
    log = kind(tiny / "log")
    accepted = []

    def fill() -> None:
        for number in range(10_000):
            accepted.extend(log.append([event(f"m{number}", text="满" * 5_000)]))

    with pytest.raises(StorageError, match="cannot append"):
        fill()
    assert len(log.read(0)) == len(accepted) > 0
    with pytest.raises(StorageError):
        log.append([event("more", text="满" * 200_000)])
    log.close()
    reopened = kind(tiny / "log")
    assert len(reopened.read(0)) == len(accepted)
    reopened.close()


def test_a_place_that_cannot_be_written_is_told_in_one_line(kind: Callable[[Path], Log], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="cannot open"):
        kind(tmp_path / "file" / "log")

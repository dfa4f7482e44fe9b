from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.stores.homes import SQLiteHome

from huaxiang.domain.instants import now
from huaxiang.domain.profiles import IdentityRow, Profile
from huaxiang.evaluate import peers_live
from huaxiang.evaluate.bench_peers import PEERS_PYTHON
from huaxiang.evaluate.live_stream import Shape, write_bodies
from huaxiang.evaluate.measured import CommandFailed, Measured
from huaxiang.evaluate.peers_live import absent, measure_beside, read_store_ms
from huaxiang.stores.base import Store, Update

FOLD = '{"version": "3.28.1", "steps": {"start": 1.0, "fold": 3.0}, "figures": {"folded_per_second": 200}}'
READS = '{"version": "0.67.0", "steps": {"read": 2.0}, "figures": {"p50_ms": 0.4, "p99_ms": 0.9}}'


@dataclass
class Shop:
    """What stands for our side: 600 calls with their copies in a file, and figures that are given."""

    path: Path
    n_calls: int

    def stream(self) -> Path:
        return self.path

    def counters(self) -> tuple[float, float]:
        return 400.0, 300.0

    def whole(self) -> tuple[float, float]:
        return 400.0, 100.0

    def http_ms(self) -> list[float]:
        return [1.0, 2.0, 3.0]

    def store_ms(self) -> list[float]:
        return [0.1, 0.2, 0.3]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "stream", write_bodies(tmp_path / "stream", Shape(600, 60, now(), first_person=1), seed=2))


def told(command: list[str]) -> Measured:
    """What stands for `measure`: a fold takes four seconds, reading five."""
    return Measured(5.0, 90.0, READS) if "feast" in command[2] else Measured(4.0, 90.0, FOLD)


def test_what_the_peers_tell_stands_beside_ours(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PEERS_PYTHON, "python-of-peers")
    monkeypatch.setattr(peers_live, "measure", told)
    local, changelog, reads = measure_beside(shop, tmp_path)
    assert (local.version, local.seconds, local.reason) == ("3.28.1", 4.0, None)
    assert local.figures == {"per_second": round(shop.n_calls / 4), "folded_per_second": 200}
    assert local.ours_seconds == round(shop.n_calls / 300, 1)
    assert local.ours_figures == {"counters_per_second": 300, "whole_path_per_second": 100}
    assert (changelog.figures, changelog.what != local.what) == (local.figures, True)
    assert (reads.peer, reads.seconds, reads.figures) == ("feast", 5.0, {"p50_ms": 0.4, "p99_ms": 0.9})
    assert reads.ours_figures == {
        "http_p50_ms": 2.0,
        "http_p99_ms": 2.98,
        "store_p50_ms": 0.2,
        "store_p99_ms": 0.298,
    }


def test_without_its_python_a_peer_has_a_reason_and_ours_is_measured(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PEERS_PYTHON, raising=False)
    rows = measure_beside(shop, tmp_path)
    assert [row.peer for row in rows] == ["quixstreams", "quixstreams", "feast"]
    assert all(f"{PEERS_PYTHON} names no Python with {row.peer}" in str(row.reason) for row in rows)
    assert all(row.seconds is None and row.figures is None and row.ours_figures for row in rows)


def test_a_peer_that_tells_nothing_to_be_read_has_that_as_its_reason(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PEERS_PYTHON, "python-of-peers")
    monkeypatch.setattr(peers_live, "measure", lambda command: Measured(1.0, None, "done."))
    row, *_ = measure_beside(shop, tmp_path)
    assert (row.seconds, row.reason) == (None, "quixstreams local ended with 'done.', which is not JSON")


@pytest.mark.parametrize(("python", "reason"), [("no/such/python", "No such file"), (sys.executable, "No module")])
def test_a_python_that_is_not_there_or_lacks_the_peer_is_told(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str, reason: str
) -> None:
    monkeypatch.setenv(PEERS_PYTHON, python)
    *_, reads = measure_beside(shop, tmp_path, n_people=5, n_runs=1)
    assert (reads.seconds, reason in str(reads.reason)) == (None, True)


def test_where_our_own_work_fails_every_row_says_so(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> tuple[float, float]:
        raise CommandFailed("no space left")

    monkeypatch.setattr(shop, "counters", fails)
    rows = measure_beside(shop, tmp_path)
    assert [(row.ours_figures, row.reason) for row in rows] == [(None, "no space left")] * 3
    assert absent("no space left") == rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two people with a profile, and an identity whose person has none."""
    found = SQLiteHome(tmp_path).open()
    people = [Profile(f"p_{n}", 1, "run", 9, [], {"orders": 0.1}, [], {}, {}) for n in range(2)]
    identities = [IdentityRow(f"anonymous_id:d{n}", 3, f"p_{n}") for n in range(3)]
    found.apply(Update(1, 1, profiles=people, identities=identities))
    return found


def test_each_read_of_the_store_is_timed(store: Store) -> None:
    taken = read_store_ms(store, ["anonymous_id:d0", "anonymous_id:d1"], n=7)
    assert (len(taken), min(taken) > 0) == (7, True)


def test_a_person_without_profile_is_not_timed_as_read(store: Store) -> None:
    with pytest.raises(CommandFailed, match="no profile of anonymous_id:d2"):
        read_store_ms(store, ["anonymous_id:d2"], n=1)


@pytest.mark.skipif(not os.environ.get(PEERS_PYTHON), reason=f"{PEERS_PYTHON} names no Python with the peers of live")
@pytest.mark.slow
def test_the_peers_are_measured_where_there_are_any(shop: Shop, tmp_path: Path) -> None:
    local, changelog, reads = measure_beside(shop, tmp_path, n_people=50, n_runs=1)
    for row in (local, changelog, reads):
        assert row.reason is None
        assert (row.seconds or 0) > sum((row.steps or {}).values()) * 0.9
    assert (local.figures or {}).keys() == {"per_second", "folded_per_second"}
    assert 0 < (reads.figures or {})["p50_ms"] <= (reads.figures or {})["p99_ms"]

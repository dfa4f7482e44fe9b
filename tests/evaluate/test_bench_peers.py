from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from huaxiang.evaluate import bench_peers
from huaxiang.evaluate.bench_peers import PEERS_PYTHON, measure_beside
from huaxiang.evaluate.measured import CommandFailed, Measured


def answers(said: str) -> object:
    """What stands for `measure`: every process takes a second and ends with this line."""
    return lambda command: Measured(1.0, 100.0, said)


def test_without_its_python_the_peer_has_a_reason_and_all_else_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PEERS_PYTHON, raising=False)
    seconds = {"make": 1.0, "segment_events": 9.0, "save_features": 2.0, "segment_table": 6.0, "sklearn_table": 3.0}
    monkeypatch.setattr(bench_peers, "measure", lambda command: Measured(seconds[command[3]], None))
    *absent, labels = measure_beside(tmp_path)
    assert [(row.peer, row.seconds, row.ours_seconds) for row in absent] == [("retentioneering", None, 9.0)] * 2
    assert all(PEERS_PYTHON in str(row.reason) for row in absent)
    assert (labels.peer, labels.seconds, labels.ours_seconds, labels.reason) == ("scikit-learn", 3.0, 6.0, None)
    assert (labels.peak_mb, labels.ours_peak_mb) == (None, None)


def test_what_the_peer_tells_of_itself_stands_in_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PEERS_PYTHON, "python-of-peers")
    said = '{"version": "5.2.4", "steps": {"load": 0.5, "cluster": 0.4}, "sizes": [3, 2]}'
    monkeypatch.setattr(bench_peers, "measure", answers(said))
    row, *_ = measure_beside(tmp_path)
    assert (row.version, row.steps) == ("5.2.4", {"load": 0.5, "cluster": 0.4})
    assert (row.seconds, row.ours_seconds, row.reason) == (1.0, 1.0, None)


def test_a_peer_that_tells_nothing_to_be_read_has_that_as_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PEERS_PYTHON, "python-of-peers")
    monkeypatch.setattr(bench_peers, "measure", answers("done."))
    row, *_ = measure_beside(tmp_path)
    assert row.seconds is None
    assert "'done.', which is not JSON" in str(row.reason)


@pytest.mark.parametrize(
    ("python", "reason"), [("no/such/python", "No such file"), (sys.executable, "retentioneering")]
)
def test_a_python_that_is_not_there_or_lacks_the_peer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str, reason: str
) -> None:
    monkeypatch.setenv(PEERS_PYTHON, python)
    ours = answers("")
    real = bench_peers.measure
    monkeypatch.setattr(
        bench_peers, "measure", lambda command: (real if command[0] == python and "-I" in command else ours)(command)
    )
    row, *_ = measure_beside(tmp_path, n_runs=1)
    assert row.seconds is None
    assert reason in str(row.reason)


def test_where_our_own_work_fails_every_row_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str]) -> Measured:
        raise CommandFailed("no space left")

    monkeypatch.setattr(bench_peers, "measure", fails)
    rows = measure_beside(tmp_path)
    assert [(row.ours_seconds, row.reason) for row in rows] == [(None, "no space left")] * 3


@pytest.mark.slow
def test_our_own_work_and_scikit_learn_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PEERS_PYTHON, raising=False)
    *absent, labels = measure_beside(tmp_path, 20_000, 300, n_runs=1)
    assert all((row.ours_seconds or 0) > 0 for row in (*absent, labels))
    assert (labels.seconds or 0) > 0


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get(PEERS_PYTHON), reason=f"{PEERS_PYTHON} names no Python with retentioneering")
def test_the_peer_is_measured_where_there_is_one(tmp_path: Path) -> None:
    labels, overview, _ = measure_beside(tmp_path, 20_000, 300, n_runs=1)
    for row in (labels, overview):
        assert row.reason is None
        assert set(row.steps or {}) == {"import", "load", "cluster"}
        assert (row.seconds or 0) > sum((row.steps or {}).values()) * 0.9

from __future__ import annotations

import shutil
from typing import NamedTuple

import pytest

from huaxiang.service.pressure import Overloaded, Pressure, whole_seconds


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_there_is_room_until_so_many_requests_are_in_hand(tmp_path):
    pressure = Pressure(tmp_path, most_requests=2, jitter=lambda: 0.5)
    with pressure.holding(), pressure.holding():
        assert pressure.retry_after() == 4.0
        with pytest.raises(Overloaded) as raised, pressure.holding():
            raise AssertionError
        assert raised.value.seconds == 4
    assert pressure.retry_after() is None


def test_bytes_in_hand_are_counted_while_they_come_and_given_back(tmp_path):
    pressure = Pressure(tmp_path, most_bytes=100)
    with pressure.holding() as first, pressure.holding() as second:
        pressure.grow(first, 90)
        with pytest.raises(Overloaded):
            pressure.grow(second, 11)
        pressure.grow(second, 10)
        assert pressure.retry_after() is not None
    with pressure.holding() as again:
        pressure.grow(again, 100)


def test_a_disk_that_runs_short_is_told_before_it_is_full(tmp_path, monkeypatch):
    free = (256 << 20) - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, free))
    pressure = Pressure(tmp_path, jitter=lambda: 0.5)
    assert pressure.retry_after() == 45.0
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, free + 1))
    assert Pressure(tmp_path).retry_after() is None


def test_a_disk_that_cannot_be_asked_is_for_the_log_to_tell(tmp_path):
    assert Pressure(tmp_path / "gone").retry_after() is None


def test_two_callers_are_told_different_times(tmp_path):
    told = {Pressure(tmp_path, most_requests=0).retry_after() for _ in range(20)}
    assert len(told) > 10
    assert all(2.0 <= seconds <= 6.0 for seconds in told)


def test_seconds_are_whole_and_at_least_one():
    assert [whole_seconds(each) for each in (0.0, 1.0, 1.2, 6.0)] == [1, 1, 2, 6]

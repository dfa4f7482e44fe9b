from __future__ import annotations

from huaxiang.console.live.rates import N_BARS, Rate


def test_a_rate_is_the_mean_of_the_seconds_that_are_known():
    rate = Rate(since=100)
    rate.note(100, 5)
    rate.note(101, 15)
    rate.note(102, 1_000)
    assert rate.per_second(102) == 10.0
    assert rate.per_second(100) is None
    assert rate.per_second(110, over=10) == 102.0


def test_a_minute_counts_sixty_whole_seconds_and_not_the_one_that_runs():
    rate = Rate(since=0)
    rate.note_all([40, 41, 99, 100])
    assert rate.last_minute(100) == 3
    assert rate.last_minute(101) == 3


def test_bars_are_of_five_seconds_and_say_nothing_of_the_time_before_they_were_counted():
    rate = Rate(since=1_000)
    rate.note_all([1_000, 1_004, 1_005, 1_009])
    bars = rate.bars(1_012)
    assert len(bars) == N_BARS
    assert bars[-2:] == [2, 2]
    assert set(bars[:-2]) == {None}


def test_what_is_older_than_five_minutes_is_let_go():
    rate = Rate(since=0)
    rate.note(10, 3)
    rate.note(400, 1)
    assert sum(each or 0 for each in rate.bars(405)) == 1
    assert rate.per_second(20) == 0.0

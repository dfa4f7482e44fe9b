from __future__ import annotations

from huaxiang.live.pace import Pace


def test_a_step_takes_about_a_second_of_work_while_little_waits() -> None:
    pace = Pace()
    for _ in range(40):
        pace.note(4_000, seconds=0.5)
    assert 7_900 <= pace.size(50) <= 8_000


def test_slow_steps_stay_at_the_least_and_fast_ones_at_the_most() -> None:
    slow, fast = Pace(least=100, most=500), Pace(least=100, most=500)
    slow.note(10, seconds=5.0)
    fast.note(10_000, seconds=0.0)
    assert (slow.size(5), fast.size(5)) == (100, 500)


def test_far_behind_it_takes_the_most_however_slow() -> None:
    pace = Pace()
    pace.note(10, seconds=5.0)
    assert (pace.size(99_999), pace.size(100_000)) == (2_000, 50_000)

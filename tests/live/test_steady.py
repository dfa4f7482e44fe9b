from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.live.steady import SteadyClock

SECOND = 1_000_000
HOUR = 3_600 * SECOND


class World:
    """A wall clock that people set, and time that passes."""

    def __init__(self) -> None:
        self.wall, self.passed_ns = 100 * HOUR, 0
        self.clock = SteadyClock(wall=lambda: self.wall, monotonic_ns=lambda: self.passed_ns)

    def wait(self, us: int) -> int:
        self.wall += us
        self.passed_ns += us * 1_000
        return self.clock()


def test_set_back_an_hour_it_goes_on_as_fast_as_time() -> None:
    world = World()
    assert world.wait(SECOND) == 100 * HOUR + SECOND
    world.wall -= HOUR
    assert world.clock() == 100 * HOUR + SECOND
    assert world.wait(60 * SECOND) == 100 * HOUR + 61 * SECOND


def test_once_the_wall_clock_is_ahead_again_it_is_followed() -> None:
    world = World()
    world.wall -= HOUR
    world.wait(SECOND)
    world.wall += 2 * HOUR
    assert world.clock() == world.wall


@given(st.lists(st.tuples(st.integers(-HOUR, HOUR), st.integers(0, HOUR)), max_size=20))
def test_it_never_goes_back_and_is_never_behind_the_wall_clock(moves: list[tuple[int, int]]) -> None:
    world, last = World(), 0
    for jump, wait in moves:
        world.wall += jump
        at = world.wait(wait)
        assert at >= max(last, world.wall)
        last = at

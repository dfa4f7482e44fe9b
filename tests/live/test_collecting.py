from __future__ import annotations

import gc

from huaxiang.live.collecting import Collecting


def test_it_collects_after_half_a_minute_without_work_and_after_five_minutes_with() -> None:
    clock, collected = [0.0], []
    collecting = Collecting(clock=lambda: clock[0], collect=lambda: collected.append(clock[0]))
    for at in (10.0, 29.0):
        clock[0] = at
        assert not collecting.turn(is_busy=False)
    for at, is_busy in ((31.0, False), (62.0, True), (330.9, True), (331.0, True), (340.0, False), (361.0, False)):
        clock[0] = at
        collecting.turn(is_busy=is_busy)
    assert collected == [31.0, 331.0, 361.0]


def test_the_collectors_own_passes_are_off_between_begin_and_end() -> None:
    collecting = Collecting()
    collecting.begin()
    try:
        assert not gc.isenabled()
    finally:
        collecting.end()
    assert gc.isenabled()

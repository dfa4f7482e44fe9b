"""Killed at every fail point and at random under load: nothing acknowledged is missing, nothing counts twice."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from huaxiang.evaluate.kill_loop import AT_RANDOM, kill_plan, run_kill_loop
from huaxiang.live.failpoints import PLACES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def test_a_kill_at_each_place_and_one_at_random(shop: Path) -> None:
    found = run_kill_loop(shop, kill_plan(6))
    assert found.by_place == dict.fromkeys((*PLACES, AT_RANDOM), 1)
    assert found.n_acknowledged > 0
    assert (found.n_lost, found.n_double, found.n_different, found.difference) == (0, 0, 0, 0), found


@pytest.mark.slow
def test_two_hundred_kills(shop: Path) -> None:
    plan = kill_plan(210, seed=7)
    assert min(Counter(plan).values()) >= 30
    found = run_kill_loop(shop, plan, seed=7)
    assert found.n_kills >= 200
    assert (found.n_lost, found.n_double, found.n_different, found.difference) == (0, 0, 0, 0), found

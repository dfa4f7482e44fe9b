from __future__ import annotations

import numpy as np
import pytest
from tests.people_worlds import bought, people_of

from huaxiang.segments.customers.life_cycle import LIFE_CYCLE, cycles_of, stages_of, typical_cycle
from huaxiang.segments.customers.purchases import purchases_of


def stage(*days_ago: float, typical: int = 40) -> str:
    purchases = purchases_of(people_of([bought(f"o{days}", days) for days in days_ago]))
    return LIFE_CYCLE[int(stages_of(purchases, cycles_of(purchases, typical))[0])].slug


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        ((80,), "new"),
        ((81,), "dormant"),
        ((160,), "dormant"),
        ((161,), "lost"),
        ((10, 70), "growing"),
        ((81, 90), "dormant"),
        ((10, 20, 30), "growing"),
        ((5, 15, 25, 35), "mature"),
        ((20, 30, 40, 50), "mature"),
        ((21, 31, 41, 51), "dormant"),
        ((41, 51, 61, 71), "lost"),
        ((100, 200, 300, 400), "mature"),
        ((1, 2, 3, 4), "mature"),
        ((20, 21, 22, 23), "mature"),
        ((21, 22, 23, 24), "dormant"),
    ],
)
def test_a_stage_follows_the_own_interval_and_the_shops_until_there_is_one(
    days_ago: tuple[float, ...], expected: str
) -> None:
    assert stage(*days_ago) == expected


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        # 108 days before is the 18th of June, a promotion; 107 days before is a plain day
        ((108,), "new"),
        ((107,), "dormant"),
        ((108, 128, 148), "dormant"),
        ((107, 127, 147), "lost"),
    ],
)
def test_silence_after_a_promotion_is_measured_by_two_intervals(days_ago: tuple[float, ...], expected: str) -> None:
    assert stage(*days_ago) == expected


def test_the_shops_interval_holds_three_of_four_who_came_back() -> None:
    assert typical_cycle(np.array([0, 0, 20, 30, 40, 90])) == 40
    assert typical_cycle(np.array([3, 4, 5])) == 10
    assert typical_cycle(np.array([400])) == 180
    assert typical_cycle(np.array([0, 0])) == 60

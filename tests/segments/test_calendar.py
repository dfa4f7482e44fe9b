from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from huaxiang.segments.calendar import on_promotion, promotion_days


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


@pytest.mark.parametrize("text", ["2024-06-18", "2025-11-11", "2025-10-15", "2031-12-12", "2025-01-10", "2022-12-25"])
def test_promotions_of_every_year_and_those_that_move_with_the_moon(text: str) -> None:
    assert day(text) in promotion_days()


@pytest.mark.parametrize("text", ["2024-06-19", "2025-11-12", "2025-10-14", "2025-07-01", "2025-01-25"])
def test_plain_days(text: str) -> None:
    assert day(text) not in promotion_days()


def test_days_are_asked_for_by_array() -> None:
    found = on_promotion(np.array([day("2025-11-11"), day("2025-11-12")]))
    assert found.tolist() == [True, False]
    assert on_promotion(np.empty(0, dtype=np.int64)).shape == (0,)

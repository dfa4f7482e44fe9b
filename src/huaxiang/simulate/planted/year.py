"""The year that the planted people shop in: 52 whole weeks of Asia/Shanghai, 13 periods of four of them."""

from __future__ import annotations

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US, Zone, from_iso

__all__ = ["AS_OF", "DAYS_PER_PERIOD", "N_PERIODS", "SHANGHAI_US", "START", "at_local_hour", "instants"]

SHANGHAI_US = 8 * HOUR_US
"""Local time minus UTC; the zone has not moved since 1991."""
START = from_iso("2025-01-06", Zone("Asia/Shanghai"))
"""First instant, µs UTC: Monday, 0:00 local time."""
AS_OF = START + 365 * DAY_US
"""Everything happens before it, µs UTC: 6 January 2026, 0:00 local time."""
N_PERIODS = 13
DAYS_PER_PERIOD = 28


def instants(period: np.ndarray, weekday: np.ndarray, hour: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Instants in µs UTC in those periods, weekdays (0 = Monday) and local hours; week and minute by chance."""
    week = rng.integers(0, DAYS_PER_PERIOD // 7, period.size)
    day = period.astype(np.int64) * DAYS_PER_PERIOD + week * 7 + weekday
    return np.asarray(START + day * DAY_US + hour * HOUR_US + rng.integers(0, HOUR_US, period.size))


def at_local_hour(instant: np.ndarray, *, days_later: np.ndarray, hour: np.ndarray) -> np.ndarray:
    """Instants so many local days later, at that local hour of the day, which may have a fraction."""
    midnight = (instant + SHANGHAI_US) // DAY_US * DAY_US - SHANGHAI_US
    return np.asarray(midnight + days_later * DAY_US + (hour * HOUR_US).astype(np.int64))

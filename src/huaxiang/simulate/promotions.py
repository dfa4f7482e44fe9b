"""The calendar of the shop: which day is how busy, and when its local days begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from huaxiang.domain.instants import Zone
from huaxiang.simulate.parameters import Parameters

__all__ = ["Calendar", "calendar_yaml", "make_calendar"]

_GIFTS = "gifts"


@dataclass(frozen=True)
class Calendar:
    """Days from the start of the history to the last day; arrays have shape (n_days,), `start_us` one more.

    `first` is the index of the first tracked day.
    """

    days: tuple[date, ...]
    start_us: np.ndarray
    traffic: np.ndarray
    sales: np.ndarray
    is_promotion: np.ndarray
    is_hush: np.ndarray
    is_gift_time: np.ndarray
    first: int

    @property
    def tracking_start_us(self) -> int:
        """First instant of the tracked days, µs UTC."""
        return int(self.start_us[self.first])

    @property
    def end_us(self) -> int:
        """First instant after the last day, µs UTC."""
        return int(self.start_us[-1])

    def day_index(self, instants: np.ndarray) -> np.ndarray:
        """Index of the local day of each instant."""
        index = np.searchsorted(self.start_us, instants, side="right") - 1
        return np.asarray(np.clip(index, 0, len(self.days) - 1))


def make_calendar(parameters: Parameters) -> Calendar:
    """The calendar of the parameters' history and tracked days, with weekends, salary days and promotions."""
    shop, activity = parameters.shop, parameters.activity
    n = shop.history_days + shop.days
    days = tuple(shop.end_date - timedelta(days=n - 1 - k) for k in range(n))
    zone = Zone(shop.time_zone)
    starts = [zone.end_of_day(day - timedelta(days=1)) + 1 for day in days]
    traffic = np.array([activity.weekend_factor if day.weekday() >= 5 else 1.0 for day in days])
    sales = traffic * np.array([activity.salary_day_factor if day.day in (10, 15) else 1.0 for day in days])
    kinds = np.full(n, "", dtype=object)
    for promotion in parameters.calendar:
        for k, day in enumerate(days):
            if promotion.start <= day <= promotion.end:
                traffic[k] *= promotion.traffic * promotion.peaks.get(day, 1.0) ** 0.4
                sales[k] *= promotion.sales * promotion.peaks.get(day, 1.0)
                kinds[k] = promotion.kind
    return Calendar(
        days=days,
        start_us=np.array([*starts, zone.end_of_day(shop.end_date) + 1], dtype=np.int64),
        traffic=traffic,
        sales=sales,
        is_promotion=kinds == "promotion",
        is_hush=kinds == "hush",
        is_gift_time=kinds == _GIFTS,
        first=shop.history_days,
    )


def calendar_yaml(parameters: Parameters) -> str:
    """`calendar.yaml` of the project: the promotions a shop would enter, without the simulator's weights."""
    head = ["# Promotions and holidays of the shop: local days, inclusive.", "promotions:"]
    rows = [
        f"- {{key: {each.name.replace(' ', '-')!r}, label: {each.label!r}, kind: {each.kind}, "
        f"start: {each.start}, end: {each.end}}}"
        for each in parameters.calendar
    ]
    return "\n".join([*head, *rows]) + "\n"

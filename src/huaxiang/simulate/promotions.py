"""The calendar of the shop: which day is how busy, and when its local days begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from huaxiang.domain.instants import Zone
from huaxiang.simulate.festivals import day_of
from huaxiang.simulate.parameters import Parameters, Promotion

__all__ = ["Calendar", "calendar_yaml", "dated", "make_calendar"]

_GIFTS = "gifts"


@dataclass(frozen=True)
class Calendar:
    """Days from the start of the history to the last day; arrays have shape (n_days,), `start_us` one more.

    `first` is the index of the first tracked day; `promotions` are those of the parameters, with dates.
    """

    days: tuple[date, ...]
    start_us: np.ndarray
    traffic: np.ndarray
    sales: np.ndarray
    is_promotion: np.ndarray
    is_hush: np.ndarray
    is_gift_time: np.ndarray
    first: int
    promotions: tuple[Promotion, ...] = ()

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
    promotions = dated(parameters.calendar, days[0], days[-1])
    for promotion in promotions:
        for k in range(_place(promotion.start, days), _place(promotion.end, days) + 1):
            peak = promotion.peaks.get(days[k], 1.0)
            traffic[k] *= promotion.traffic * peak**0.4
            sales[k] *= promotion.sales * peak
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
        promotions=promotions,
    )


def dated(promotions: Iterable[Promotion], first: date, last: date) -> tuple[Promotion, ...]:
    """The promotions that touch the days `first`..`last`, with dates, in order of their start within each entry.

    One of every year carries the year in its name; one that ends before it starts runs over the turn of the year.
    """
    found = []
    for promotion in promotions:
        years = range(first.year - 1, last.year + 1)
        each_year = [promotion] if isinstance(promotion.start, date) else [_of(promotion, year) for year in years]
        found += [each for each in each_year if _date(each.start) <= last and first <= _date(each.end)]
    return tuple(found)


def _of(promotion: Promotion, year: int) -> Promotion:
    start, end = _date(promotion.start, year), _date(promotion.end, year)
    if end < start:
        end = _date(promotion.end, year + 1)
    peaks: dict[date | str, float] = {_date(day, year): factor for day, factor in promotion.peaks.items()}
    return replace(promotion, name=f"{promotion.name} {year}", start=start, end=end, peaks=peaks)


def _date(day: date | str, year: int = 0) -> date:
    return day if isinstance(day, date) else day_of(day, year)


def _place(day: date | str, days: tuple[date, ...]) -> int:
    """Index of a dated day, that of the first or last day where it lies outside."""
    assert isinstance(day, date)
    return min(max((day - days[0]).days, 0), len(days) - 1)


def calendar_yaml(calendar: Calendar) -> str:
    """`calendar.yaml` of the project: the promotions a shop would enter, without the simulator's weights."""
    head = ["# Promotions and holidays of the shop: local days, inclusive.", "promotions:"]
    rows = [
        f"- {{key: {each.name.replace(' ', '-')!r}, label: {each.label!r}, kind: {each.kind}, "
        f"start: {each.start}, end: {each.end}}}"
        for each in calendar.promotions
    ]
    return "\n".join([*head, *rows]) + "\n"

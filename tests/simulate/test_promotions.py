from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import yaml

from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.promotions import calendar_yaml, make_calendar


def test_double_eleven_is_the_best_day_after_a_hush(parameters: Parameters) -> None:
    calendar = make_calendar(parameters)
    best = calendar.days[calendar.first + int(np.argmax(calendar.sales[calendar.first :]))]
    assert best == date(2025, 11, 11)
    assert calendar.is_hush[calendar.days.index(date(2025, 10, 10))]
    assert 6 <= calendar.sales.max() <= 15


def test_days_begin_at_local_midnight(parameters: Parameters) -> None:
    calendar = make_calendar(parameters)
    assert calendar.days[calendar.first] == date(2025, 5, 25)
    assert calendar.tracking_start_us == 1_748_102_400_000_000  # 2025-05-24T16:00Z
    instants = np.array([calendar.tracking_start_us - 1, calendar.tracking_start_us])
    assert calendar.day_index(instants).tolist() == [calendar.first - 1, calendar.first]


def test_weekends_and_salary_days(parameters: Parameters) -> None:
    plain = make_calendar(replace(parameters, calendar=()))
    by_day = dict(zip(plain.days, plain.sales, strict=True))
    assert by_day[date(2025, 9, 6)] == 0.95
    assert by_day[date(2025, 9, 10)] == 1.05
    assert by_day[date(2025, 9, 11)] == 1.0


def test_zone_with_summer_time_has_short_and_long_days(parameters: Parameters) -> None:
    shop = replace(parameters.shop, time_zone="Europe/Berlin")
    lengths = np.diff(make_calendar(replace(parameters, shop=shop)).start_us) // 3_600_000_000
    assert set(lengths.tolist()) == {23, 24, 25}


def test_project_calendar_is_yaml_without_the_weights(parameters: Parameters) -> None:
    rows = yaml.safe_load(calendar_yaml(parameters))["promotions"]
    assert len(rows) == len(parameters.calendar)
    assert set(rows[0]) == {"key", "label", "kind", "start", "end"}
    assert rows[0]["label"] == "618"

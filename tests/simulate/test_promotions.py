from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import yaml

from huaxiang.simulate.parameters import Parameters, Promotion
from huaxiang.simulate.promotions import calendar_yaml, dated, make_calendar


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


@pytest.mark.parametrize("end", [date(2026, 11, 22), date(2027, 2, 3), date(2028, 6, 30), date(2024, 11, 10)])
def test_every_window_of_a_year_has_its_double_eleven(parameters: Parameters, end: date) -> None:
    shop = replace(parameters.shop, end_date=end)
    calendar = make_calendar(replace(parameters, shop=shop))
    peaks = [day for day, sales in zip(calendar.days, calendar.sales, strict=True) if sales > 8]
    assert date(end.year - (end < date(end.year, 11, 11)), 11, 11) in peaks
    assert {"双11", "618", "双12", "年货节", "春节"} <= {each.label for each in calendar.promotions}


def test_promotions_have_dates_and_those_of_every_year_their_year(parameters: Parameters) -> None:
    found = {each.name: each for each in dated(parameters.calendar, date(2024, 11, 1), date(2026, 3, 1))}
    assert (found["1111 2025"].start, found["1111 2025"].end) == (date(2025, 10, 15), date(2025, 11, 11))
    assert found["1111 2025"].peaks[date(2025, 11, 11)] == 5.4
    assert (found["nianhuo 2026"].start, found["nianhuo 2026"].end) == (date(2026, 1, 20), date(2026, 2, 12))
    assert "1111 2026" not in found


def test_a_promotion_may_hold_once_or_over_the_turn_of_the_year() -> None:
    once = Promotion("opening", "开业", date(2025, 5, 1), date(2025, 5, 3), 1.0, 2.0, "promotion")
    winter = Promotion("winter", "跨年", "12-28", "01-03", 1.0, 1.2, "promotion")
    names = [(each.name, each.end) for each in dated([once, winter], date(2025, 1, 1), date(2025, 12, 29))]
    assert names == [
        ("opening", date(2025, 5, 3)),
        ("winter 2024", date(2025, 1, 3)),
        ("winter 2025", date(2026, 1, 3)),
    ]


def test_project_calendar_is_yaml_without_the_weights(parameters: Parameters) -> None:
    rows = yaml.safe_load(calendar_yaml(make_calendar(parameters)))["promotions"]
    assert set(rows[0]) == {"key", "label", "kind", "start", "end"}
    latest = next(row for row in rows if row["key"] == "1111-2025")
    assert (latest["label"], latest["start"], latest["end"]) == ("双11", date(2025, 10, 15), date(2025, 11, 11))

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.simulate.planted.year import AS_OF, N_PERIODS, START, at_local_hour, instants

CHINA = timezone(timedelta(hours=8))


def local(instant: int) -> datetime:
    return datetime.fromtimestamp(instant / 1e6, tz=UTC).astimezone(CHINA)


def test_the_year_begins_on_a_monday_and_ends_365_days_later() -> None:
    assert local(START) == datetime(2025, 1, 6, tzinfo=CHINA)
    assert START == AS_OF - 365 * DAY_US
    assert START + N_PERIODS * 28 * DAY_US + DAY_US == AS_OF


def test_instants_lie_in_their_period_weekday_and_local_hour() -> None:
    rng = np.random.default_rng(1)
    period, weekday, hour = rng.integers(0, 13, 500), rng.integers(0, 7, 500), rng.integers(0, 24, 500)
    at = instants(period, weekday, hour, rng)
    moments = [local(instant) for instant in at.tolist()]
    assert [moment.weekday() for moment in moments] == weekday.tolist()
    assert [moment.hour for moment in moments] == hour.tolist()
    assert ((at - START) // (28 * DAY_US)).tolist() == period.tolist()
    assert len({moment.isocalendar().week for moment in moments}) > 45


def test_a_later_hour_is_that_of_the_local_day() -> None:
    late = np.array([START + 23 * HOUR_US])
    (answer,) = at_local_hour(late, days_later=np.array([2]), hour=np.array([9.5])).tolist()
    assert local(answer) == datetime(2025, 1, 8, 9, 30, tzinfo=CHINA)

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange
from huaxiang.simulate.festivals import day_of, is_day


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("11-11", 2031, date(2031, 11, 11)),
        ("02-29", 2027, date(2027, 2, 28)),
        ("02-29", 2028, date(2028, 2, 29)),
        ("spring-festival", 2025, date(2025, 1, 29)),
        ("spring-festival-28", 2026, date(2026, 1, 20)),
        ("qixi", 2028, date(2028, 8, 26)),
        ("mid-autumn+1", 2025, date(2025, 10, 7)),
    ],
)
def test_a_word_names_a_day_of_the_year(text: str, year: int, day: date) -> None:
    assert day_of(text, year) == day


@pytest.mark.parametrize("text", ["13-01", "02-30", "easter", "qixi-", "1-1", ""])
def test_what_names_no_day_is_refused(text: str) -> None:
    assert not is_day(text)
    with pytest.raises(OutOfRange):
        day_of(text, 2025)


@given(st.integers(1950, 2090))
def test_feasts_of_the_moon_keep_their_season_and_their_distance(year: int) -> None:
    qixi, autumn = day_of("qixi", year), day_of("mid-autumn", year)
    assert (autumn - qixi).days in {37, 38}
    assert date(year, 1, 20) <= day_of("spring-festival", year) <= date(year, 2, 21)
    assert date(year, 7, 30) <= qixi <= date(year, 8, 30)

from __future__ import annotations

import pytest

from huaxiang.ingest.propose.times import clock_pattern, is_clock, time_of


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (["1511544070", "1511572885"], "s"),
        (["1433221332117", "1433224214164"], "ms"),
        (["1433221332117000"], "us"),
        (["20170101", "20170215"], "auto"),
        (["2014-12-08 18", "2014-12-06 02"], "%Y-%m-%d %H"),
        (["2025年12月30日", "2025年1月2日"], "auto"),
        (["2025/1/5 9:03", "2025/11/15 19:03"], "auto"),
        (["2019-10-01 00:00:00 UTC"], "%Y-%m-%d %H:%M:%S UTC"),
        (["2014-04-07T10:51:09.277Z"], "auto"),
        (["12/1/2010 8:26", "12/13/2010 8:28"], "%m/%d/%Y %H:%M"),
        (["13/12/2010", "01/12/2010"], "%d/%m/%Y"),
        (["03.11.2021 20:15", "30.11.2021 21:00"], "%d.%m.%Y %H:%M"),
        (["1/5/2020 01:15:00 PM", "1/25/2020 01:15:00 AM"], "%m/%d/%Y %I:%M:%S %p"),
        (["09 13, 2009", "05 1, 2013"], "%m %d, %Y"),
        (["11May2015", "02Jun2015"], "%d%b%Y"),
        (["2015年5月1日 3时05分", "2015年11月2日 13时00分"], "%Y年%m月%d日 %H时%M分"),
        (["1111", "0512", "0630", "701"], "%m%d"),
        (["150511", "150612", "151224"], "%y%m%d"),
        (["201505", "201506", "201512"], "%Y%m"),
        (["42135", "42136", "42200"], "days"),
        (["42135.5", "42136.25"], "days"),
    ],
)
def test_instants_are_read_as_they_are_written(values: list[str], written: str) -> None:
    found = time_of(values)
    assert found is not None
    assert (found.format, found.share) == (written, 1.0)


def test_days_are_told_from_months_by_how_many_there_are() -> None:
    days = [f"{1 + n % 12:02d}/{1 + n % 3:02d}/2021" for n in range(60)]
    found = time_of(days)
    assert found is not None
    assert (found.format, found.is_ambiguous) == ("%d/%m/%Y", False)


@pytest.mark.parametrize(("day_first", "written"), [(True, "%d/%m/%Y"), (False, "%m/%d/%Y")])
def test_undecided_days_follow_the_language_and_say_so(day_first: bool, written: str) -> None:
    found = time_of(["01/02/2021", "03/04/2021"], day_first=day_first)
    assert found is not None
    assert (found.format, found.is_ambiguous) == (written, True)


@pytest.mark.parametrize("values", [["hello"], ["12"], ["3.14"], ["99999999"], ["13912345678"], [""]])
def test_other_values_are_no_instants(values: list[str]) -> None:
    assert time_of(values) is None


def test_digits_of_another_length_are_no_instants() -> None:
    assert time_of([str(20250101001 + at) for at in range(40)]) is None
    found = time_of(["20250101093001", "20251231215959"])
    assert found is not None
    assert found.format == "%Y%m%d%H%M%S"


def test_times_of_a_day_are_told() -> None:
    assert [is_clock(v) for v in (["16:31", "9:05"], ["1631", "905", "0"], ["1675"], ["a"], [])] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        (["16:31", "9:05"], "%H:%M"),
        (["16:31:05"], "%H:%M:%S"),
        (["04:31 PM", "11:02 AM"], "%I:%M %p"),
        (["1631", "905"], "%H%M"),
        (["163105", "90500"], "%H%M%S"),
        (["9", "23"], "%H"),
    ],
)
def test_times_of_a_day_have_a_pattern(values: list[str], pattern: str) -> None:
    assert is_clock(values)
    assert clock_pattern(values) == pattern

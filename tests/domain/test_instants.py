from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange, UnknownName
from huaxiang.domain.instants import DAY_US, SECOND_US, Zone, day_of, from_iso, now, parse_as_of, to_iso

NAMES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
]
ZONES = {name: Zone(name) for name in NAMES}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = 946_684_800 * SECOND_US, 2_500_000_000 * SECOND_US
instants = st.integers(FIRST, LAST)


def local(instant: int, name: str) -> datetime:
    return (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(name))


@given(instants, st.sampled_from(NAMES))
def test_offsets_days_and_hours_are_those_of_zoneinfo(instant: int, name: str) -> None:
    there, zone = local(instant, name), ZONES[name]
    offset = there.utcoffset()
    assert offset is not None
    assert zone.offset(instant) == offset // timedelta(microseconds=1)
    assert zone.local_hour(instant) == there.hour
    assert zone.local_day(instant) == (there.date() - date(1970, 1, 1)).days


@pytest.mark.parametrize("name", NAMES)
def test_offsets_change_at_the_second(name: str) -> None:
    for start, offset in ZONES[name].offsets[1:]:
        for instant in (start - SECOND_US, start):
            expected = local(instant, name).utcoffset()
            assert expected is not None
            assert ZONES[name].offset(instant) == expected // timedelta(microseconds=1)
        assert ZONES[name].offset(start) == offset


def test_a_zone_that_never_moves_has_one_offset() -> None:
    assert ZONES["Asia/Shanghai"].offsets == ((FIRST, 8 * 3600 * SECOND_US),)


@given(st.dates(date(2012, 1, 1), date(2045, 1, 1)), st.sampled_from(NAMES))
def test_the_end_of_a_day_is_its_last_microsecond(day: date, name: str) -> None:
    zone, number = ZONES[name], (day - date(1970, 1, 1)).days
    end = zone.end_of_day(day)
    if (name, day) != ("Pacific/Apia", date(2011, 12, 30)):
        assert (zone.local_day(end), zone.local_day(end + 1)) == (number, number + 1)


@given(st.integers(15_000, 27_000), st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"]))
def test_the_start_of_a_day_follows_the_end_of_the_day_before(day: int, name: str) -> None:
    zone = Zone(name)
    start = zone.start_of_day(day)
    assert (zone.local_day(start), zone.local_day(start - 1)) == (day, day - 1)


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999)))  # noqa: DTZ001
def test_iso_and_back_is_the_same_instant(moment: datetime) -> None:
    instant = from_iso(moment.isoformat())
    assert from_iso(to_iso(instant)) == instant


def test_iso_text() -> None:
    assert to_iso(1_762_862_400_000_001) == "2025-11-11T12:00:00.000001Z"
    assert from_iso("2025-11-11T20:00:00+08:00") == 1_762_862_400_000_000
    assert from_iso("2025-11-11T20:00:00", ZONES["Asia/Shanghai"]) == 1_762_862_400_000_000
    assert from_iso("2025-11-11T12:00:00") == 1_762_862_400_000_000


def test_as_of_takes_a_day_to_its_local_end_and_an_instant_as_it_is() -> None:
    zone = ZONES["Asia/Shanghai"]
    assert to_iso(parse_as_of("2025-11-11", zone)) == "2025-11-11T15:59:59.999999Z"
    assert parse_as_of("2025-11-11T12:00:00Z", zone) == 1_762_862_400_000_000
    assert parse_as_of(to_iso(123_456_789), zone) == 123_456_789
    assert parse_as_of("2025-11-11T20:00:00", zone) == 1_762_862_400_000_000


@pytest.mark.parametrize("text", ["", "soon", "2025-02-30", "9999-12-31", "2025-11-11T25:00:00Z"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange):
        parse_as_of(text, ZONES["Asia/Shanghai"])


@pytest.mark.parametrize("name", ["", ".", "Asia", "Asia/Shanghia", "../Asia", "a\0b"])
def test_an_unknown_zone_is_the_users_mistake(name: str) -> None:
    with pytest.raises(UnknownName, match="IANA"):
        Zone(name)


def test_days_count_from_the_epoch_in_utc() -> None:
    assert (day_of(0), day_of(-1), day_of(DAY_US)) == (0, -1, 1)


def test_now_is_this_year_or_later_in_microseconds() -> None:
    assert now() > from_iso("2025-01-01T00:00:00Z")

"""Instants: int64 microseconds UTC in tables, ISO 8601 outside; local time by the project's zone."""

from __future__ import annotations

import bisect
import functools
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huaxiang.domain.errors import OutOfRange, UnknownName

__all__ = [
    "DAY_US",
    "HOUR_US",
    "MINUTE_US",
    "SECOND_US",
    "Zone",
    "day_of",
    "from_iso",
    "now",
    "parse_as_of",
    "to_iso",
]

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> int:
    """This instant in µs UTC."""
    return _micros(datetime.now(UTC))


def _micros(moment: datetime) -> int:
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND_US + delta.microseconds


def day_of(instant: int) -> int:
    """UTC day number (days since 1970-01-01) of an instant in µs."""
    return instant // DAY_US


def to_iso(instant: int) -> str:
    """ISO 8601 UTC with microseconds.

    >>> to_iso(0)
    '1970-01-01T00:00:00.000000Z'
    """
    moment = _EPOCH + timedelta(microseconds=instant)
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z" if moment.year >= 1000 else moment.isoformat()


def from_iso(text: str, zone: Zone | None = None) -> int:
    """Instant in µs of an ISO 8601 text; without an offset it is local time of `zone` (UTC when none).

    Raises:
        OutOfRange: The text is not an ISO 8601 instant.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise OutOfRange(f"not an ISO 8601 instant: {text!r}") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC if zone is None else zone.info)
    return _micros(moment)


class Zone:
    """The project's IANA time zone with its offsets as integers, equal in SQL and in Python."""

    def __init__(self, name: str) -> None:
        """Raises UnknownName when `name` is no IANA zone."""
        try:
            self.info = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UnknownName("time zone", name, hint="use an IANA name such as Asia/Shanghai") from error
        self.name = name

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    @functools.cached_property
    def offsets(self) -> tuple[tuple[int, int], ...]:
        """Pairs (first instant, offset in µs) from 2000 to 2050, ascending; one where the zone never moves."""
        start, found = datetime(2000, 1, 1, tzinfo=UTC), []
        previous: int | None = None
        for hours in range(0, 50 * 366 * 24, 24 * 7):
            moment = start + timedelta(hours=hours)
            offset = self._offset_at(moment)
            if offset != previous:
                found.append((self._change_before(moment, previous), offset))
                previous = offset
        return tuple(found)

    def _offset_at(self, moment: datetime) -> int:
        offset = moment.astimezone(self.info).utcoffset()
        assert offset is not None
        return int(offset.total_seconds()) * SECOND_US

    def _change_before(self, moment: datetime, previous: int | None) -> int:
        if previous is None:
            return _micros(moment)
        low, high = 0, 7 * 86_400
        while high - low > 1:
            middle = (low + high) // 2
            is_before = self._offset_at(moment - timedelta(seconds=7 * 86_400 - middle)) == previous
            low, high = (middle, high) if is_before else (low, middle)
        return _micros(moment) - (7 * 86_400 - high) * SECOND_US

    def offset(self, instant: int) -> int:
        """Local minus UTC at the instant, in µs."""
        offsets = self.offsets
        if len(offsets) == 1 or instant >= offsets[-1][0]:
            return offsets[-1][1]
        return offsets[max(bisect.bisect_right(offsets, instant, key=itemgetter(0)) - 1, 0)][1]

    def local_day(self, instant: int) -> int:
        """Local day number of an instant."""
        return (instant + self.offset(instant)) // DAY_US

    def local_hour(self, instant: int) -> int:
        """Local hour of the day, 0..23."""
        return (instant + self.offset(instant)) % DAY_US // HOUR_US

    def start_of_day(self, local_day: int) -> int:
        """First instant of a local day (days since 1970-01-01), µs UTC."""
        start = local_day * DAY_US
        return start - self.offset(start - self.offset(start))

    def end_of_day(self, day: date) -> int:
        """Last microsecond of a local day.

        Raises:
            OutOfRange: The day is the last one that a calendar has.
        """
        if day == date.max:
            raise OutOfRange(f"{day} is beyond the calendar")
        return _micros(datetime.combine(day + timedelta(days=1), time(), tzinfo=self.info)) - 1


def parse_as_of(text: str, zone: Zone) -> int:
    """Instant of `--as-of`: an ISO instant, or a date alone, which means the end of that local day.

    Raises:
        OutOfRange: Neither a date nor an instant.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return from_iso(text, zone)
    return zone.end_of_day(day)

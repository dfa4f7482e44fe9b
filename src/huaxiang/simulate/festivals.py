"""Days of every year: 11-11 and the like, and days around the festivals that follow the moon."""

from __future__ import annotations

import re
from datetime import date, timedelta

from huaxiang.domain.errors import OutOfRange

__all__ = ["day_of", "is_day"]

_DAY = re.compile(r"(?P<month>\d{2})-(?P<day>\d{2})|(?P<feast>[a-z][a-z-]*[a-z])(?P<shift>[+-]\d{1,3})?")
_CYCLE = 19
"""Years after which moon and sun meet again (Meton): outside the table a feast lies within a day of this."""
_FIRST = 2019
_FEASTS = {
    "spring-festival": (
        "02-05 01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 "
        "02-13 02-03 01-23 02-11 01-31 02-19 02-08 01-28 02-15"
    ),
    "qixi": (
        "08-07 08-25 08-14 08-04 08-22 08-10 08-29 08-19 08-08 08-26 "
        "08-16 08-05 08-24 08-12 08-01 08-20 08-10 08-28 08-17"
    ),
    "mid-autumn": (
        "09-13 10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 "
        "09-22 09-12 10-01 09-19 09-08 09-27 09-16 10-04 09-24"
    ),
}


def is_day(text: str) -> bool:
    """Whether it names a day of every year.

    >>> is_day("11-11"), is_day("qixi-4"), is_day("13-11"), is_day("easter+1")
    (True, True, False, False)
    """
    try:
        day_of(text, 2024)
    except OutOfRange:
        return False
    return True


def day_of(text: str, year: int) -> date:
    """The day of a year; 02-29 is the 28th where there is none.

    >>> day_of("11-11", 2026), day_of("spring-festival-28", 2026)
    (datetime.date(2026, 11, 11), datetime.date(2026, 1, 20))

    Raises:
        OutOfRange: It names no day.
    """
    found = _DAY.fullmatch(text)
    if found is None or (found["feast"] is not None and found["feast"] not in _FEASTS):
        raise OutOfRange(f"{text!r} is no day of a year: MM-DD, or {', '.join(_FEASTS)} with days such as qixi-4")
    if found["feast"] is None:
        return _in_year(year, int(found["month"]), int(found["day"]), text)
    month, day = _FEASTS[found["feast"]].split()[(year - _FIRST) % _CYCLE].split("-")
    return date(year, int(month), int(day)) + timedelta(days=int(found["shift"] or 0))


def _in_year(year: int, month: int, day: int, text: str) -> date:
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise OutOfRange(f"{text!r} is no day of a year: {error}") from error

"""How a column writes instants: numbers since 1970, ISO, and the ways of exports, day and month told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["ANY_YEAR", "PARTIAL", "TimeGuess", "clock_pattern", "is_clock", "time_of"]

_EARLIEST, _LATEST = datetime(1990, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %H", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "T%H:%M:%S", "T%H:%M:%S.%f")
_ISO_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_OTHER_DAYS = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%m %d, %Y", "%Y-%m")
_MORE = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d-%H", "%Y年%m月%d日%H:%M:%S")
_DIGITS = {"%Y%m%d": 8, "%Y%m%d%H": 10, "%Y%m%d%H%M": 12, "%Y%m%d%H%M%S": 14}
"""Signs of a pattern without separators: Python reads 20250101001 as a time of 14 digits too."""
_RARE = (
    *(
        "%d%b%Y",
        "%d%b%y",
        "%d%b%Y:%H:%M:%S",
        "%Y年%m月%d日 %H时%M分",
        "%Y年%m月%d日%H时%M分",
        "%Y年%m月%d日%H时%M分%S秒",
    ),
    *("%Y年%m月%d日 %H时", "%Y年%m月%d日%H时", "%B %Y", "%b %Y", "%Y年%m月"),
)
PARTIAL = frozenset({"%y%m%d", "%Y%m", "%m%d", "days"})
"""Ways that ids and counts look like too: only a name that says time makes them instants."""
_SERIAL_ZERO, _SERIALS = datetime(1899, 12, 30), (33_000, 55_000)  # noqa: DTZ001
ANY_YEAR = 2020
"""The year of months and days without one; a leap year."""
_AUTO = frozenset(
    {"%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"}
    | {"%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M"}
    | {"%Y年%m月%d日", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d", "%Y%m%d %H:%M:%S", "%Y%m%d"}
)
_TWO_FIRST = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})(?!\d)")
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?(\.\d+)?( ?[AaPp]\.?[Mm]\.?)?$")
_OFFSET = re.compile(r"T?\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})$")
_FINE = re.compile(r"(:\d{2}\.\d{6})\d+$")
_FIRST_LOOK, _LOOK = 12, 300


@dataclass(frozen=True, slots=True)
class TimeGuess:
    """How instants are written.

    Attributes:
        format: `auto`, `s`, `ms`, `us` or a strptime pattern, as `Format.time`.
        share: Share of the values that can be read so.
        low: Earliest of them.
        high: Latest of them.
        has_clock: Whether they say more than the day.
        is_ambiguous: Whether day and month could be the other way round.
        is_utc: Whether they say that they are UTC, or carry an offset.
    """

    format: str
    share: float
    low: datetime
    high: datetime
    has_clock: bool
    is_ambiguous: bool = False
    is_utc: bool = False


def is_clock(values: Sequence[str]) -> bool:
    """Whether values are times of a day: 16:31, 16:31:05, or numbers such as 1631 and 905."""
    some = [value.strip() for value in values[:_LOOK] if value.strip()]
    if not some:
        return False
    if sum(bool(_CLOCK.match(value)) for value in some) >= 0.95 * len(some):
        return True
    numbers = [int(value) for value in some if value.isascii() and value.isdigit() and len(value) <= 6]
    if len(numbers) < 0.98 * len(some):
        return False
    if max(numbers) <= 2359:
        return all(n % 100 < 60 for n in numbers)
    return max(numbers) <= 235_959 and all(n % 100 < 60 and n // 100 % 100 < 60 for n in numbers)


def clock_pattern(values: Sequence[str]) -> str:
    """How times of a day are written, as a strptime pattern: 16:31:05, 4:31 PM, 1631, 163105 or the hour alone."""
    some = [value.strip() for value in values[:_LOOK] if value.strip()]
    first = some[0] if some else ""
    if ":" in first:
        is_half_day = first[-1:] in "Mm" or first[-2:-1] in "Mm"
        hours = "%I:%M" if is_half_day else "%H:%M"
        seconds = ":%S" if first.count(":") == 2 else ""
        return f"{hours}{seconds}{'.%f' if '.' in first else ''}{' %p' if is_half_day else ''}"
    highest = max((int(value) for value in some if value.isdigit()), default=0)
    return "%H" if highest <= 23 else "%H%M" if highest <= 2359 else "%H%M%S"


def time_of(values: Sequence[str], *, day_first: bool | None = None) -> TimeGuess | None:
    """How the values write instants, None when they are none.

    Args:
        values: Distinct values, in the order of the file.
        day_first: What to take where day and month cannot be told apart; month first when None.
    """
    some = [value.strip() for value in values if value.strip()][:_LOOK]
    if not some:
        return None
    return _epoch(some) or _offset(some) or _patterned(some, day_first=day_first) or _partial(some)


def _partial(some: list[str]) -> TimeGuess | None:
    """Dates of six digits, months without days, days without a year, and the day numbers of spreadsheets."""
    wholes = [value.partition(".")[0] for value in some]
    if not all(value.isascii() and value.isdigit() for value in wholes):
        return None
    low, high = _SERIALS
    has_rest = any("." in value for value in some)
    if all(low <= int(value) <= high for value in wholes) and (has_rest or len(wholes[0]) == 5):
        days = [_SERIAL_ZERO + timedelta(days=float(value)) for value in some]
        return TimeGuess("days", 1.0, min(days), max(days), has_rest)
    if has_rest:
        return None
    for pattern, shortest, longest in (("%y%m%d", 5, 6), ("%Y%m", 6, 6), ("%m%d", 3, 4)):
        if not all(shortest <= len(value) <= longest for value in wholes):
            continue
        read = [_read_partial(value.zfill(longest), pattern) for value in wholes]
        good = [moment for moment in read if moment is not None and _EARLIEST <= moment < _LATEST]
        if len(good) >= 0.98 * len(some) and len(set(good)) > 2:
            return TimeGuess(pattern, len(good) / len(some), min(good), max(good), has_clock=False)
    return None


def _read_partial(value: str, pattern: str) -> datetime | None:
    return _read(f"{ANY_YEAR}{value}", "%Y%m%d") if pattern == "%m%d" else _read(value, pattern)


def _epoch(some: list[str]) -> TimeGuess | None:
    """Numbers since 1970 of 9, 10, 13 or 16 digits; numbers filled up with zeros are ids."""
    if any(value.startswith("0") for value in some):
        return None
    for name, unit, lengths in (("s", 1, (9, 10)), ("ms", 1_000, (12, 13)), ("us", 1_000_000, (15, 16))):
        read = []
        for value in some:
            whole, _, rest = value.partition(".")
            if whole.isascii() and whole.isdigit() and len(whole) in lengths and (not rest or rest.isdigit()):
                read.append(datetime.fromtimestamp(int(whole) / unit, UTC).replace(tzinfo=None))
        good = [moment for moment in read if _EARLIEST <= moment < _LATEST]
        if len(good) >= 0.9 * len(some):
            has_clock = any(moment.second or moment.minute or moment.hour for moment in good)
            return TimeGuess(name, len(good) / len(some), min(good), max(good), has_clock, is_utc=True)
    return None


def _offset(some: list[str]) -> TimeGuess | None:
    found = [value for value in some if _OFFSET.search(value)]
    if len(found) < 0.9 * len(some):
        return None
    good = []
    for value in found:
        try:
            good.append(datetime.fromisoformat(value.replace(" +", "+")).astimezone(UTC).replace(tzinfo=None))
        except ValueError:
            continue
    if len(good) < 0.9 * len(some):
        return None
    return TimeGuess("auto", len(good) / len(some), min(good), max(good), has_clock=True, is_utc=True)


def _patterned(some: list[str], *, day_first: bool | None) -> TimeGuess | None:
    best: TimeGuess | None = None
    for pattern in _candidates(some, day_first=day_first):
        first = some[:_FIRST_LOOK]
        if sum(_read(value, pattern) is not None for value in first) < 0.5 * len(first):
            continue
        read = [moment for moment in (_read(value, pattern) for value in some) if moment is not None]
        good = [moment for moment in read if _EARLIEST <= moment < _LATEST]
        share = len(good) / len(some)
        if good and share > (best.share + 0.02 if best else 0.6):
            name = "auto" if pattern in _AUTO else pattern
            is_two = pattern.startswith(("%d/", "%d.", "%d-%m", "%m/", "%m.", "%m-"))
            sure = not is_two or _day_field(some) is not None
            has_clock = "%H" in pattern or "%I" in pattern
            best = TimeGuess(name, share, min(good), max(good), has_clock, not sure, "UTC" in pattern)
    return best


def _read(value: str, pattern: str) -> datetime | None:
    value = _FINE.sub(r"\1", value).rstrip(".")
    plain = value.replace("T", " ") if "T%" not in pattern and "T" in value[9:12] else value
    if plain.isdigit() and len(plain) != _DIGITS.get(pattern, len(plain)):
        return None
    try:
        return datetime.strptime(plain, pattern)  # noqa: DTZ007
    except ValueError:
        return None


def _candidates(some: list[str], *, day_first: bool | None) -> list[str]:
    found = _TWO_FIRST.match(some[0])
    if found is None:
        is_digits = some[0].isdigit()
        if is_digits and len(some[0]) < 8:
            return []
        days = ("%Y%m%d",) if is_digits else (*_ISO_DAYS, *_OTHER_DAYS)
        return [*(day + clock for day in days for clock in _CLOCKS), *_MORE, *_RARE]
    separator, year = found[2], "%Y" if len(found[4]) == 4 else "%y"
    known = _day_field(some)
    is_day_first = bool(day_first) if known is None else known
    usual = is_day_first or (known is None and separator == ".")
    order = ("%d", "%m") if usual else ("%m", "%d")
    return [f"{order[0]}{separator}{order[1]}{separator}{year}{clock}" for clock in _CLOCKS]


def _day_field(some: list[str]) -> bool | None:
    """Whether the first field is the day: one above 12 decides, else the one with clearly more different values."""
    pairs = [(int(found[1]), int(found[3])) for value in some if (found := _TWO_FIRST.match(value))]
    firsts, seconds = [a for a, _ in pairs], [b for _, b in pairs]
    if max(firsts, default=0) > 12 or max(seconds, default=0) > 12:
        return max(firsts) > max(seconds)
    n_first, n_second = len(set(firsts)), len(set(seconds))
    if len(pairs) >= 20 and abs(n_first - n_second) >= 4:
        return n_first > n_second
    return None

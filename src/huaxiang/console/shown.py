"""How figures are written for people: counts, money, shares and local times."""

from __future__ import annotations

from collections.abc import Mapping

from huaxiang.domain.instants import DAY_US, Zone, to_iso
from huaxiang.domain.money import format_money, minor_digits

__all__ = ["count", "day", "moment", "money", "money_by_currency", "percent"]

_UNITS = ((100_000_000, "亿"), (10_000, "万"))


def count(value: int, language: str) -> str:
    """A count: 9,800 and 12.4万 in Chinese, 124,000 in English.

    >>> count(124_000, "zh"), count(124_000, "en"), count(9_800, "zh")
    ('12.4万', '124,000', '9,800')
    """
    if language == "zh":
        for unit, word in _UNITS:
            if abs(value) >= unit:
                return f"{value / unit:.1f}{word}"
    return f"{value:,}"


def money(minor: int, currency: str, language: str) -> str:
    """An amount: to the minor unit below 10,000, shortened in Chinese above it.

    >>> money(123_450, "CNY", "zh"), money(1_234_500_000, "CNY", "zh"), money(1_234_500_000, "CNY", "en")
    ('¥1,234.50', '¥1,234.5万', '¥12,345,000')
    """
    major = abs(minor) // 10 ** minor_digits(currency)
    if major < 10_000:
        return format_money(minor, currency)
    sign = format_money(0, currency).split("0", 1)[0]
    minus = "-" if minor < 0 else ""
    if language == "zh":
        unit, word = next(each for each in _UNITS if major >= each[0])
        return f"{minus}{sign}{major / unit:,.1f}{word}"
    return f"{minus}{sign}{major:,}"


def money_by_currency(amounts: Mapping[str, int], language: str) -> str:
    """Amounts in several currencies side by side, never added; a dash for none.

    >>> money_by_currency({"CNY": 123_450, "USD": 100}, "zh"), money_by_currency({}, "zh")
    ('¥1,234.50 + $1.00', '–')
    """
    return " + ".join(money(amounts[each], each, language) for each in sorted(amounts)) or "–"


def percent(share: float | None) -> str:
    """A share of 0..1 in percent, a dash for none.

    >>> percent(0.1234), percent(0.0004), percent(0), percent(None)
    ('12.3%', '<0.1%', '0%', '–')
    """
    if share is None:
        return "–"
    if share == 0:
        return "0%"
    return "<0.1%" if 0 < share < 0.001 else f"{share * 100:.1f}%"


def moment(instant: int | None, zone: Zone) -> str:
    """Local time to the minute, a dash for none.

    >>> moment(1_762_862_400_000_000, Zone("Asia/Shanghai"))
    '2025-11-11 20:00'
    """
    return "–" if instant is None else to_iso(instant + zone.offset(instant))[:16].replace("T", " ")


def day(instant: int | None, zone: Zone) -> str:
    """Local day, a dash for none.

    >>> day(1_762_862_400_000_000, Zone("Asia/Shanghai"))
    '2025-11-11'
    """
    return "–" if instant is None else to_iso(zone.local_day(instant) * DAY_US)[:10]

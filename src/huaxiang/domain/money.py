"""Money: int64 minor units of a currency, parsed from what exports write."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from huaxiang.domain.errors import OutOfRange

__all__ = [
    "CURRENCY_WORDS",
    "FULL_WIDTH",
    "HALF_WIDTH",
    "MOST_DIGITS",
    "READ_OVER",
    "WITH_CURRENCY",
    "format_money",
    "minor_digits",
    "parse_money",
]

_ZERO_DECIMAL = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
MOST_DIGITS = 12
"""Digits before the point; a longer number is no amount but an id in the wrong column."""
READ_OVER = "¥￥$€£₽₩₹₺₫元円,， \t\u00a0\u202f\u3000"
_CODES = "USD|EUR|GBP|CNY|RMB|JPY|KRW|BRL|RUB|TRY|PLN|INR|CHF|SEK|NOK|DKK|CZK|HUF|CAD|AUD|NZD|HKD|TWD|SGD|MXN|ZAR|AED"
CURRENCY_WORDS = rf"(?:R|Rs\.?|kr\.?|zł|TL|руб\.?|{_CODES})"
"""Short names of currencies beside a number, the signs apart."""
WITH_CURRENCY = rf"^([-+]?)(?:{CURRENCY_WORDS})?([-+]?[0-9]*\.?[0-9]+)(?:{CURRENCY_WORDS})?$"
"""A number with the short name of a currency before or behind it, once signs and spaces are read over."""
FULL_WIDTH, HALF_WIDTH = "０１２３４５６７８９－＋．", "0123456789-+."
"""Digits and signs of numbers as Chinese input methods write them, and as they are read."""
_READ_OVER = str.maketrans(FULL_WIDTH, HALF_WIDTH, READ_OVER)
_FINEST = Decimal("0.0001")
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def minor_digits(currency: str) -> int:
    """Decimal digits of the currency's minor unit: 2 for most, 0 for yen and won."""
    return 0 if currency in _ZERO_DECIMAL else 2


def parse_money(text: str, currency: str) -> int:
    """Minor units of an amount as written: currency signs, thousands separators and spaces are read over.

    Raises:
        OutOfRange: Not an amount, or one of more than twelve digits.

    >>> parse_money("¥1,234.50", "CNY"), parse_money("12.50 EUR", "EUR"), parse_money("2,980円", "JPY")
    (123450, 1250, 2980)
    """
    plain = re.sub(WITH_CURRENCY, r"\1\2", text.strip().translate(_READ_OVER))
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise OutOfRange(f"not an amount of money: {text!r}") from error
    if not amount.is_finite() or (amount and amount.adjusted() >= MOST_DIGITS):
        raise OutOfRange(f"not an amount of money: {text!r}")
    amount = amount.quantize(_FINEST, rounding="ROUND_HALF_UP") if amount else Decimal(0)
    return int((amount * 10 ** minor_digits(currency)).to_integral_value(rounding="ROUND_HALF_UP"))


def format_money(minor: int, currency: str) -> str:
    """An amount as people read it.

    >>> format_money(123450, "CNY")
    '¥1,234.50'
    """
    digits = minor_digits(currency)
    sign = _SIGNS.get(currency, f"{currency} ")
    value = Decimal(abs(minor)).scaleb(-digits)
    return f"{'-' if minor < 0 else ''}{sign}{value:,.{digits}f}"

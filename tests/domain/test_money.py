from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.money import format_money, minor_digits, parse_money


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12", 1200),
        ("¥1,234.50", 123450),
        ("１２", 1200),
        (" 1 234.5 元", 123450),
        ("-¥12.30", -1230),
        ("¥-12.30", -1230),
        ("1，000", 100000),
        ("R$ 12.50", 1250),
        ("-R$ 12.50", -1250),
        ("12.50 EUR", 1250),
        ("2,980円", 298000),
        ("0.005", 1),
        ("-0.005", -1),
        ("0.004999999", 1),
        ("999999999999.99", 99999999999999),
    ],
)
def test_amounts_as_exports_write_them(text: str, minor: int) -> None:
    assert parse_money(text, "CNY") == minor


@pytest.mark.parametrize(
    "text",
    ["", "元", "abc", "SKU12", "EUR", "NaN", "inf", "1.2.3", "1000000000000", "1e999999999", "20251111123456789012"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange, match="not an amount"):
        parse_money(text, "CNY")


def test_yen_has_no_minor_unit() -> None:
    assert (minor_digits("JPY"), minor_digits("CNY")) == (0, 2)
    assert parse_money("1,234", "JPY") == 1234
    assert format_money(1234, "JPY") == "¥1,234"


def test_amounts_as_people_read_them() -> None:
    assert format_money(-123450, "CNY") == "-¥1,234.50"
    assert format_money(5, "AUD") == "AUD 0.05"


@given(st.integers(-(10**13), 10**13), st.sampled_from(["CNY", "USD", "EUR", "GBP"]))
def test_an_amount_as_shown_can_be_read_again(minor: int, currency: str) -> None:
    assert parse_money(format_money(minor, currency), currency) == minor

from __future__ import annotations

import pytest

from huaxiang.console.shown import count, day, moment, money, money_by_currency, percent
from huaxiang.domain.instants import Zone

SHANGHAI = Zone("Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(0, "0", "0"), (9_999, "9,999", "9,999"), (10_000, "1.0万", "10,000"), (320_000_000, "3.2亿", "320,000,000")],
)
def test_counts_are_shortened_in_chinese(value: int, zh: str, en: str) -> None:
    assert (count(value, "zh"), count(value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("minor", "currency", "zh", "en"),
    [
        (999_999, "CNY", "¥9,999.99", "¥9,999.99"),
        (-1_000_000, "CNY", "-¥1.0万", "-¥10,000"),
        (12_345, "JPY", "¥1.2万", "¥12,345"),
        (50, "CNY", "¥0.50", "¥0.50"),
    ],
)
def test_money_keeps_its_minor_unit_while_it_is_small(minor: int, currency: str, zh: str, en: str) -> None:
    assert (money(minor, currency, "zh"), money(minor, currency, "en")) == (zh, en)


def test_currencies_are_never_added() -> None:
    assert money_by_currency({"USD": 500, "CNY": 100}, "en") == "¥1.00 + $5.00"


def test_a_share_that_is_nearly_nothing_is_not_nothing() -> None:
    assert [percent(share) for share in (0, 0.0009, 0.001, 1, None)] == ["0%", "<0.1%", "0.1%", "100.0%", "–"]


def test_instants_are_local() -> None:
    evening = 1_762_876_800_000_000  # 2025-11-11T16:00Z
    assert moment(evening, SHANGHAI) == "2025-11-12 00:00"
    assert day(evening - 1, SHANGHAI) == "2025-11-11"
    assert (day(None, SHANGHAI), moment(None, SHANGHAI)) == ("–", "–")

from __future__ import annotations

import pytest

from huaxiang.tags.expressions.numbers import number_of


@pytest.mark.parametrize("text", ["", " 1", "1 ", "1\n", "1_000", "１８", "1e3", "nan", "inf", "+1", ".5", "1" * 16])
def test_only_plain_decimal_numbers_are_numbers(text: str) -> None:
    assert number_of(text) is None


def test_plain_numbers_are_read() -> None:
    assert [number_of(text) for text in ("0", "-3", "18.50", "007")] == [0.0, -3.0, 18.5, 7.0]

from __future__ import annotations

import pytest

from huaxiang.console.typography import set_words

COMMA, COLON = "\uff0c", "\uff1a"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("有人,没人", f"有人{COMMA}没人"),
        ("来源:3 行", f"来源{COLON}3 行"),
        ("来源:文件", f"来源{COLON}文件"),
        ("占 3%,共 9 人", f"占 3%{COMMA}共 9 人"),
        ("10:30 与 1,234 人", "10:30 与 1,234 人"),
        ("(11 人)", "\uff0811 人\uff09"),
        ("(GMV)", "(GMV)"),
    ],
)
def test_punctuation_after_chinese_is_of_full_width_and_figures_stay(written: str, printed: str) -> None:
    assert set_words(written, "zh") == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("1 people wait", "1 person wait"),
        ("1 rows", "1 row"),
        ("1 texts", "1 text"),
        ("11 rows", "11 rows"),
        ("2.1 days", "2.1 days"),
    ],
)
def test_one_is_no_plural(written: str, printed: str) -> None:
    assert set_words(written, "en") == printed

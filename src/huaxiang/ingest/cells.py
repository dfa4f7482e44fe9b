"""What spreadsheets and shop back ends put around a cell is taken off: tabs, `="123"`, a leading apostrophe."""

from __future__ import annotations

import re

from huaxiang.domain.identities import LOST_DIGITS

__all__ = ["MARKS", "clean_cell", "clean_cell_sql", "has_lost_digits", "has_lost_digits_sql"]

MARKS = (b"\t", b'="', b'"=""', b"'")
"""Bytes of which a file has at least one when a cell needs `clean_cell`."""
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_APOSTROPHE = re.compile(r"'[-+=@0-9]")


def clean_cell(cell: str) -> str:
    r"""The cell without tabs around it, without `="…"` and without the apostrophe that marks a text.

    >>> clean_cell('="00123"'), clean_cell("2938475610293847561\t"), clean_cell("'13900000000")
    ('00123', '2938475610293847561', '13900000000')
    """
    plain = cell.strip("\t")
    found = _FORMULA.fullmatch(plain)
    if found:
        plain = found[1]
    return plain[1:] if _APOSTROPHE.match(plain) else plain


def clean_cell_sql(cell: str) -> str:
    """`clean_cell` as SQL expression; cells without a mark cost three comparisons."""
    is_marked = f"suffix({cell}, chr(9)) OR left({cell}, 1) IN (chr(9), '=', '''')"
    bare = f"regexp_replace(trim({cell}, chr(9)), '^=\"(.*)\"$', '\\1', 's')"
    return f"(CASE WHEN {is_marked} THEN regexp_replace({bare}, '^''([-+=@0-9])', '\\1') ELSE {cell} END)"


def has_lost_digits(cell: str) -> bool:
    """Whether a spreadsheet has rounded the number to 15 digits: `1.23457E+18` is no id any more.

    >>> has_lost_digits("2.93848E+18"), has_lost_digits("2938475610293847561")
    (True, False)
    """
    return re.fullmatch(LOST_DIGITS, cell) is not None


def has_lost_digits_sql(cell: str) -> str:
    """`has_lost_digits` as SQL expression."""
    is_likely = f"(contains({cell}, 'E+') OR contains({cell}, 'e+'))"
    return f"({is_likely} AND regexp_full_match({cell}, '{LOST_DIGITS}'))"

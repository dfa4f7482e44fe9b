"""Numbers written as texts: traits and facts hold texts, and every evaluation reads them alike."""

from __future__ import annotations

import re

__all__ = ["NUMBER_TEXT", "number_of"]

NUMBER_TEXT = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
"""The texts that are numbers, as an expression that Python and SQL engines read alike."""
_NUMBER = re.compile(NUMBER_TEXT[1:-1])


def number_of(text: str) -> float | None:
    """The number that a text is; None when it is none: the value is then missing where a number is asked.

    >>> number_of("18"), number_of("18 岁"), number_of("1e3")
    (18.0, None, None)
    """
    return float(text) if _NUMBER.fullmatch(text) else None

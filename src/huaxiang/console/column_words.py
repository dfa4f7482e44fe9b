"""Canonical columns in plain words."""

from __future__ import annotations

from huaxiang.console.vocabulary import name_of
from huaxiang.console.words import WORDS, say

__all__ = ["column_words"]


def column_words(name: str, language: str) -> str:
    """A canonical column, or a trait, in words; the name itself where there are none.

    >>> column_words("occurred_at", "zh"), column_words("gender", "en"), column_words("x17", "zh")
    ('发生时间', 'Sex', 'x17')
    """
    key = f"column.{name}"
    return say(key, language) if key in WORDS else name_of(name, language) or name

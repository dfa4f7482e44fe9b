"""How words are set: full-width punctuation between Chinese characters, and one person instead of 1 people."""

from __future__ import annotations

import re

__all__ = ["set_words"]

_FULL = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "?": "\uff1f", "!": "\uff01"})
_AFTER_CHINESE = re.compile(r"(?<=[\u3400-\u9fff\u201d\u300b%)}])[,;:?!]|[,;:?!](?=[\u3400-\u9fff\u201c\u300a])")
_BRACKETS = re.compile(r"\(([^()]*[\u3400-\u9fff][^()]*)\)")
_ONE = re.compile(r"(?<![\d.,])1 (people|rows|tags|orders|days|hours|minutes|weeks|seconds|sources|texts|times)\b")
_SINGULAR = {"people": "person"}


def set_words(text: str, language: str) -> str:
    """A text as it is printed in its language.

    >>> set_words("占 3%;有 1 人,时间 10:30", "zh"), set_words("1 people, 21 people, 1 rows", "en")
    ('占 3%；有 1 人，时间 10:30', '1 person, 21 people, 1 row')
    """
    if language == "zh":
        text = _AFTER_CHINESE.sub(lambda found: found.group().translate(_FULL), text)
        return _BRACKETS.sub("\uff08\\1\uff09", text)
    return _ONE.sub(lambda found: f"1 {_SINGULAR.get(found.group(1), found.group(1)[:-1])}", text)

"""Names of traits and facts, and values that are codes, as people read them; `vocabulary.yaml` has them all."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["name_of", "value_of"]

_FILE = Path(__file__).parent / "vocabulary.yaml"
_YES_NO = "yes_no"


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace(".", " ").replace("_", " ").split())


@cache
def _names() -> dict[str, str]:
    """The name that each spelling stands for."""
    rows = _document()["names"]
    return {_plain(spelling): name for name, row in rows.items() for spelling in (name, *row.get("also", ()))}


@cache
def _values() -> dict[tuple[str, str], tuple[str, str]]:
    """(Chinese, English) by name and spelling of the value."""
    return {
        (name, _plain(spelling)): (row[0], row[1])
        for name, rows in _document()["values"].items()
        for row in rows
        for spelling in row
    }


def name_of(name: str, language: str) -> str | None:
    """The label of a trait or fact; None where its name is not well known.

    >>> name_of("Member-Level", "zh"), name_of("sex", "en"), name_of("x17", "zh")
    ('会员等级', 'Sex', None)
    """
    known = _names().get(_plain(name))
    return None if known is None else str(_document()["names"][known]["zh" if language == "zh" else "en"])


def value_of(name: str, value: str, language: str) -> str:
    """A value of a trait or fact as people read it; the value itself where it is no code that is known.

    >>> value_of("sex", "F", "zh"), value_of("has_car", "是", "en"), value_of("city", "上海", "en")
    ('女', 'yes', '上海')
    """
    known, plain = _names().get(_plain(name), ""), _plain(value)
    pair = _values().get((_YES_NO if known in _document()[_YES_NO] else known, plain))
    return value if pair is None else pair[0 if language == "zh" else 1]

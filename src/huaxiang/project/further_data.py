"""What further data would show (还差什么数据就能看到什么), from one list and the sources that there are."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from huaxiang.ingest.mapping import MapValue

__all__ = ["Further", "Given", "further_data", "further_lines"]


@dataclass(frozen=True, slots=True)
class Given:
    """What one source gives: its table, mapped columns and kinds of identities."""

    table: str
    columns: Mapping[str, MapValue]
    person: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Further:
    """Data that is not there, and what it would show, in one language."""

    data: str
    shows: str


def further_data(sources: Iterable[Given], *, language: str = "zh") -> list[Further]:
    """What is not there yet and worth having, most basic first; empty when everything is."""
    given: set[str] = set()
    for source in sources:
        given |= {source.table, *(f"{source.table}.{column}" for column in source.columns)}
        given |= {f"person.{namespace}" for namespace in source.person}
    words = "zh" if language == "zh" else "en"
    return [
        Further(str(entry["data"][words]), str(entry["shows"][words]))
        for entry in _entries()
        if not given & set(entry["given_by"])
    ]


def further_lines(sources: Iterable[Given], *, language: str = "zh") -> list[str]:
    """The same as lines of a report, with a heading; empty when nothing is missing."""
    found = further_data(sources, language=language)
    if not found:
        return []
    is_zh = language == "zh"
    arrow = " → 就能看到 " if is_zh else " → shows "
    return ["还差什么数据就能看到什么:" if is_zh else "What further data would show:"] + [
        f"  {each.data}{arrow}{each.shows}" for each in found
    ]


@functools.cache
def _entries() -> tuple[dict[str, Any], ...]:
    text = (files("huaxiang.project") / "further_data.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))

"""Instants that stand in several columns, or in none: year, month and day apart, or the number of a person's visit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huaxiang.ingest.mapping import Computed
from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.profile import ColumnProfile, number_of

__all__ = ["counted_visits", "date_parts"]

_NAMES = {
    "year": (
        "year",
        "yr",
        "yyyy",
        "年",
        "年份",
        "jahr",
        "annee",
        "ano",
        "año",
        "anno",
        "jaar",
        "rok",
        "yil",
        "год",
        "연도",
    ),
    "month": (
        "month",
        "mon",
        "mm",
        "月",
        "月份",
        "monat",
        "mois",
        "mes",
        "mese",
        "maand",
        "miesiac",
        "ay",
        "месяц",
        "월",
    ),
    "day": (
        "day",
        "day of month",
        "dd",
        "dom",
        "日",
        "tag",
        "jour",
        "dia",
        "día",
        "giorno",
        "dag",
        "gun",
        "день",
        "일",
    ),
    "hour": ("hour", "hr", "hh", "时", "小时", "stunde", "heure", "hora", "ora", "uur", "saat", "час", "시"),
    "minute": ("minute", "min", "分", "分钟"),
}
_BETWEEN = {"year": (1990, 2040), "month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59)}
_CODES = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M"}
_STEPS = ("year", "month", "day", "hour", "minute")
_LEAST_SHARE, _LEAST_PEOPLE = 0.98, 10


def date_parts(profiles: Sequence[ColumnProfile]) -> Computed | None:
    """The columns of year, month and what follows them as one instant; None where year or month is missing."""
    found: dict[str, ColumnProfile] = {}
    for p in profiles:
        for step, names in _NAMES.items():
            words = {normalise(name) for name in names}
            last = normalise(p.name).split()[-1:] or [""]
            if step not in found and (normalise(p.name) in words or last[0] in words) and _fits(p, step):
                found[step] = p
    steps = [step for step in _STEPS if step in found]
    if steps[:2] != ["year", "month"]:
        return None
    whole = [step for step, expected in zip(steps, _STEPS, strict=False) if step == expected]
    columns = tuple(found[step].name for step in whole)
    return Computed(columns, "join", time=" ".join(_CODES[step] for step in whole))


def _fits(p: ColumnProfile, step: str) -> bool:
    low, high = _BETWEEN[step]
    return (p.share["integer"] == 1.0 and low <= p.low and p.high <= high and not p.is_constant) or _is_one_year(
        p, step
    )


def _is_one_year(p: ColumnProfile, step: str) -> bool:
    low, high = _BETWEEN[step]
    return step in ("year", "month") and p.is_constant and p.share["integer"] == 1.0 and low <= p.low <= high


def counted_visits(p: ColumnProfile, person: ColumnProfile) -> bool:
    """Whether a column counts the rows of each person: 1, 2, 3 up to as many as the person has."""
    if p.share["integer"] < 1.0 or p.low not in (0.0, 1.0) or p.n_distinct < 3 or p.present < _LEAST_SHARE:
        return False
    numbers = np.array([int(number_of(value) or 0) for value in p.distinct])
    good = (person.codes >= 0) & (p.codes >= 0)
    owners, values = person.codes[good], numbers[p.codes[good]]
    if not len(owners):
        return False
    rows = np.bincount(owners)
    highest = np.zeros(len(rows), dtype=np.int64)
    np.maximum.at(highest, owners, values + (1 if p.low == 0.0 else 0))
    several = rows >= 2
    pairs = len(np.unique(owners.astype(np.int64) * (int(values.max()) + 1) + values))
    is_whole = float(np.mean(highest[several] == rows[several])) > _LEAST_SHARE if several.any() else False
    return bool(several.sum() >= _LEAST_PEOPLE and is_whole and pairs >= _LEAST_SHARE * len(owners))

"""The contract of a feature: a number per person, documented, computed from fold rows alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import OutOfRange
from huaxiang.folds.people import People

__all__ = ["FOREVER", "Feature", "Floats", "Word"]

Floats = npt.NDArray[np.float64]
FOREVER = math.inf


@dataclass(frozen=True, slots=True)
class Word:
    """What a segment is called when a feature sets it apart, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Feature:
    """A behaviour feature (特征).

    Attributes:
        name: Its key, the same as its file's name.
        zh: Chinese label.
        en: English label.
        unit: Unit of the value: orders, yuan, share, days, times, …
        range: Least and greatest possible value, both included; `FOREVER` where there is no end.
        meaning_zh: Exact definition in Chinese (口径).
        meaning_en: Exact definition in English.
        needs: Names of the folds and replays it reads.
        compute: From a batch of people to values of shape (n_people,), nan where not known. A person's value
            is the same alone and in any batch, bit for bit.
        columns: Columns of the fold event without which it says nothing.
        events: Event names, at least one of which must occur in the shop; empty when any will do.
        theme: Features of one theme give a segment's name one word at most.
        high: Word for a segment that lies high, None when that says nothing to a marketer.
        low: Word for a segment that lies low.
        is_fine: Whether it tells clouds of people apart but has no part where people are a continuum: one of many
            shares, or a size of the whole year.
    """

    name: str
    zh: str
    en: str
    unit: str
    range: tuple[float, float]
    meaning_zh: str
    meaning_en: str
    needs: tuple[str, ...]
    compute: Callable[[People], Floats]
    columns: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    theme: str = ""
    high: Word | None = None
    low: Word | None = None
    is_fine: bool = False

    def __post_init__(self) -> None:
        if self.range[0] >= self.range[1]:
            raise OutOfRange(f"feature {self.name}: range {self.range} is empty")

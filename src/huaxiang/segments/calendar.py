"""Promotion days (大促日) of the shipped calendar, as local days."""

from __future__ import annotations

import functools
from datetime import date
from importlib import resources

import numpy as np
import numpy.typing as npt
import yaml

from huaxiang.folds.people import Ints

__all__ = ["on_promotion", "promotion_days"]

_EPOCH = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 2010, 2040


@functools.cache
def promotion_days() -> frozenset[int]:
    """Local days since 1970-01-01 that lie in a promotion, from 2010 to 2040."""
    text = resources.files(__package__).joinpath("calendar.yaml").read_text(encoding="utf-8")
    days: set[int] = set()
    for row in yaml.load(text, Loader=yaml.BaseLoader)["promotions"]:  # noqa: S506 - plain strings alone
        is_yearly = len(row["start"]) == len("MM-DD")
        for prefix in (f"{year}-" for year in range(_FIRST_YEAR, _LAST_YEAR + 1)) if is_yearly else ("",):
            first, last = (date.fromisoformat(prefix + row[end]) for end in ("start", "end"))
            days.update(range((first - _EPOCH).days, (last - _EPOCH).days + 1))
    return frozenset(days)


def on_promotion(local_days: Ints) -> npt.NDArray[np.bool_]:
    """Which of the local days lie in a promotion, shape of `local_days`."""
    found: npt.NDArray[np.bool_] = np.isin(local_days, np.array(sorted(promotion_days()), dtype=np.int64))
    return found

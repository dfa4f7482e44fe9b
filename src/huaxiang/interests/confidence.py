"""Confidence of one reading: named signals, weighted, added and mapped to 0..1; the signals stay for calibration."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["WEIGHTS", "score_signals"]

WEIGHTS: Mapping[str, float] = MappingProxyType({
    "bias": -1.6,
    "name": 1.1,            # 3 the category's own name … 1 a product word, over 3
    "depth": 0.9,           # level of the category over 3
    "length": 0.8,          # characters of the term, 4 or more count 1
    "boundary": 0.9,        # share of the term's edges that are word boundaries
    "ambiguity": -1.4,      # 1 when the word has other meanings and nothing decided
    "agreement": 0.7,       # 1 the page's category agrees, -1 it is another one
    "generic": -0.8,        # 1 when the head says only 配件, 套, 盒
    "rivals": -0.5,         # other first levels named in the same phrase, 2 or more count 1
    "brand": 0.4,           # 1 a brand known for that first level, -1 for others
    "feeling": 0.7,         # 1 said outright, .6 by the attribute's nature, .3 from a neighbouring clause
    "negation": -0.5,       # distance of the negation, 0 none or adjacent .. 1
    "negations": -0.4,      # 1 when two or more negations stack
    "implied": -0.9,        # 1 when the attribute is the opposite of the one said
    "remote": -0.7,         # 1 when the category comes from the page, not from the text
    "kind": 0.3,            # 1 search, .5 review or question, 0 unknown or chat
    "question": -0.2,       # 1 when it is asked, not said
})  # fmt: skip
_LOW, _HIGH = 0.02, 0.98


def score_signals(signals: Mapping[str, float]) -> float:
    """The confidence of signals by WEIGHTS, in 0.02..0.98, three decimals.

    >>> score_signals({"name": 1.0, "depth": 1.0, "length": 0.5, "boundary": 1.0})
    0.846
    """
    total = 0.0
    for name, weight in WEIGHTS.items():
        total += weight * (1.0 if name == "bias" else signals.get(name, 0.0))
    return round(min(_HIGH, max(_LOW, 1.0 / (1.0 + math.exp(-total)))), 3)

"""Confidence of one reading: named signals, weighted, added and mapped to 0..1.

The weights are a logistic regression (tools/fit_confidence.py) of whether a reader signs category, stance and
owner, on texts whose truth was written by somebody who does not know this reader.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

__all__ = ["SIGNALS", "WEIGHTS", "score_signals"]

SIGNALS: tuple[str, ...] = (
    "name",  # 3 the category's own name … 1 a product word, over 3
    "depth",  # level of the category over 3
    "length",  # characters of the term, 4 or more count 1
    "boundary",  # share of the term's edges that are word boundaries
    "ambiguity",  # 1 when the word has other meanings and nothing decided
    "agreement",  # 1 the page's category agrees, -1 it is another one
    "generic",  # 1 when the head says only 配件, 套, 盒
    "rivals",  # other first levels named in the same phrase, 2 or more count 1
    "brand",  # 1 a brand known for that first level, -1 for others
    "feeling",  # 1 said outright, .6 by the attribute's nature, .3 from a neighbouring clause or the text's mood
    "negation",  # distance of the negation, 0 none or adjacent .. 1
    "negations",  # 1 when two or more negations stack
    "implied",  # 1 when the attribute is the opposite of the one said
    "remote",  # 1 when the category comes from the page, not from the text
    "question",  # 1 when it is asked, not said
    "kind_search",
    "kind_review",
    "stance_prefer",
    "stance_avoid",
    "stance_neutral",
    "owner_other",
    "attribute",  # 1 when the tag names an attribute
)
_STORED = json.loads(resources.files("huaxiang.interests").joinpath("lexicon/confidence.json").read_text("utf-8"))
WEIGHTS: Mapping[str, float] = MappingProxyType(_STORED["weights"])
_LOW, _HIGH = 0.02, 0.98


def score_signals(signals: Mapping[str, float]) -> float:
    """The confidence of signals by WEIGHTS, in .02...98, three decimals; a signal that is missing counts 0."""
    total = 0.0
    for name, weight in WEIGHTS.items():
        total += weight * (1.0 if name == "bias" else signals.get(name, 0.0))
    return round(min(_HIGH, max(_LOW, 1.0 / (1.0 + math.exp(-total)))), 3)

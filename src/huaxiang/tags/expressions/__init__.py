"""The expression language: parsed once, with equal results as Ibis, as bitmaps and on one profile."""

from __future__ import annotations

from huaxiang.tags.expressions.bitmap import ArrowIndex, Index, Members, bitmap_of, members_of
from huaxiang.tags.expressions.ibis import Tables, people_of
from huaxiang.tags.expressions.parse import parse
from huaxiang.tags.expressions.profile import Held, PlainProfile, Profile, meets
from huaxiang.tags.expressions.terms import Expression, Term, terms_of
from huaxiang.tags.expressions.vocabulary import Vocabulary
from huaxiang.tags.expressions.write import write

__all__ = [
    "ArrowIndex",
    "Expression",
    "Held",
    "Index",
    "Members",
    "PlainProfile",
    "Profile",
    "Tables",
    "Term",
    "Vocabulary",
    "bitmap_of",
    "meets",
    "members_of",
    "parse",
    "people_of",
    "terms_of",
    "write",
]

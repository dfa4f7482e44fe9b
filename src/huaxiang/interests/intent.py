"""The intent of a text: twelve labels by weighted cues, with a confidence."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from huaxiang.interests.lexicon import Lexicon
from huaxiang.interests.words import PhraseIndex

__all__ = ["INTENTS", "Intent", "IntentReader", "TextForm"]

INTENTS = (
    "logistics", "return_exchange", "price_promo", "product_question", "purchase_intent", "compare", "complaint",
    "after_sale_service", "account_payment", "recommendation_request", "browse_search", "chitchat",
)  # fmt: skip
_QUESTION = re.compile("[?？]|吗|呢$|怎么|如何|多少|哪|什么|请问|能不能|可不可以|有没有|是不是|会不会")
_KIND_PRIORS: Mapping[str, Mapping[str, float]] = {
    "search": {"browse_search": 3.0},
    "question": {"product_question": 1.5},
    "review": {
        "chitchat": 0.6,
        "browse_search": -3.0,
        "product_question": -1.5,
        "logistics": -1.0,
        "price_promo": -1.0,
        "recommendation_request": -2.5,
        "purchase_intent": -1.5,
        "compare": -1.5,
    },
    "service_chat": {"browse_search": -1.0},
    "social": {"browse_search": -1.0},
}


_BROWSE, _QUESTION_LABEL = INTENTS.index("browse_search"), INTENTS.index("product_question")
_COMPLAINT, _CHITCHAT = INTENTS.index("complaint"), INTENTS.index("chitchat")


@dataclass(frozen=True, slots=True)
class TextForm:
    """What was found before: product or brand, bare noun phrase, sums of the strengths of likings and dislikings."""

    is_product: bool = False
    is_bare: bool = False
    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class Intent:
    """A label of INTENTS with its confidence in 0..1, and the sums of all labels with any sign."""

    label: str
    confidence: float
    scores: tuple[tuple[str, float], ...] = ()


_UNKNOWN_FORM = TextForm()


class IntentReader:
    """Reads intents with the cue table of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        table: dict[str, tuple[tuple[int, float], ...]] = {}
        for label, cues in lexicon.intents.items():
            for cue, weight in cues.items():
                table[cue] = (*table.get(cue, ()), (INTENTS.index(label), weight))
        self._cues = PhraseIndex(table)

    def read(self, text: str, *, kind: str | None = None, form: TextForm = _UNKNOWN_FORM) -> Intent:
        """The intent of a normalised text of a known form."""
        scores = [0.0] * len(INTENTS)
        last_end: dict[int, int] = {}
        for start, end, hits in self._cues.find_all(text):
            for index, weight in hits:
                if start >= last_end.get(index, 0):
                    scores[index] += weight
                    last_end[index] = end
        self._add_form(scores, text, form)
        for label, prior in _KIND_PRIORS.get(kind or "", {}).items():
            scores[INTENTS.index(label)] += prior
        return _decide(scores)

    @staticmethod
    def _add_form(scores: list[float], text: str, form: TextForm) -> None:
        """What the form of the text says: bare noun phrases are searches, question words ask, dislike complains."""
        is_question = _QUESTION.search(text) is not None
        if form.is_bare and not is_question:
            scores[_BROWSE] += 2.5 if form.is_product else 1.2
        if is_question:
            scores[_QUESTION_LABEL] += 1.2 if form.is_product else 0.6
            scores[_COMPLAINT] *= 0.6
        elif not form.is_bare:
            scores[_COMPLAINT] += 0.6 * min(form.dislikes, 4)
            scores[_CHITCHAT] += 0.3 * min(form.likes, 4)
        if not form.is_product and not is_question:
            scores[_CHITCHAT] += 0.4


def _decide(scores: list[float]) -> Intent:
    top = max(range(len(scores)), key=lambda index: (scores[index], -index))
    if scores[top] <= 0:
        top = _CHITCHAT
    total = 0.0
    for score in scores:
        total += math.exp(min(score - scores[top], 0.0))
    shown = tuple((INTENTS[index], round(score, 3)) for index, score in enumerate(scores) if score > 0)
    return Intent(INTENTS[top], round(1.0 / total, 3), shown)

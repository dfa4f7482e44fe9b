"""The intent of a text: twelve labels by a linear model, with calibrated shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from huaxiang.interests.encoded import EncodedJoint
from huaxiang.interests.linear import LinearModel

__all__ = ["INTENTS", "Intent", "IntentReader", "kind_run", "load_intents"]

INTENTS = (
    "logistics", "return_exchange", "price_promo", "product_question", "purchase_intent", "compare", "complaint",
    "after_sale_service", "account_payment", "recommendation_request", "browse_search", "chitchat",
)  # fmt: skip
_LEAST_SHOWN = 0.01
_SURE = 0.9
_UNREADABLE = "chitchat"


@dataclass(frozen=True, slots=True)
class Intent:
    """A label of INTENTS with its confidence 0..1, and the shares of all labels from 1 %, the likeliest first."""

    label: str
    confidence: float
    shares: tuple[tuple[str, float], ...] = ()


def kind_run(kind: str | None) -> str:
    """The n-gram that tells a model of intents what kind of text it reads; no text has it."""
    return f"\x00{kind or ''}"


class IntentReader:
    """Reads intents with a model whose classes are INTENTS, joined where it is not sure with an encoder's."""

    def __init__(self, model: LinearModel, encoded: EncodedJoint | None = None) -> None:
        self._model, self._encoded = model, encoded

    def read(self, text: str, *, kind: str | None = None) -> Intent:
        """The intent of a normalised text of a kind; of one without any letter or digit, chitchat."""
        if not any(char.isalnum() for char in text):
            return Intent(_UNREADABLE, 1.0)
        shares = self._model.shares(text, also=(kind_run(kind),))
        if self._encoded is not None and shares.max() < _SURE:
            shares = self._encoded.join(text, shares)
        told = sorted(zip(self._model.classes, shares.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
        shown = tuple((label, round(share, 3)) for label, share in told if share >= _LEAST_SHOWN)
        return Intent(told[0][0], round(told[0][1], 3), shown)


@cache
def load_intents() -> LinearModel:
    """The shipped model, fitted by tools/fit_intents.py on texts written for it."""
    with resources.files("huaxiang.interests").joinpath("lexicon/intents.npz").open("rb") as opened:
        return LinearModel.load(opened)

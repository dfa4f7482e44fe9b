"""The encoder level: classes of a text by its vector, joined with what the linear level says."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import ContractBroken
from huaxiang.interests.encoders.base import Encoder, Vector
from huaxiang.interests.linear import shares_of

__all__ = ["EncodedClasses", "EncodedJoint", "EncoderLevel", "kept_weights", "load_encoded"]

Floats = npt.NDArray[np.float32]
_REMEMBERED = 100_000
_FLOOR = 1e-9
_LARGEST_HALF = 65_504


def kept_weights(weights: Floats) -> npt.NDArray[np.floating[Any]]:
    """Weights as a file keeps them: in half precision, as they are where one is too large for that."""
    is_small = np.abs(weights).max() < _LARGEST_HALF
    return weights.astype(np.float16) if is_small else weights


@dataclass(frozen=True, slots=True)
class EncodedClasses:
    """A softmax regression of classes on the vectors of one encoder.

    Attributes:
        encoder: Name of the encoder whose vectors it was fitted on.
        classes: Names of the classes.
        centre: Mean vector, shape (dimension,).
        weights: Shape (n_classes, dimension).
        bias: Shape (n_classes,).
        meta: Figures, and `weight`, what its log shares are multiplied with beside the linear level's.
    """

    encoder: str
    classes: tuple[str, ...]
    centre: Floats
    weights: Floats
    bias: Floats
    meta: Mapping[str, Any]

    def log_shares(self, vector: Vector) -> Floats:
        """Logarithm of the share of each class, shape (n_classes,)."""
        scores = (self.weights * (vector - self.centre)).sum(axis=1) + self.bias
        scores -= scores.max()
        logs: Floats = (scores - np.log(np.exp(scores).sum())).astype(np.float32)
        return logs

    def save(self, path: Path) -> None:
        """Writes it as one file of arrays and JSON, without pickle."""
        about = json.dumps({"encoder": self.encoder, "classes": self.classes, "meta": dict(self.meta)})
        np.savez_compressed(
            path,
            centre=self.centre,
            weights=kept_weights(self.weights),
            bias=self.bias,
            about=np.frombuffer(about.encode(), dtype=np.uint8),
        )

    @classmethod
    def load(cls, path: Any) -> EncodedClasses:
        """What `save` wrote, from a path or an open binary file."""
        with np.load(path, allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes().decode())
            weights = arrays["weights"].astype(np.float32)
            return cls(
                about["encoder"], tuple(about["classes"]), arrays["centre"], weights, arrays["bias"], about["meta"]
            )


@dataclass(frozen=True, slots=True)
class EncoderLevel:
    """An encoder and what was fitted on its vectors.

    Attributes:
        categories: Second levels of the tree.
        intents: None where there is nothing but the linear level for them.
    """

    encoder: Encoder
    categories: EncodedClasses
    intents: EncodedClasses | None = None

    def join_categories(self, classes: Sequence[str]) -> EncodedJoint:
        """The joint with a linear model of second levels, whose classes these are."""
        return EncodedJoint(self.encoder, self.categories, classes)

    def join_intents(self, classes: Sequence[str]) -> EncodedJoint | None:
        """The joint with a linear model of intents, whose classes these are; None where the encoder has no word."""
        return None if self.intents is None else EncodedJoint(self.encoder, self.intents, classes)


class EncodedJoint:
    """Joins the shares of a linear model's classes with those of the vector of the text."""

    def __init__(self, encoder: Encoder, model: EncodedClasses, classes: Sequence[str]) -> None:
        """Binds an encoder and what was fitted on its vectors to the classes of a linear model, in their order.

        Raises:
            ContractBroken: It was fitted on another encoder's vectors.
        """
        if encoder.name != model.encoder:
            raise ContractBroken(f"fitted on vectors of {model.encoder}, not of {encoder.name}")
        self._encoder, self._model = encoder, model
        places = {name: place for place, name in enumerate(model.classes)}
        self._places = np.array([places.get(name, len(places)) for name in classes])
        self._weight = float(model.meta["weight"])
        self._known: OrderedDict[str, Floats] = OrderedDict()

    def join(self, text: str, shares: Floats) -> Floats:
        """The shares of both levels together, shape as `shares`, sum 1; a text is encoded once."""
        return shares_of(np.log(shares + _FLOOR) + self._weight * self._log_shares(text))

    def _log_shares(self, text: str) -> Floats:
        known = self._known.get(text)
        if known is None:
            found = self._model.log_shares(self._encoder.encode(text))
            known = np.append(found, np.float32(np.log(_FLOOR)))[self._places]
            self._known[text] = known
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return known


@cache
def load_encoded(name: str) -> EncodedClasses:
    """The shipped regression `categories` or `intents`, fitted by tools/fit_encoded.py."""
    with resources.files("huaxiang.interests").joinpath(f"lexicon/encoded_{name}.npz").open("rb") as opened:
        return EncodedClasses.load(opened)

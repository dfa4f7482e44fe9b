"""The linear level: classes of a short text by its character n-grams, from weights of one byte."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import ContractBroken

__all__ = ["LinearModel", "n_grams"]

_LONGEST = 3
_MOST_CHARACTERS = 200

Floats = npt.NDArray[np.float32]


def n_grams(text: str) -> Iterator[str]:
    """Runs of one to three characters of a text's first 200; those at its edges also with `^` before or `$` after.

    >>> list(n_grams("口红"))
    ['口', '^口', '红', '红$', '口红', '^口红', '口红$']
    """
    text = text[:_MOST_CHARACTERS]
    length = len(text)
    for size in range(1, min(_LONGEST, length) + 1):
        for start in range(length - size + 1):
            run = text[start : start + size]
            yield run
            if start == 0:
                yield f"^{run}"
            if start + size == length:
                yield f"{run}$"


@dataclass(frozen=True)
class LinearModel:
    """Weights of classes over n-grams weighted by frequency and rarity and brought to length 1 (TF-IDF).

    Attributes:
        classes: Names of the classes.
        runs: The n-grams that count, shape (n_runs,).
        rarity: Inverse document frequency of each, shape (n_runs,).
        weights: One byte for a run and a class, shape (n_runs, n_classes).
        scale: What a class's weights are multiplied with, shape (n_classes,).
        bias: Shape (n_classes,).
        meta: What it was fitted on and how well it did: hashes, counts, figures, calibration.
    """

    classes: tuple[str, ...]
    runs: tuple[str, ...]
    rarity: Floats
    weights: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    meta: Mapping[str, Any]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {run: place for place, run in enumerate(self.runs)}

    def score(self, text: str) -> Floats:
        """Margin of each class, shape (n_classes,); the bias alone where no n-gram is known."""
        counts = Counter(place for run in n_grams(text) if (place := self._places.get(run)) is not None)
        if not counts:
            return self.bias
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(often)) * self.rarity[places]
        values /= np.sqrt((values * values).sum())
        margins: Floats = (values[:, None] * self.weights[places]).sum(axis=0) * self.scale + self.bias
        return margins

    def best(self, text: str) -> tuple[str, float]:
        """The class with the greatest margin, and how far it is before the next."""
        margins = self.score(text)
        first, second = np.argsort(margins)[::-1][:2]
        return self.classes[first], float(margins[first] - margins[second])

    def save(self, path: Path) -> None:
        """Writes the model as one file of arrays and JSON, without pickle."""
        np.savez_compressed(
            path,
            runs=np.frombuffer("\n".join(self.runs).encode(), dtype=np.uint8),
            rarity=self.rarity.astype(np.float16),
            weights=self.weights,
            scale=self.scale,
            bias=self.bias,
            about=np.frombuffer(
                json.dumps({"classes": self.classes, "meta": self.meta}, ensure_ascii=False).encode(), dtype=np.uint8
            ),
        )

    @classmethod
    def load(cls, path: Any) -> LinearModel:
        """A model that `save` wrote, from a path or an open binary file.

        Raises:
            ContractBroken: Its arrays do not belong together.
        """
        with np.load(path, allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes().decode())
            runs = tuple(arrays["runs"].tobytes().decode().split("\n"))
            model = cls(
                tuple(about["classes"]),
                runs,
                arrays["rarity"].astype(np.float32),
                arrays["weights"],
                arrays["scale"],
                arrays["bias"],
                about["meta"],
            )
        if model.weights.shape != (len(runs), len(model.classes)) or len(model.rarity) != len(runs):
            raise ContractBroken(f"a linear model of {len(runs)} runs has weights {model.weights.shape}")
        return model

    @classmethod
    def of(
        cls, classes: Sequence[str], rarity: Mapping[str, float], weights: Floats, bias: Floats, **meta: Any
    ) -> LinearModel:
        """A model of plain weights, shape (n_runs, n_classes), brought to one byte each; `rarity` by run, in order."""
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-9).astype(np.float32) / 127
        small = np.round(weights / scale).astype(np.int8)
        often = np.fromiter(rarity.values(), dtype=np.float32, count=len(rarity))
        return cls(tuple(classes), tuple(rarity), often, small, scale, bias.astype(np.float32), meta)

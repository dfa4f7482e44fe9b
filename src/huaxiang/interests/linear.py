"""The linear level: classes of a short text by its character n-grams, from weights of one byte."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import ContractBroken

__all__ = ["LinearModel", "n_grams", "shares_of"]

_LONGEST = 3
_MOST_CHARACTERS = 200
_NEGLIGIBLE = 0.1
_FEW_CLASSES = 64

Floats = npt.NDArray[np.float32]


def n_grams(text: str) -> Iterator[str]:
    """Runs of one to three characters of a text's first 200; those at its edges also with `^` before or `$` after.

    >>> list(n_grams("口红"))
    ['口', '红', '^口', '红$', '口红', '^口红', '口红$']
    """
    text = text[:_MOST_CHARACTERS]
    length = len(text)
    for size in range(1, min(_LONGEST, length) + 1):
        runs = [text[start : start + size] for start in range(length - size + 1)]
        yield from runs
        yield f"^{runs[0]}"
        yield f"{runs[-1]}$"


def shares_of(margins: Floats) -> Floats:
    """Shares 0..1, sum 1, that rise with the exponential of margins."""
    raised = np.exp(margins - margins.max())
    shares: Floats = (raised / raised.sum()).astype(np.float32)
    return shares


@dataclass(frozen=True)
class LinearModel:
    """Weights of classes over n-grams weighted by frequency and rarity and brought to length 1 (TF-IDF).

    Attributes:
        classes: Names of the classes.
        runs: The n-grams that count, shape (n_runs,).
        rarity: Inverse document frequency of each, shape (n_runs,).
        starts: Where each run's weights begin in the next two, shape (n_runs + 1,).
        places: Class of each weight that is not small.
        weights: One byte each.
        scale: What a class's weights are multiplied with, shape (n_classes,).
        bias: Shape (n_classes,).
        meta: What it was fitted on and how well it did: hashes, counts, figures, calibration.
    """

    classes: tuple[str, ...]
    runs: tuple[str, ...]
    rarity: Floats
    starts: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    weights: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    meta: Mapping[str, Any]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {run: row for row, run in enumerate(self.runs)}

    @cached_property
    def _dense(self) -> Floats | None:
        """All weights as a matrix where there are few classes: quicker to add up."""
        if len(self.classes) > _FEW_CLASSES:
            return None
        whole = np.zeros((len(self.runs), len(self.classes)), dtype=np.float32)
        whole[np.repeat(np.arange(len(self.runs)), np.diff(self.starts)), self.places] = self.weights
        return whole * self.scale

    def score(self, text: str, *, also: Collection[str] = ()) -> Floats:
        """Margin of each class, shape (n_classes,); the bias alone where no n-gram is known.

        Args:
            also: Further runs that count as if the text had them.
        """
        get = self._rows.get
        found = [row for run in (*n_grams(text), *also) if (row := get(run)) is not None]
        if not found:
            return self.bias
        counts = Counter(found)
        rows = np.fromiter(counts, dtype=np.int64, count=len(counts))
        values = self.rarity[rows]
        if len(counts) < len(found):
            values *= 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        values /= np.sqrt((values * values).sum())
        if self._dense is not None:
            whole: Floats = (values[:, None] * self._dense[rows]).sum(axis=0) + self.bias
            return whole
        begins = self.starts[rows]
        sizes = self.starts[rows + 1] - begins
        ends = np.cumsum(sizes)
        at = np.arange(ends[-1]) + np.repeat(begins - ends + sizes, sizes)
        parts = np.repeat(values, sizes) * self.weights[at]
        sums = np.bincount(self.places[at], weights=parts, minlength=len(self.classes))
        margins: Floats = (sums * self.scale + self.bias).astype(np.float32)
        return margins

    def shares(self, text: str, *, also: Collection[str] = ()) -> Floats:
        """Share of each class, shape (n_classes,), sum 1: margins at the temperature in `meta`."""
        return shares_of(self.score(text, also=also) * float(self.meta["temperature"]))

    def with_meta(self, meta: Mapping[str, Any]) -> LinearModel:
        """The same model that says something else of itself."""
        return replace(self, meta=meta)

    def save(self, path: Path) -> None:
        """Writes the model as one file of arrays and JSON, without pickle."""
        about = json.dumps({"classes": self.classes, "meta": dict(self.meta)}, ensure_ascii=False)
        np.savez_compressed(
            path,
            runs=np.frombuffer("\n".join(self.runs).encode(), dtype=np.uint8),
            rarity=self.rarity.astype(np.float16),
            sizes=np.diff(self.starts).astype(np.uint16),
            places=self.places.astype(np.uint16),
            weights=self.weights,
            scale=self.scale,
            bias=self.bias,
            about=np.frombuffer(about.encode(), dtype=np.uint8),
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
            starts = np.concatenate([[0], np.cumsum(arrays["sizes"].astype(np.int64))])
            places, weights = arrays["places"].astype(np.int64), arrays["weights"]
            rarity, scale, bias = arrays["rarity"].astype(np.float32), arrays["scale"], arrays["bias"]
        if not len(runs) == len(starts) - 1 == len(rarity) or not len(places) == len(weights) == starts[-1]:
            raise ContractBroken(f"a linear model of {len(runs)} runs has {len(weights)} weights")
        return cls(tuple(about["classes"]), runs, rarity, starts, places, weights, scale, bias, about["meta"])

    @classmethod
    def of(
        cls, classes: Sequence[str], rarity: Mapping[str, float], weights: Floats, bias: Floats, **meta: Any
    ) -> LinearModel:
        """A model of plain weights, shape (n_runs, n_classes), one byte each, small ones left out.

        Args:
            rarity: By run, in the order of the weights.
        """
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-9).astype(np.float32) / 127
        small = np.round(weights / scale).astype(np.int8)
        small[np.abs(weights) < _NEGLIGIBLE] = 0
        rows, places = np.nonzero(small)
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(rarity)))])
        often = np.fromiter(rarity.values(), dtype=np.float32, count=len(rarity))
        kept = small[rows, places]
        return cls(tuple(classes), tuple(rarity), often, starts, places, kept, scale, bias.astype(np.float32), meta)

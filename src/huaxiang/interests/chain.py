"""A linear-chain conditional random field over the characters of a text: the likeliest labels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Chain"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Chain:
    """The model of Lafferty, McCallum and Pereira 2001: sums of weights of features and of label pairs.

    Attributes:
        labels: Names of the labels.
        features: Names of the features that have weights.
        weights: Of a feature for a label, shape (n_features, n_labels).
        steps: Of a label after another, shape (n_labels, n_labels); -inf where it cannot follow.
        first: Of a label at the start, shape (n_labels,).
        meta: What it was fitted on, and figures.
    """

    labels: tuple[str, ...]
    features: tuple[str, ...]
    weights: Floats
    steps: Floats
    first: Floats
    meta: Mapping[str, Any]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {feature: place for place, feature in enumerate(self.features)}

    def emissions(self, rows: Sequence[Sequence[str]]) -> Floats:
        """Sum of weights of each character for each label, shape (n, n_labels); `rows` are features by character."""
        places: list[int] = []
        ends = []
        get = self._places.get
        for row in rows:
            places += [place for place in map(get, row) if place is not None]
            ends.append(len(places))
        found = np.zeros((len(rows), len(self.labels)), dtype=np.float32)
        if places:
            sums = np.concatenate([np.zeros((1, len(self.labels))), np.cumsum(self.weights[places], axis=0)])
            found[:] = np.diff(sums[[0, *ends]], axis=0)
        return found

    def tag(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest labels of the characters with those features (Viterbi 1967)."""
        if not rows:
            return []
        scores = self.emissions(rows)
        best = self.first + scores[0]
        back = []
        for row in scores[1:]:
            paths = best[:, None] + self.steps
            back.append(paths.argmax(axis=0))
            best = paths.max(axis=0) + row
        path = [int(best.argmax())]
        for came in reversed(back):
            path.append(int(came[path[-1]]))
        return [self.labels[place] for place in reversed(path)]

    def likeliest(self, rows: Sequence[Sequence[str]], most: int) -> list[tuple[list[str], float]]:
        """The likeliest ways to label, at most so many, with their scores, the best first (Seshadri and Sundberg 1994).

        The first one is that of `tag`; scores are sums of weights, so their differences are logarithms of odds.
        """
        if not rows:
            return []
        scores = self.emissions(rows)
        n_labels = len(self.labels)
        best = np.full((n_labels, most), -np.inf, dtype=np.float32)
        best[:, 0] = self.first + scores[0]
        back = []
        steps = np.repeat(self.steps.T, most, axis=1)
        columns = np.arange(n_labels)[:, None]
        for row in scores[1:]:
            paths = best.ravel() + steps
            came = np.argsort(-paths, axis=1, kind="stable")[:, :most]
            best = paths[columns, came] + row[:, None]
            back.append(came)
        ends = np.argsort(-best, axis=None, kind="stable")[:most]
        found = []
        for end in ends.tolist():
            score, place, path = float(best.flat[end]), end, [end // most]
            if not np.isfinite(score):
                break
            for came in reversed(back):
                place = int(came.flat[place])
                path.append(place // most)
            found.append(([self.labels[label] for label in reversed(path)], score))
        return found

    def save(self, path: Path) -> None:
        """Writes the model as one file of arrays and JSON, without pickle."""
        about = {"labels": self.labels, "meta": self.meta}
        np.savez_compressed(
            path,
            features=np.frombuffer("\n".join(self.features).encode(), dtype=np.uint8),
            weights=self.weights.astype(np.float16),
            steps=self.steps,
            first=self.first,
            about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8),
        )

    @classmethod
    def load(cls, path: Any) -> Chain:
        """A model that `save` wrote, from a path or an open binary file."""
        with np.load(path, allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes().decode())
            features = tuple(arrays["features"].tobytes().decode().split("\n"))
            weights = arrays["weights"].astype(np.float32)
            return cls(tuple(about["labels"]), features, weights, arrays["steps"], arrays["first"], about["meta"])

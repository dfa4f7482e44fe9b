"""Fits a linear-chain conditional random field by maximum likelihood with a quadratic penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.optimize
import scipy.sparse

from huaxiang.interests.chain import Chain

__all__ = ["Example", "fit_chain"]

Doubles = npt.NDArray[np.float64]
_BARRED = -1e4
_MOST_ROUNDS = 120


@dataclass(frozen=True, slots=True)
class Example:
    """Features of each character of a text, and its labels."""

    rows: Sequence[Sequence[str]]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts of equal length: the rows of their characters, shape (n, length), and their labels."""

    rows: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]


def fit_chain(
    examples: Sequence[Example],
    *,
    labels: Sequence[str],
    allowed: Mapping[str, Sequence[str]],
    penalty: float = 0.3,
    least: int = 2,
    meta: Mapping[str, Any] | None = None,
) -> Chain:
    """The chain that makes the examples likeliest.

    Args:
        labels: All labels.
        allowed: For each label those that may follow it; "" has those that may come first.
        penalty: Weight of the squared weights.
        least: Features of fewer texts are left out.
        meta: Goes into the chain's `meta`.
    """
    counts = Counter(feature for example in examples for feature in {each for row in example.rows for each in row})
    features = sorted(feature for feature, count in counts.items() if count >= least)
    places = {feature: place for place, feature in enumerate(features)}
    matrix, batches = _arrange(examples, places, labels)
    n_labels, n_features = len(labels), len(features)
    barred = np.array([[0.0 if right in allowed[left] else _BARRED for right in labels] for left in labels])
    barred_first = np.array([0.0 if label in allowed[""] else _BARRED for label in labels])

    def split(values: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        cut = n_features * n_labels
        weights = values[:cut].reshape(n_features, n_labels)
        return weights, values[cut : cut + n_labels**2].reshape(n_labels, n_labels), values[cut + n_labels**2 :]

    def loss(values: Doubles) -> tuple[float, Doubles]:
        weights, steps, first = split(values)
        scores = matrix @ weights
        gaps = np.zeros_like(scores)
        step_gaps, first_gaps, total = np.zeros_like(steps), np.zeros_like(first), 0.0
        for batch in batches:
            total += _add_batch(batch, scores, steps + barred, first + barred_first, (gaps, step_gaps, first_gaps))
        gradient = np.concatenate([(matrix.T @ gaps).ravel(), step_gaps.ravel(), first_gaps])
        return total + penalty / 2 * float(values @ values), gradient + penalty * values

    begin = np.zeros(n_features * n_labels + n_labels**2 + n_labels)
    found = scipy.optimize.minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_ROUNDS}).x
    weights, steps, first = split(found)
    kept = np.abs(weights).max(axis=1) > _NEGLIGIBLE
    return Chain(
        tuple(labels),
        tuple(feature for feature, is_kept in zip(features, kept, strict=True) if is_kept),
        weights[kept].astype(np.float16).astype(np.float32),
        (steps + barred).astype(np.float32),
        (first + barred_first).astype(np.float32),
        {"texts": len(examples), **(meta or {})},
    )


_NEGLIGIBLE = 0.02


def _arrange(
    examples: Sequence[Example], places: Mapping[str, int], labels: Sequence[str]
) -> tuple[scipy.sparse.csr_matrix, list[_Batch]]:
    """The features of all characters as one sparse matrix, and the texts by length."""
    columns, ends, by_length = [], [0], {}  # type: ignore[var-annotated]
    at = 0
    for example in examples:
        for row in example.rows:
            columns.extend(places[feature] for feature in row if feature in places)
            ends.append(len(columns))
        length = len(example.rows)
        codes = [labels.index(label) for label in example.labels]
        by_length.setdefault(length, []).append((range(at, at + length), codes))
        at += length
    matrix = scipy.sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(at, len(places)))
    batches = [
        _Batch(np.array([list(rows) for rows, _ in group]), np.array([codes for _, codes in group]))
        for length, group in sorted(by_length.items())
        if length
    ]
    return matrix, batches


def _add_batch(
    batch: _Batch, scores: Doubles, steps: Doubles, first: Doubles, gaps: tuple[Doubles, Doubles, Doubles]
) -> float:
    """Loss of a batch; adds expected less observed counts to `gaps` (forward and backward sums, Rabiner 1989)."""
    emitted = scores[batch.rows]
    n, length, n_labels = emitted.shape
    forward, backward = np.empty_like(emitted), np.zeros_like(emitted)
    forward[:, 0] = first + emitted[:, 0]
    for i in range(1, length):
        forward[:, i] = np.logaddexp.reduce(forward[:, i - 1, :, None] + steps, axis=1) + emitted[:, i]
    for i in range(length - 2, -1, -1):
        backward[:, i] = np.logaddexp.reduce(steps + (emitted[:, i + 1] + backward[:, i + 1])[:, None, :], axis=2)
    whole = np.logaddexp.reduce(forward[:, -1], axis=1)
    share = np.exp(forward + backward - whole[:, None, None])
    labels, texts = batch.labels, np.arange(n)
    score = first[labels[:, 0]] + emitted[texts[:, None], np.arange(length), labels].sum(axis=1)
    emission_gaps, step_gaps, first_gaps = gaps
    first_gaps += share[:, 0].sum(axis=0) - np.bincount(labels[:, 0], minlength=n_labels)
    for i in range(1, length):
        pairs = forward[:, i - 1, :, None] + steps + (emitted[:, i] + backward[:, i])[:, None, :]
        step_gaps += np.exp(pairs - whole[:, None, None]).sum(axis=0)
        np.subtract.at(step_gaps, (labels[:, i - 1], labels[:, i]), 1.0)
        score = score + steps[labels[:, i - 1], labels[:, i]]
    share[texts[:, None], np.arange(length), labels] -= 1.0
    emission_gaps[batch.rows] += share
    return float((whole - score).sum())

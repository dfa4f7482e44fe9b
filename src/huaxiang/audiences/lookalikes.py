"""Look-alikes (相似人群): people who behave like a group, by the probability that a person like them is in it.

A gradient boosting of trees learns who is in the group from behaviour features; every person's figure comes from trees
that never saw the person, and isotonic regression makes it a probability (Zadrozny and Elkan, 2002). The calibration
error is measured on people who calibrated nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score

from huaxiang.audiences.index import PeopleIndex
from huaxiang.domain.errors import UserError
from huaxiang.stats.calibration import calibration_error

__all__ = ["LEAST_SEEDS", "Lookalikes", "find_lookalikes"]

LEAST_SEEDS = 50
"""People of a group under whom nothing is learned from it."""
_FOLDS = 5
_MOST_OTHERS = 100_000
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """People outside a group, the most alike first.

    Attributes:
        ids: Person ids.
        probability: That a person who behaves so is in the group, shape (n,), falling.
        n_seeds: People of the group.
        n_pool: People outside it who may be in an audience.
        auc: Of people against the trees that did not see them: .5 is blind, 1 perfect.
        ece: Expected calibration error on people who calibrated nothing.
        features: Names of the features used.
    """

    ids: list[str]
    probability: Floats
    n_seeds: int
    n_pool: int
    auc: float
    ece: float
    features: tuple[str, ...]


def find_lookalikes(
    index: PeopleIndex, seeds: Sequence[str], *, n: int, seed: int, without: Collection[str] = ()
) -> Lookalikes:
    """The `n` people most like a group; who may be in no audience is neither learned from nor given.

    Args:
        index: Everyone.
        seeds: Person ids of the group, sorted.
        n: Look-alikes wanted.
        seed: Of the folds.
        without: Features not to learn from: those that define the group.

    Raises:
        UserError: The group or the rest is under `LEAST_SEEDS`, or there are no features.
    """
    numbers = np.array(list(index.eligible), dtype=np.int64)
    names, matrix = _matrix(index, numbers, without)
    ids = np.array(index.ids, dtype=str)[numbers]
    is_seed = np.isin(ids, np.array(seeds, dtype=str))
    n_seeds, n_pool = int(is_seed.sum()), int((~is_seed).sum())
    for found, what in ((n_seeds, "in the group; there are {}: widen"), (n_pool, "outside it; there are {}: narrow")):
        if found < LEAST_SEEDS:
            raise UserError(f"look-alikes need {LEAST_SEEDS} people {what.format(found)} the expression")
    if not names:
        raise UserError("look-alikes need behaviour features; this project has none beside those of the expression")
    rng = np.random.default_rng(seed)
    raw = _unseen(matrix, is_seed, rng)
    half = rng.permutation(numbers.size) % 2 == 0
    ece = calibration_error(_calibrated(raw, is_seed, half)[~half], is_seed[~half])
    probability = _calibrated(raw, is_seed, np.ones(numbers.size, dtype=np.bool_))
    pool = np.flatnonzero(~is_seed)
    order = pool[np.lexsort((ids[pool], -raw[pool], -probability[pool]))][:n]
    auc = float(roc_auc_score(is_seed, raw))
    return Lookalikes(ids[order].tolist(), probability[order], n_seeds, n_pool, round(auc, 4), round(ece, 4), names)


def _matrix(
    index: PeopleIndex, numbers: npt.NDArray[np.int64], without: Collection[str]
) -> tuple[tuple[str, ...], Floats]:
    """Names of the features that vary, and their values, shape (n_people, n_features), nan where not known."""
    rows = index.features
    place = np.full(len(index.ids), -1, dtype=np.int64)
    place[numbers] = np.arange(numbers.size)
    person, value = place[rows["person_id"].to_numpy()], rows["value"].to_numpy()
    encoded = rows["feature"].combine_chunks().dictionary_encode()
    codes, known = encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
    full = np.full((numbers.size, len(known)), np.nan)
    is_kept = person >= 0
    full[person[is_kept], codes[is_kept]] = value[is_kept]
    chosen = [
        at
        for at in np.argsort(known)
        if known[at] not in without and np.unique(full[~np.isnan(full[:, at]), at]).size > 1
    ]
    return tuple(known[at] for at in chosen), np.ascontiguousarray(full[:, chosen])


def _unseen(matrix: Floats, is_seed: Flags, rng: np.random.Generator) -> Floats:
    """Each person's figure from trees that did not see the person, shape (n_people,)."""
    fold = rng.permutation(is_seed.size) % _FOLDS
    raw = np.zeros(is_seed.size)
    for each in range(_FOLDS):
        rest = np.flatnonzero(fold != each)
        seeds, others = rest[is_seed[rest]], rest[~is_seed[rest]]
        if others.size > _MOST_OTHERS:
            others = np.sort(rng.choice(others, _MOST_OTHERS, replace=False))
        learned = np.concatenate([seeds, others])
        trees = HistGradientBoostingClassifier(
            max_iter=100, learning_rate=0.1, max_leaf_nodes=15, l2_regularization=1.0, random_state=each
        )
        trees.fit(matrix[learned], is_seed[learned])
        own = fold == each
        raw[own] = trees.predict_proba(matrix[own])[:, 1]
    return raw


def _calibrated(raw: Floats, is_seed: Flags, on: Flags) -> Floats:
    found = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(raw[on], is_seed[on].astype(float))
    calibrated: Floats = found.predict(raw)
    return calibrated

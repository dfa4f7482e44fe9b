"""The encoder level for any encoder: categories fitted on its vectors of the lexicon's words, once, and kept."""

from __future__ import annotations

import os
import random
import re
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import UserError
from huaxiang.domain.ids import content_id
from huaxiang.interests.encoded import EncodedClasses, EncoderLevel, kept_weights, load_encoded
from huaxiang.interests.encoders.base import Encoder, cache_folder
from huaxiang.interests.lexicon import Lexicon, load_lexicon
from huaxiang.interests.taxonomy import load_taxonomy

__all__ = ["Words", "few_of_each", "fit_softmax", "fitted_on", "level_on", "words_of"]

Floats = npt.NDArray[np.float32]
Words: TypeAlias = list[tuple[str, str]]

_MOST_WORDS = 8
_WEIGHT, _FORMAT = 0.3, 1
_ROUNDS, _BATCH, _RATE, _SLOWER, _DECAY = 12, 512, 0.02, 0.75, 1e-5
_UNSAFE = re.compile(r"[^\w.-]+")
_BROKEN = (OSError, EOFError, ValueError, LookupError, TypeError, zipfile.BadZipFile, zlib.error)


def words_of(lexicon: Lexicon) -> Words:
    """(word, category) of every word that means one category alone, in an order of its own that does not change."""
    found = [
        (term, entry.node)
        for term, entry in sorted(lexicon.entries.items())
        if entry.node is not None and entry.senses is None and not entry.others and len(term) > 1
    ]
    random.Random(11).shuffle(found)  # noqa: S311
    return found


def few_of_each(words: Words, most: int = _MOST_WORDS) -> Words:
    """The first words of each category, at most so many; of the shipped lexicon 26,000 of 187,000.

    >>> few_of_each([("a", "pets"), ("b", "pets"), ("c", "toys"), ("d", "pets")], 2)
    [('a', 'pets'), ('b', 'pets'), ('c', 'toys')]
    """
    counts: Counter[str] = Counter()
    kept = []
    for word, key in words:
        counts[key] += 1
        if counts[key] <= most:
            kept.append((word, key))
    return kept


def fit_softmax(vectors: Floats, classes: Sequence[str], encoder: str, **meta: Any) -> EncodedClasses:
    """A softmax regression on whitened vectors by Adam (Kingma and Ba 2015), in batches of a fixed order.

    Args:
        vectors: Shape (n_texts, dimension).
        classes: That of each text.
        encoder: Name of the encoder.
        meta: What the regression says of itself, its `weight` beside the linear level among it.

    Raises:
        UserError: The vectors are all alike, or are no numbers.
    """
    names, places = np.unique(np.asarray(classes), return_inverse=True)
    centre, whiten = _whitening(vectors, encoder)
    moved = (vectors - centre).astype(np.float32) @ whiten
    values = [np.zeros((moved.shape[1], len(names)), np.float32), np.zeros(len(names), np.float32)]
    first, second = [np.zeros_like(each) for each in values], [np.zeros_like(each) for each in values]
    rng, step = np.random.default_rng(0), 0
    for number in range(_ROUNDS):
        order = rng.permutation(len(moved))
        for start in range(0, len(order), _BATCH):
            rows, step = order[start : start + _BATCH], step + 1
            gaps = moved[rows] @ values[0] + values[1]
            gaps = np.exp(gaps - gaps.max(axis=1, keepdims=True))
            gaps /= gaps.sum(axis=1, keepdims=True)
            gaps[np.arange(len(rows)), places[rows]] -= 1
            gaps /= len(rows)
            for at, gradient in enumerate((moved[rows].T @ gaps + _DECAY * values[0], gaps.sum(axis=0))):
                first[at] = 0.9 * first[at] + 0.1 * gradient
                second[at] = 0.999 * second[at] + 0.001 * gradient * gradient
                pace = _RATE * _SLOWER**number / (1 - 0.9**step)
                values[at] -= pace * first[at] / (np.sqrt(second[at] / (1 - 0.999**step)) + 1e-8)
    weights = kept_weights((whiten @ values[0]).T).astype(np.float32)
    return EncodedClasses(encoder, tuple(names.tolist()), centre.astype(np.float32), weights, values[1], meta)


def _whitening(vectors: Floats, encoder: str) -> tuple[Floats, Floats]:
    """The mean vector, and the matrix that gives all directions about it one spread."""
    centre = vectors.mean(axis=0)
    spread = np.cov((vectors - centre).T)
    if not np.trace(spread) > 0:
        raise UserError(f"nothing can be fitted on the vectors of {encoder}: they are all alike, or no numbers")
    spread += 1e-4 * np.trace(spread) / len(spread) * np.eye(len(spread))
    return centre, (np.linalg.cholesky(np.linalg.inv(spread)) * (2 / np.sqrt(len(spread)))).astype(np.float32)


def fitted_on(
    encoder: Encoder,
    words: Words | None = None,
    *,
    cache: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> EncodedClasses:
    """Second levels of the tree fitted on an encoder's vectors: what was kept of an earlier time, else fitted now.

    The weight beside the linear level is 0.3 for every encoder: the shipped linear models know all words of the
    lexicon, so none is left to choose one by. With linear models fitted anew on the 88,000 words of an earlier lexicon
    and e5_small on as few words, of 7,374 that neither knew .696 had the right second level by the linear models alone,
    .705 with weights of 0.3 and 0.4, .701 with 1; vectors of pure chance cost .004 at 0.3 and .019 at 1.

    Args:
        words: Of the shipped lexicon, a few of each category, when None.
        cache: Folder of what is kept; see `cache_folder` when None.
        progress: Told before words are encoded, which takes minutes, and when what was fitted cannot be kept.

    Raises:
        UserError: Nothing can be fitted on these vectors.
    """
    if words is None:
        words = few_of_each(words_of(load_lexicon(load_taxonomy())))
    folder = (cache or cache_folder(dict(os.environ), Path.home())) / _UNSAFE.sub("-", encoder.name)
    path = folder / f"categories-{content_id(encoder.name, encoder.dimension, words, _WEIGHT, _FORMAT)}.npz"
    return _kept(path, encoder) or _fit(encoder, words, path, progress)


def _fit(encoder: Encoder, words: Words, path: Path, progress: Callable[[str], None]) -> EncodedClasses:
    progress(f"fitting the categories on {encoder.name}, once: {len(words):,} words")
    vectors = np.array([encoder.encode(word) for word, _ in words], dtype=np.float32)
    shelves = [load_taxonomy().ancestor(key, 2) for _, key in words]
    model = fit_softmax(vectors, shelves, encoder.name, weight=_WEIGHT, words=len(words))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            model.save(Path(scratch) / path.name)
            (Path(scratch) / path.name).replace(path)
    except OSError as error:
        progress(f"it will be fitted again the next time: {path.parent}: cannot write: {error.strerror or error}")
    return model


def _kept(path: Path, encoder: Encoder) -> EncodedClasses | None:
    """What a file holds; None where there is none, or one that is broken."""
    try:
        with path.open("rb") as opened:
            model = EncodedClasses.load(opened)
    except _BROKEN:
        return None
    fits = model.encoder == encoder.name and model.weights.shape == (len(model.classes), encoder.dimension)
    return model if fits and model.centre.shape == (encoder.dimension,) else None


def level_on(encoder: Encoder, *, progress: Callable[[str], None] = lambda _: None) -> EncoderLevel:
    """The encoder with the shipped regressions where they were fitted on its vectors, else with `fitted_on`.

    Raises:
        UserError: Nothing can be fitted on its vectors.
    """
    shipped = load_encoded("categories")
    if encoder.name == shipped.encoder:
        return EncoderLevel(encoder, shipped, load_encoded("intents"))
    return EncoderLevel(encoder, fitted_on(encoder, progress=progress))

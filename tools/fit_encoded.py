"""Fits `interests/lexicon/encoded_categories.npz` and `encoded_intents.npz`, the encoder level, in many minutes.

Categories are fitted on a few words of each and on the searches of tools/training/categories.tsv. Some of the words
that tools/fit_categories.py leaves out tell how much the encoder counts beside the linear level; then they are added.

    python tools/fit_encoded.py
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from fit_categories import LEFT_OUT, ancestor, fit, load_searches, temperatures
from fit_intents import load_texts

from huaxiang.interests.encoded import EncodedClasses, EncodedJoint
from huaxiang.interests.encoded_fit import Words, few_of_each, fit_softmax, words_of
from huaxiang.interests.encoders.e5_small import E5Small
from huaxiang.interests.guesses import Guesser, read_shares
from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.normalise import normalise
from huaxiang.interests.taxonomy import load_taxonomy

LEXICON = Path(__file__).resolve().parent.parent / "src/huaxiang/interests/lexicon"
JUDGED = 3_000
WEIGHTS = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5)


def write(model: EncodedClasses, name: str) -> None:
    """Writes an artefact of the lexicon."""
    path = LEXICON / f"encoded_{name}.npz"
    model.save(path)
    print(f"{path.name}: {len(model.classes)} classes, {path.stat().st_size // 1024} KB {dict(model.meta)}", flush=True)


def fit_the_intents(encoder: E5Small) -> None:
    """Fits on the texts of tools/training/intents.tsv."""
    texts, labels = load_texts()
    vectors = np.array([encoder.encode(normalise(text).text) for _, text in texts])
    write(fit_softmax(vectors, labels, encoder.name, weight=0.7, texts=len(texts)), "intents")


def rightness(said: list[str], true: Words) -> list[float]:
    """Share of texts whose first level is right, and of those whose second is."""
    pairs = [(shelf, key) for shelf, (_, key) in zip(said, true, strict=True)]
    right = [(ancestor(shelf, 1) == ancestor(key, 1), shelf == ancestor(key, 2)) for shelf, key in pairs]
    return np.mean(right, axis=0).round(3).tolist()


def main() -> None:
    """Judges on words left out, fits on them too and writes."""
    encoder = E5Small()
    fit_the_intents(encoder)
    words, searches = words_of(load_lexicon(load_taxonomy())), load_searches()
    cut = len(words) // LEFT_OUT
    left_out, known = words[:JUDGED], [*few_of_each(words[cut:]), *searches]
    vectors = np.array([encoder.encode(text) for text, _ in known])
    others = np.array([encoder.encode(text) for text, _ in left_out])
    shelves = [ancestor(key, 2) for _, key in known]
    shelf, leaf = fit([*words[cut:], *searches])
    guesser = Guesser(shelf, leaf, read_shares(temperatures(shelf, leaf, words[: cut // 2])))
    linear = [guesser.shares(text) for text, _ in left_out]
    model = fit_softmax(vectors, shelves, encoder.name, weight=0.0)
    figures = {}
    for weight in WEIGHTS:
        joint = EncodedJoint(encoder, replace(model, meta={"weight": weight}), guesser.shelves)
        joined = [joint.join(text, shares) for (text, _), shares in zip(left_out, linear, strict=True)]
        figures[weight] = rightness([guesser.shelves[int(each.argmax())] for each in joined], left_out)
        print(json.dumps({"weight": weight, "levels": figures[weight]}), flush=True)
    best = max(WEIGHTS, key=lambda weight: figures[weight][1])
    levels = dict(zip(("level_1", "level_2"), figures[best], strict=True))
    meta = {"weight": best, **levels, "texts": len(known) + len(left_out)}
    shelves += [ancestor(key, 2) for _, key in left_out]
    write(fit_softmax(np.concatenate([vectors, others]), shelves, encoder.name, **meta), "categories")


if __name__ == "__main__":
    main()

"""Fits `interests/lexicon/encoded_categories.npz` and `encoded_intents.npz`, the encoder level, in many minutes.

The words left out are those of tools/fit_categories.py; they say how much it counts beside the linear level.

    python tools/fit_encoded.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from fit_categories import LEFT_OUT, ancestor, fit, temperatures
from fit_intents import load_texts

from huaxiang.interests.encoded import EncodedClasses, EncodedJoint
from huaxiang.interests.encoded_fit import fit_softmax, words_of
from huaxiang.interests.encoders.e5_small import E5Small
from huaxiang.interests.guesses import Guesser, read_shares
from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.normalise import normalise
from huaxiang.interests.taxonomy import load_taxonomy

LEXICON = Path(__file__).resolve().parent.parent / "src/huaxiang/interests/lexicon"
WEIGHTS = (0.0, 0.3, 0.5, 0.7, 1.0)


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


def main() -> None:
    """Judges on words left out, fits on all and writes."""
    encoder = E5Small()
    fit_the_intents(encoder)
    words = words_of(load_lexicon(load_taxonomy()))
    cut = len(words) // LEFT_OUT
    vectors = np.array([encoder.encode(word) for word, _ in words])
    shelves = [ancestor(key, 2) for _, key in words]
    shelf, leaf = fit(words[cut:])
    guesser = Guesser(shelf, leaf, read_shares(temperatures(shelf, leaf, words[: cut // 2])))
    linear = [guesser.shares(word) for word, _ in words[:cut]]
    figures = {}
    for weight in WEIGHTS:
        joint = EncodedJoint(
            encoder, fit_softmax(vectors[cut:], shelves[cut:], encoder.name, weight=weight), guesser.shelves
        )
        right = np.zeros(2)
        for (word, _), shares, true in zip(words[:cut], linear, shelves, strict=False):
            found = guesser.shelves[int(joint.join(word, shares).argmax())]
            right += [ancestor(found, 1) == ancestor(true, 1), found == true]
        figures[weight] = [round(float(each) / cut, 3) for each in right]
        print(json.dumps({"weight": weight, "levels": figures[weight]}), flush=True)
    best = max(WEIGHTS, key=lambda weight: figures[weight][1])
    meta = {"weight": best, "level_1": figures[best][0], "level_2": figures[best][1], "words": len(words)}
    write(fit_softmax(vectors, shelves, encoder.name, **meta), "categories")


if __name__ == "__main__":
    main()

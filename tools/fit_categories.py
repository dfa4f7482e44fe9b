"""Fits `interests/lexicon/shelves.npz` and `leaves.npz`, the linear level, on words and on searches written for it.

A word of the lexicon is a text, its category the class; so is each line of tools/training/categories.tsv, a search and
its category. One word in twelve is left out, to tell how the models do on words that the lexicon does not have (some of
them stand in searches) and to find the temperatures that make shares of margins; then all are used.

    python tools/fit_categories.py
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from huaxiang.interests.encoded_fit import Words, words_of
from huaxiang.interests.guesses import Guesser, read_shares
from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.linear import LinearModel, n_grams
from huaxiang.interests.normalise import normalise
from huaxiang.interests.taxonomy import load_taxonomy

ROOT = Path(__file__).resolve().parent.parent
SEARCHES = ROOT / "tools/training/categories.tsv"
TARGET = ROOT / "src/huaxiang/interests/lexicon"
LEFT_OUT, LEAST_WORDS = 12, 3
ancestor = load_taxonomy().ancestor


def load_searches() -> Words:
    """(search, category) of the lines of tools/training/categories.tsv whose category the tree has."""
    rows = (line.split("\t") for line in SEARCHES.read_text(encoding="utf-8").splitlines())
    nodes = load_taxonomy().nodes
    return [(normalise(search).text, key) for search, key in rows if key in nodes]


def fit(words: Words) -> tuple[LinearModel, LinearModel]:
    """The model of second levels, and the one of the leaves within each of them."""
    vectorizer = TfidfVectorizer(analyzer=lambda text: list(n_grams(text)), sublinear_tf=True, min_df=LEAST_WORDS)
    matrix = vectorizer.fit_transform([word for word, _ in words])
    rarity = dict(zip(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_.tolist(), strict=True))
    shelves = [ancestor(key, 2) for _, key in words]
    svm = LinearSVC(C=1.0, random_state=0).fit(matrix, shelves)
    shelf = LinearModel.of(svm.classes_.tolist(), rarity, svm.coef_.T.astype(np.float32), svm.intercept_)
    members = defaultdict(list)
    for row, (_, key) in enumerate(words):
        if key.count(".") == 2:
            members[ancestor(key, 2)].append(row)
    classes = sorted({words[row][1] for rows in members.values() for row in rows})
    weights, bias = np.zeros((matrix.shape[1], len(classes)), dtype=np.float32), np.zeros(len(classes))
    for rows in members.values():
        leaves = [words[row][1] for row in rows]
        own = sorted(set(leaves))
        if len(own) > 1:
            inner = LinearSVC(C=1.0, random_state=0).fit(matrix[rows], leaves)
            coefficients, intercepts = inner.coef_, inner.intercept_
            if len(own) == 2:
                coefficients, intercepts = np.vstack([-coefficients, coefficients]), [-intercepts[0], intercepts[0]]
            places = [classes.index(leaf) for leaf in own]
            weights[:, places], bias[places] = coefficients.T, intercepts
    return shelf, LinearModel.of(classes, rarity, weights, bias)


def best_temperature(margins: np.ndarray, right: Sequence[int]) -> float:
    """What margins are multiplied with so that the shares of the right classes are likeliest."""

    def loss(log_temperature: float) -> float:
        scaled = margins * np.exp(log_temperature)
        return float((np.logaddexp.reduce(scaled, axis=1) - scaled[np.arange(len(right)), right]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 4), method="bounded").x))


def temperatures(shelf: LinearModel, leaf: LinearModel, words: Words) -> dict[str, float]:
    """Temperatures of both models on words that took no part."""
    known = [(word, key) for word, key in words if ancestor(key, 2) in shelf.classes]
    margins = np.array([shelf.score(word) for word, _ in known])
    found = {"shelf": best_temperature(margins, [shelf.classes.index(ancestor(key, 2)) for _, key in known])}
    deep = [(word, key) for word, key in known if key in leaf.classes]
    rows, right = [], []
    for word, key in deep:
        siblings = np.array([ancestor(other, 2) == ancestor(key, 2) for other in leaf.classes])
        rows.append(np.where(siblings, leaf.score(word), -1e6))
        right.append(leaf.classes.index(key))
    return found | {"leaf": best_temperature(np.array(rows), right)}


def judge(guesser: Guesser, words: Words) -> dict[str, float]:
    """Share of words whose category is right at each level, and how far shares of the second level are from that."""
    right, shares = np.zeros(3), []
    for word, key in words:
        guess = guesser.likeliest(word)
        hits = [ancestor(guess.leaf, depth) == ancestor(key, depth) for depth in (1, 2, 3)]
        right += hits
        shares.append((guess.shares[1], hits[1]))
    parts = np.array_split(np.array(sorted(shares), dtype=float), 15)
    ece = sum(len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts) / len(shares)
    return {f"level_{depth + 1}": round(float(right[depth]) / len(words), 3) for depth in range(3)} | {
        "ece": round(ece, 3)
    }


def main() -> None:
    """Fits, judges and writes."""
    words = words_of(load_lexicon(load_taxonomy()))
    cut = len(words) // LEFT_OUT
    searches = load_searches()
    shelf, leaf = fit([*words[cut:], *searches])
    found = temperatures(shelf, leaf, words[: cut // 2])
    figures = judge(Guesser(shelf, leaf, read_shares(found)), words[cut // 2 : cut])
    counts = {"words": len(words), "searches": len(searches)}
    print(json.dumps({**counts, "left_out": cut - cut // 2, **figures, **found}))
    shelf, leaf = fit([*words, *searches])
    meta = {**counts, "figures": figures, "temperatures": found}
    for name, model in (("shelves", shelf), ("leaves", leaf)):
        path = TARGET / f"{name}.npz"
        model.with_meta(meta).save(path)
        print(f"{path.relative_to(ROOT)}: {len(model.classes)} classes, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

"""Fits `interests/lexicon/senses.npz` on the sentences of tools/training/senses.tsv, and tells how it does by folds.

The sentences were written and labelled for it by somebody who knows neither the reader nor the truth sets.

    python tools/fit_senses.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from huaxiang.interests.intent import kind_run
from huaxiang.interests.linear import LinearModel, n_grams
from huaxiang.interests.normalise import normalise
from huaxiang.interests.senses import page_runs

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tools/training/senses.tsv"
TARGET = ROOT / "src/huaxiang/interests/lexicon/senses.npz"
STRENGTH, LEAST_TEXTS, N_FOLDS, COLUMNS = 4.0, 2, 5, 5
Sentence = tuple[str, str, str]


def runs_of(sentence: Sentence) -> list[str]:
    """The n-grams of a text, its kind and those of its page."""
    kind, page, text = sentence
    return [*n_grams(normalise(text).text), kind_run(kind), *page_runs(normalise(page).text)]


def load_sentences() -> tuple[list[Sentence], list[str]]:
    """(kind, page, text) of every line, and whether its word is a thing."""
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if len(row) == COLUMNS and row[0] in {"yes", "no", "other"}]
    return [(kind, page, text) for _, kind, page, _, text in rows], [
        "other" if row[0] == "no" else "thing" for row in rows
    ]


def fit(sentences: list[Sentence], labels: list[str]) -> LinearModel:
    """The model of some sentences, both classes counting alike; a third of them are also seen without their kind."""
    sentences = [*sentences, *(("", page, text) for _, page, text in sentences[::3])]
    labels = [*labels, *labels[::3]]
    vectorizer = TfidfVectorizer(analyzer=runs_of, sublinear_tf=True, min_df=LEAST_TEXTS)
    matrix = vectorizer.fit_transform(sentences)
    rarity = dict(zip(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_.tolist(), strict=True))
    model = LogisticRegression(C=STRENGTH, max_iter=3000, class_weight="balanced").fit(matrix, labels)
    weights = np.vstack([-model.coef_[0], model.coef_[0]]).T / 2
    bias = np.array([-model.intercept_[0], model.intercept_[0]]) / 2
    return LinearModel.of(model.classes_.tolist(), rarity, weights.astype(np.float32), bias)


def main() -> None:
    """Judges by folds, fits on all and writes."""
    sentences, labels = load_sentences()
    margins = np.zeros(len(sentences))
    for kept, left_out in StratifiedKFold(N_FOLDS, shuffle=True, random_state=3).split(sentences, labels):
        model = fit([sentences[i] for i in kept], [labels[i] for i in kept])
        thing = model.classes.index("thing")
        for i in left_out:
            kind, page, text = sentences[i]
            runs = (kind_run(kind), *page_runs(normalise(page).text))
            found = model.score(normalise(text).text, also=runs)
            margins[i] = found[thing] - found[1 - thing]
    is_thing = np.array([label == "thing" for label in labels])

    def loss(temperature: float) -> float:
        return float(np.logaddexp(0, np.where(is_thing, -margins, margins) * temperature).mean())

    temperature = float(minimize_scalar(loss, bounds=(0.2, 6), method="bounded").x)
    shares = 1 / (1 + np.exp(-margins * temperature))
    meta = {
        "texts": len(sentences),
        "temperature": temperature,
        "accuracy": round(float(((shares > 0.5) == is_thing).mean()), 3),
        "auc": round(float(roc_auc_score(is_thing, shares)), 3),
    }
    print(json.dumps(meta))
    fit(sentences, labels).with_meta(meta).save(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

"""Fits `interests/lexicon/intents.npz` on the texts of tools/training/intents.tsv, and tells how it does by folds.

The texts were written and labelled for it by somebody who knows neither the reader nor the truth sets.

    python tools/fit_intents.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from huaxiang.interests.intent import INTENTS, kind_run
from huaxiang.interests.linear import LinearModel, n_grams
from huaxiang.interests.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "tools/training/intents.tsv"
TARGET = ROOT / "src/huaxiang/interests/lexicon/intents.npz"
STRENGTH, LEAST_TEXTS, N_FOLDS = 12.0, 2, 5
Text = tuple[str, str]


def runs_of(text: Text) -> list[str]:
    """The n-grams of a text of a kind."""
    kind, words = text
    return [*n_grams(normalise(words).text), kind_run(kind)]


def load_texts() -> tuple[list[Text], list[str]]:
    """(kind, text) of every line, and its label; each text is there once with its kind and once without."""
    rows = [line.split("\t") for line in TEXTS.read_text(encoding="utf-8").splitlines() if line.count("\t") == 2]
    rows = [row for row in rows if row[0] in INTENTS]
    return [(kind, text) for _, kind, text in rows], [label for label, *_ in rows]


def fit(texts: list[Text], labels: list[str]) -> LinearModel:
    """The model of some texts; a third of them are also seen without their kind."""
    bare = [("", text) for at, (_, text) in enumerate(texts) if at % 3 == 0]
    vectorizer = TfidfVectorizer(analyzer=runs_of, sublinear_tf=True, min_df=LEAST_TEXTS)
    matrix = vectorizer.fit_transform([*texts, *bare])
    rarity = dict(zip(vectorizer.get_feature_names_out().tolist(), vectorizer.idf_.tolist(), strict=True))
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(matrix, [*labels, *labels[::3]])
    return LinearModel.of(model.classes_.tolist(), rarity, model.coef_.T.astype(np.float32), model.intercept_)


def main() -> None:
    """Judges by folds, fits on all and writes."""
    texts, labels = load_texts()
    margins = np.zeros((len(texts), len(INTENTS)))
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=3)
    for kept, left_out in folds.split(texts, labels):
        model = fit([texts[i] for i in kept], [labels[i] for i in kept])
        for i in left_out:
            kind, text = texts[i]
            margins[i] = model.score(normalise(text).text, also=(kind_run(kind),))
    right = np.array([model.classes.index(label) for label in labels])

    def loss(temperature: float) -> float:
        scaled = margins * temperature
        return float((np.logaddexp.reduce(scaled, axis=1) - scaled[np.arange(len(right)), right]).mean())

    temperature = float(minimize_scalar(loss, bounds=(0.2, 5), method="bounded").x)
    scaled = margins * temperature
    shares = np.exp(scaled - np.logaddexp.reduce(scaled, axis=1)[:, None]).max(axis=1)
    hits = margins.argmax(axis=1) == right
    parts = np.array_split(np.argsort(shares), 15)
    ece = sum(len(part) * abs(shares[part].mean() - hits[part].mean()) for part in parts) / len(hits)
    meta = {
        "texts": len(texts),
        "temperature": temperature,
        "accuracy": round(float(hits.mean()), 3),
        "ece": round(ece, 3),
    }
    print(json.dumps(meta))
    fit(texts, labels).with_meta(meta).save(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

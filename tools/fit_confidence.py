"""Fits the weights of `interests/lexicon/confidence.json`, and tells how they do on sentences that took no part.

The texts are the simulator's, whose truth was written by somebody who does not know the reader; the others are
the golden sentences of the tests, by the same writer.

    python tools/fit_confidence.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from huaxiang.domain.categories import path_of
from huaxiang.interests.categorise import Categoriser
from huaxiang.interests.confidence import SIGNALS
from huaxiang.interests.reader import load_reader
from huaxiang.interests.readings import Tag

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "src/huaxiang/simulate/words"
TARGET = ROOT / "src/huaxiang/interests/lexicon/confidence.json"


class Judge:
    """Signs a tag when category (to the second level), stance and owner are those of a truth entry."""

    def __init__(self) -> None:
        self.reader = load_reader()
        categorise = Categoriser(self.reader.taxonomy)
        tree = yaml.safe_load((WORDS / "catalogue.yaml").read_text(encoding="utf-8"))
        self.labels = {
            third["slug"]: (first["label"], second["label"], third["label"])
            for first in tree["categories"]
            for second in first["children"]
            for third in second["children"]
        }
        self.keys = {slug: path_of(*categorise(labels)) for slug, labels in self.labels.items()}  # type: ignore[arg-type]

    def tags(self, path: Path) -> Iterator[tuple[Tag, bool]]:
        """Every tag read from the texts of a file, and whether it is signed."""
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = re.sub(r"\{\w+\}", "123", row["text"])
            page = None if row["kind"] == "search" or not row.get("category") else self.labels[row["category"]][2]
            for tag in self.reader.read(text, kind=row["kind"], context=page).tags:
                yield tag, any(self.signs(tag, truth) for truth in row["truth"])

    def signs(self, tag: Tag, truth: dict[str, Any]) -> bool:
        """Whether the truth entry confirms the tag."""
        own, gold = tag.node.split("."), self.keys[truth["category"]].split(".")
        depth = min(len(own), len(gold), 2)
        return own[:depth] == gold[:depth] and (tag.stance, tag.owner) == (truth["stance"], truth["owner"])


def matrix(judged: list[tuple[Tag, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """Signals of the tags, and whether they are signed."""
    rows = [[tag.signals.get(name, 0.0) for name in SIGNALS] for tag, _ in judged]
    return np.array(rows), np.array([is_signed for _, is_signed in judged])


def main() -> None:
    """Fits, reports and writes."""
    judge = Judge()
    x, y = matrix(list(judge.tags(WORDS / "texts.jsonl")))
    gold_x, gold_y = matrix(list(judge.tags(ROOT / "tests/golden/reading.jsonl")))
    model = LogisticRegression(C=0.3, max_iter=5_000).fit(x, y)
    chance = model.predict_proba(gold_x)[:, 1]
    parts = np.array_split(np.argsort(chance), 15)
    ece = sum(len(part) * abs(chance[part].mean() - gold_y[part].mean()) for part in parts) / len(chance)
    measured = {
        "fitted_on": len(y),
        "signed_share": round(float(y.mean()), 3),
        "golden_tags": len(gold_y),
        "golden_signed_share": round(float(gold_y.mean()), 3),
        "golden_auc": round(float(roc_auc_score(gold_y, chance)), 3),
        "golden_ece_15": round(float(ece), 3),
    }
    weights = {"bias": round(float(model.intercept_[0]), 4)}
    weights |= {name: round(float(w), 4) for name, w in zip(SIGNALS, model.coef_[0], strict=True)}
    TARGET.write_text(json.dumps({"measured": measured, "weights": weights}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()

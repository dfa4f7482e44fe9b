"""Pieces of work for figures of interests, each run in a fresh process: texts read by one level on one core."""

from __future__ import annotations

import csv
import importlib
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate.gold import data_folder
from huaxiang.interests.encoded_fit import level_on
from huaxiang.interests.levels import open_encoder
from huaxiang.interests.reader import load_reader

__all__ = ["WORK", "main", "texts_of"]

_SHORTEST, _LONGEST = 12, 30
_SEARCHES = 0.3
_ENDS = re.compile("[。！？!?\n]+")
_SLOT = re.compile(r"\{\w+\}")
Text = tuple[str, str]


def texts_of(n: int) -> tuple[list[Text], str]:
    """(kind, text) of `n` texts of 12 to 30 characters, no two alike, and what they are.

    Three tenths are searches, the rest sentences of reviews: real ones where the folder of real data is there, else
    clauses of the simulator's texts put together.
    """
    folder = data_folder()
    real = folder is not None and (folder / "multi_cpr_ecom").is_dir() and (folder / "online_shopping_10_cats").is_dir()
    rng = random.Random(17)  # noqa: S311
    sources = (_real_searches(folder), _real_reviews(folder)) if real and folder else (_joined(rng), _joined(rng))
    n_searches = round(_SEARCHES * n)
    found: dict[str, str] = {}
    for kind, wanted, source in (("search", n_searches, sources[0]), ("review", n, sources[1])):
        for text in source:
            if len(found) >= wanted:
                break
            if _SHORTEST <= len(text) <= _LONGEST:
                found.setdefault(text, kind)
    mixed = [(kind, text) for text, kind in found.items()]
    rng.shuffle(mixed)
    return mixed, "real searches and sentences of real reviews" if real else "clauses of the simulator's texts"


def _real_searches(folder: Path) -> Iterator[str]:
    for line in (folder / "multi_cpr_ecom/train.query.txt").read_text(encoding="utf-8").splitlines():
        yield line.partition("\t")[2]


def _real_reviews(folder: Path) -> Iterator[str]:
    with (folder / "online_shopping_10_cats/online_shopping_10_cats.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        for row in csv.DictReader(file):
            yield from _ENDS.split(row["review"])


def _joined(rng: random.Random) -> Iterator[str]:
    """Clauses of the simulator's texts, two or three together."""
    shipped = resources.files("huaxiang.simulate").joinpath("words/texts.jsonl").read_text(encoding="utf-8")
    texts = [_SLOT.sub("8", json.loads(line)["text"]) for line in shipped.splitlines()]
    clauses = [clause for text in texts for clause in re.split("[,，。!！?？ ]+", text) if len(clause) > 1]
    while True:
        yield "，".join(rng.sample(clauses, rng.choice((2, 2, 3))))


def _read_all(n: int, *, is_full: bool) -> float:
    """Texts a second of a reader that has read none of them before."""
    reader = load_reader(level_on(open_encoder()) if is_full else None)
    texts, _ = texts_of(n)
    reader.read("静音办公椅")
    began = time.perf_counter()
    for kind, text in texts:
        reader.read(text, kind=kind)
    return len(texts) / (time.perf_counter() - began)


def _encode_all(n: int) -> float:
    """Texts a second of the encoder alone, on every text."""
    encoder = open_encoder()
    texts, _ = texts_of(n)
    began = time.perf_counter()
    for _, text in texts:
        encoder.encode(text)
    return len(texts) / (time.perf_counter() - began)


def _peer(n: int) -> float:
    """Texts a second of jieba.posseg and a TF-IDF classifier of scikit-learn, which give words, tags and one label."""
    posseg = importlib.import_module("jieba.posseg")
    features = importlib.import_module("sklearn.feature_extraction.text")
    linear = importlib.import_module("sklearn.linear_model")
    texts, _ = texts_of(n)

    def words(text: str) -> list[str]:
        return [f"{pair.word}/{pair.flag}" for pair in posseg.cut(text)]

    learnt = texts[:500]
    vectorizer = features.TfidfVectorizer(analyzer=words)
    model = linear.LogisticRegression(max_iter=500)
    model.fit(vectorizer.fit_transform([text for _, text in learnt]), [kind for kind, _ in learnt])
    began = time.perf_counter()
    for _, text in texts[500:]:
        model.predict(vectorizer.transform([text]))
    return (len(texts) - len(learnt)) / (time.perf_counter() - began)


WORK: dict[str, Callable[[int], float]] = {
    "fast": lambda n: _read_all(n, is_full=False),
    "full": lambda n: _read_all(n, is_full=True),
    "encoder": _encode_all,
    "jieba": _peer,
}


def main(arguments: list[str]) -> int:
    """Does one piece of work, `name n`, on one core, and prints texts a second."""
    name, number = arguments
    if name not in WORK:
        raise UnknownName("work", name, WORK)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sys.stdout.write(f"{WORK[name](int(number)):.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

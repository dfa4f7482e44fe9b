"""Truth of discovery: words of the lexicon are hidden, and looked for again in real reviews of known categories."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from huaxiang.evaluate.gold import data_folder
from huaxiang.interests.discovery import Seen, discover
from huaxiang.interests.reader import Reader, load_reader

__all__ = ["Found", "hidden_words", "reviews_missing"]

_FILE = "online_shopping_10_cats/online_shopping_10_cats.csv"
_LONGEST, _LEAST, _HIDDEN = 300, 5, 4
_CATEGORIES: Mapping[str, str] = MappingProxyType({
    "书籍": "books", "平板": "computers.pcs.tablet", "手机": "digital.phones", "水果": "fresh.fruit",
    "洗发水": "personal-care.hair-care.shampoo", "热水器": "appliances.large-appliances", "蒙牛": "food.dairy",
    "衣服": "clothing", "计算机": "computers", "酒店": "services.travel.hotel",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """How many words were hidden, how many of them came back, and how many of those at the right second level."""

    hidden: int
    found: int
    right: int


def reviews_missing() -> str | None:
    """Why the reviews are not to be had, None where they are."""
    folder = data_folder()
    if folder is None or not (folder / _FILE).is_file():
        return "the reviews it is about are not there: set HUAXIANG_DATA"
    return None


def hidden_words(*, most: int = 40_000, progress: Callable[[str], None] = lambda _: None) -> Found:
    """Hides a quarter of the words for things that stand in at least five reviews and discovers words in them.

    The page of a review counts as what it is of. The order of reviews and the choice of words are of fixed seeds.

    Args:
        most: Reviews looked at.
    """
    reviews = _reviews((data_folder() or Path()) / _FILE)[:most]
    reader = load_reader()
    progress(f"discovery: reading {len(reviews):,} reviews")
    counts = Counter(word for text, page in reviews for word in _named(reader, text, page))
    hidden = _choose(reader, counts)
    entries = {word: entry for word, entry in reader.lexicon.entries.items() if word not in hidden}
    poorer = Reader(reader.taxonomy, replace(reader.lexicon, entries=entries))
    progress(f"discovery: {len(hidden)} words are hidden, reading again")
    texts = [_seen(poorer, str(number), *review) for number, review in enumerate(reviews)]
    found = {each.term: each.node for each in discover(texts, poorer.lexicon, poorer.finder.cut, poorer.likeliest)}
    back = [word for word in hidden if word in found]
    right = sum(_is_right(reader, word, found[word]) for word in back)
    return Found(len(hidden), len(back), right)


def _reviews(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["review"][:_LONGEST], row["cat"]) for row in csv.DictReader(file) if row["review"]]
    random.Random(0).shuffle(rows)  # noqa: S311
    return rows


def _named(reader: Reader, text: str, page: str) -> set[str]:
    return {text[tag.start : tag.end] for tag in reader.read(text, kind="review", context=page).tags}


def _choose(reader: Reader, counts: Counter[str]) -> Sequence[str]:
    entries = reader.lexicon.entries
    known = [
        word
        for word, n in counts.items()
        if n >= _LEAST and len(word) > 1 and word in entries and "." in (entries[word].node or "")
    ]
    return sorted(random.Random(1).sample(sorted(known), len(known) // _HIDDEN))  # noqa: S311


def _seen(reader: Reader, number: str, text: str, page: str) -> Seen:
    tags = reader.read(text, kind="review", context=page).tags
    target = _CATEGORIES.get(page)
    return Seen(number, number, text, [(tag.start, tag.end, tag.node) for tag in tags], (target,) if target else ())


def _is_right(reader: Reader, word: str, node: str) -> bool:
    entry = reader.lexicon.entries[word]
    nodes = [each for each in (entry.node, *entry.others) if each]
    return any(reader.taxonomy.ancestor(each, 2) == reader.taxonomy.ancestor(node, 2) for each in nodes)

"""The parts of a search: product phrase with its head, brand, and the thing a part fits, by a sequence model."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from huaxiang.interests.chain import Chain
from huaxiang.interests.lexicon import Lexicon
from huaxiang.interests.mentions import Mention

__all__ = ["FOLLOWERS", "LABELS", "Parts", "PartsReader", "features_of", "load_chain", "parts_of", "product_pairs"]

_BEGINS = {"brand": "B-brand", "fits": "B-fits", "modifier": "B-modifier", "head": "B-head"}
LABELS = ("O", "B-brand", "I-brand", "B-fits", "I-fits", "B-modifier", "I-modifier", "B-head", "I-head")
FOLLOWERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "": ("O", *_BEGINS.values()),
    "O": ("O", *_BEGINS.values()),
    "B-brand": ("O", "I-brand", "B-fits", "B-modifier", "B-head"),
    "I-brand": ("O", "I-brand", "B-fits", "B-modifier", "B-head"),
    "B-fits": ("O", "I-fits", "B-brand", "B-modifier", "B-head"),
    "I-fits": ("O", "I-fits", "B-brand", "B-modifier", "B-head"),
    "B-modifier": ("I-modifier", "B-head"),
    "I-modifier": ("I-modifier", "B-head"),
    "B-head": ("O", "I-head", "B-brand", "B-fits"),
    "I-head": ("O", "I-head", "B-brand", "B-fits"),
})  # fmt: skip
_LONG = 4
_MOST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """Spans in the text, end exclusive, None where there is no such part; `entity` holds `head`."""

    entity: tuple[int, int] | None = None
    head: tuple[int, int] | None = None
    brand: tuple[int, int] | None = None
    fits: tuple[int, int] | None = None


class PartsReader:
    """Reads the parts of searches with a fitted chain."""

    def __init__(self, chain: Chain, lexicon: Lexicon) -> None:
        self._chain = chain
        self.pairs = product_pairs(lexicon)

    def choices(self, text: str, mentions: Sequence[Mention], boundaries: Collection[int]) -> dict[Parts, float]:
        """The likeliest ways to take a normalised search apart, the best first, with how much less likely they are.

        Args:
            text: The search.
            mentions: What the lexicon has of it.
            boundaries: The places where its words begin and end.

        Returns:
            Logarithms of odds against the first one, 0 or less.
        """
        rows = features_of(text, mentions, boundaries, self.pairs)
        found = self._chain.likeliest(rows, _MOST_CHOICES)
        choices: dict[Parts, float] = {}
        for labels, score in found:
            choices.setdefault(parts_of(labels), score - found[0][1])
        return choices


@lru_cache(maxsize=4)
def product_pairs(lexicon: Lexicon) -> frozenset[str]:
    """The pairs of characters that stand at least twice in words for products or their attributes."""
    terms = (term for term, entry in lexicon.entries.items() if entry.node is not None or entry.attributes)
    seen = Counter([term[at : at + 2] for term in terms for at in range(len(term) - 1)])
    return frozenset(pair for pair, count in seen.items() if count > 1)


@cache
def load_chain() -> Chain:
    """The shipped chain, fitted by tools/fit_parts.py on searches written for it."""
    with resources.files("huaxiang.interests").joinpath("lexicon/parts.npz").open("rb") as opened:
        return Chain.load(opened)


def parts_of(labels: Sequence[str]) -> Parts:
    """The spans that labels of characters mean: the last product phrase, the first brand."""
    spans = list(_spans(labels))
    modifiers = {end: start for name, start, end in spans if name == "modifier"}
    heads = [(start, end) for name, start, end in spans if name == "head"]
    head = heads[-1] if heads else None
    entity = None if head is None else (modifiers.get(head[0], head[0]), head[1])
    first = {name: (start, end) for name, start, end in reversed(spans)}
    return Parts(entity, head, first.get("brand"), first.get("fits"))


def _spans(labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of each run of labels that begins with B."""
    start, name = 0, ""
    for at, label in enumerate([*labels, "O"]):
        if name and label != f"I-{name}":
            yield name, start, at
            name = ""
        if label.startswith("B-"):
            start, name = at, label[2:]


def features_of(
    text: str, mentions: Sequence[Mention], boundaries: Collection[int], pairs: Collection[str]
) -> list[list[str]]:
    """Features of each character: itself and its neighbours, the lexicon's word it stands in, its place in jieba's.

    `pairs` are the pairs of characters that products are made of: what has none of them is likely a name.
    """
    length = len(text)
    known = _known(length, mentions)
    around = _around(text, mentions)
    places = _places(length, plain_phrase(text, mentions))
    words = _words(length, boundaries)
    kinds = [_kind(char) for char in text]
    padded = f"^^{text}$$"
    rows = []
    for at in range(length):
        here = at + 2
        one, two, left, right = padded[here], padded[here + 1], padded[here - 1], padded[here + 2]
        before = known[at - 1] if at else "^"
        after = known[at + 1] if at + 1 < length else "$"
        beside = kinds[at + 1] if at + 1 < length else "$"
        next_usual = "y" if two + right in pairs else "n"
        usual = f"{'y' if left + one in pairs else 'n'}{'y' if one + two in pairs else 'n'}"
        rows.append([
            f"c{one}", f"l{left}", f"r{two}", f"a{left}{one}", f"b{one}{two}", f"d{two}{right}", f"f{left}{one}{two}",
            f"e{padded[here - 2]}{left}", f"o{one}{known[at]}", f"k{known[at]}", f"m{before}{known[at]}",
            f"n{known[at]}{after}", f"p{before}{known[at]}{after}", f"w{words[at]}", f"x{words[at]}{known[at]}",
            f"t{kinds[at]}{beside}", f"u{kinds[at - 1] if at else '^'}{kinds[at]}", f"z{min(length - at, 5)}",
            f"y{min(at, 3)}{known[at]}", f"g{around[at]}", f"h{known[at]}{around[at]}", f"i{words[at]}{around[at]}",
            f"s{places[at]}", f"S{places[at]}{known[at]}{around[at]}", f"T{places[at]}{words[at]}{kinds[at]}",
            f"q{usual}{words[at]}", f"Q{usual}{known[at]}{after}", f"U{usual}{places[at]}{next_usual}",
        ])  # fmt: skip
    return rows


def _around(text: str, mentions: Sequence[Mention]) -> list[str]:
    """For each character what comes before and after its lexicon word, or after itself outside of one.

    Four signs: the kind of the word before and whether it touches, the same after; and whether a product comes later.
    """
    things = [(mention.start, mention.end, _kinds_of(mention)) for mention in mentions]
    last_product = max((start for start, _, kind in things if kind in "PQ"), default=-1)
    found = []
    for at in range(len(text)):
        inside = next(((start, end) for start, end, _ in things if start <= at < end), (at, at + 1))
        before = next(((kind, end) for _, end, kind in reversed(things) if end <= inside[0]), ("^", 0))
        after = next(((kind, start) for start, _, kind in things if start >= inside[1]), ("$", len(text)))
        left = "" if before[1] == inside[0] else "_"
        right = "" if after[1] == inside[1] else " " if text[inside[1]] == " " else "_"
        found.append(f"{before[0]}{left}|{right}{after[0]}{'+' if last_product >= inside[1] else ''}")
    return found


def plain_phrase(text: str, mentions: Sequence[Mention]) -> tuple[int, int]:
    """The longest piece of a search that is no brand, shop word, number, Latin or blank, with a product if one has it.

    Known attributes after its last product are cut off.
    """
    outside = [char < "\u3400" for char in text]
    for mention in mentions:
        if mention.brand is not None and (mention.node is None or mention.end < len(text)):
            outside[mention.start : mention.end] = [True] * (mention.end - mention.start)
    for match in _SHOP_WORDS.finditer(text):
        outside[match.start() : match.end()] = [True] * (match.end() - match.start())
    pieces = [(match.start(), match.end()) for match in re.finditer("0+", "".join("01"[each] for each in outside))]
    best, found = (False, 0), (0, 0)
    for start, stop in pieces:
        end = stop
        inside = [mention for mention in mentions if start <= mention.start and mention.end <= end]
        products = [mention for mention in inside if mention.node is not None]
        while products and inside[-1].end == end and inside[-1].attributes and inside[-1].start >= products[-1].end:
            end = inside.pop().start
        rank = (bool(products), end - start)
        if rank > best:
            best, found = rank, (start, end)
    return found


_SHOP_WORDS = re.compile("官方旗舰店|旗舰店|官方|直播间|同款|专卖店|正品|代购|批发|二手")


def _places(length: int, phrase: tuple[int, int]) -> list[str]:
    """For each character its place in a phrase: first, inside, the last two, or how it lies outside."""
    start, end = phrase
    found = ["<" if at < start else ">" for at in range(length)]
    for at in range(start, end):
        found[at] = "l" if at + 1 == end else "m" if at + 2 == end else "b" if at == start else "i"
    return found


def _known(length: int, mentions: Sequence[Mention]) -> list[str]:
    """For each character the kind of lexicon word it stands in, with its place there: b, i, e, s."""
    found = ["-"] * length
    for mention in mentions:
        kind = _kinds_of(mention)
        for at in range(mention.start, mention.end):
            is_first, is_last = at == mention.start, at + 1 == mention.end
            found[at] = kind + ("s" if is_first and is_last else "b" if is_first else "e" if is_last else "i")
    return found


def _kinds_of(mention: Mention) -> str:
    if mention.node is not None:
        return "P" if mention.brand is None else "Q"
    if mention.brand is not None:
        return "B"
    if mention.attributes:
        return "A"
    return "M" if mention.entry.marks else "F"


def _words(length: int, boundaries: Collection[int]) -> list[str]:
    """For each character its place in the segmenter's word, with the word's length."""
    found = [""] * length
    for start, end in itertools.pairwise(sorted({0, length, *boundaries})):
        size = min(end - start, _LONG)
        for at in range(start, end):
            place = "s" if end - start == 1 else "b" if at == start else "e" if at + 1 == end else "i"
            found[at] = f"{place}{size}"
    return found


def _kind(char: str) -> str:
    if "\u3400" <= char <= "\u9fff":
        return "h"
    if char.isdigit():
        return "d"
    if "a" <= char <= "z":
        return "l"
    return "s" if char.isspace() else "o"

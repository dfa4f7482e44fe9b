"""Searches: the product phrase of a bare noun phrase, its brand, what it fits, and the category it belongs to."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from huaxiang.interests.encoded import EncodedJoint
from huaxiang.interests.guesses import Floats, Guesser
from huaxiang.interests.lexicon import Brand, Entry, Lexicon
from huaxiang.interests.linear import shares_of
from huaxiang.interests.mentions import Finder, Mention
from huaxiang.interests.parts import Parts, PartsReader
from huaxiang.interests.phrases import Phrase, choose_audience, fitting_group

__all__ = ["SearchReader"]

_LEAST_LEAF, _LEAST_SHELF = 0.1, 0.1
_LEAST_LIKE = 0.3
_SURE_SHARE, _UNLIKELY = 0.5, 0.05
_SURE_LINEAR, _AGREES = 0.9, 0.5
_FLOOR = 1e-9
_FAR, _NO_PHRASE = -2.5, 0.5

_ACCESSORY = re.compile(
    "配件|零件|耗材|部件|附件|膜|壳|套|罩|线|滤|墨|粉盒|硒鼓|电池|充电|支架|刷头|刀头|刀片|芯|圈|遥控|适配|底座|带"
)

_Word: TypeAlias = tuple[int, tuple[str, ...], int, float]
_Known: TypeAlias = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class _Named:
    """A category with how it was found: its word, how exactly that names it, by which level; of a guess its share."""

    node: str
    start: int
    end: int
    rank: int
    ambiguity: float
    level: str
    share: float


class SearchReader:
    """Finds the product phrase of a search and hangs it into the tree."""

    def __init__(
        self,
        lexicon: Lexicon,
        finder: Finder,
        parts: PartsReader,
        guesser: Guesser,
        encoded: EncodedJoint | None = None,
    ) -> None:
        """Binds the levels: the lexicon, the linear models, and the encoder where there is one."""
        self._lexicon, self._finder, self._parts, self._guesser = lexicon, finder, parts, guesser
        self._encoded = encoded

    def read(self, text: str, mentions: Sequence[Mention], boundaries: Collection[int]) -> list[Phrase]:
        """The product phrase of a normalised search, if it has one with a category."""
        known: _Known = {}
        parts = self._choose(self._parts.choices(text, mentions, boundaries), text, known)
        parts = _with_known_brand(parts, mentions)
        if parts.entity is None or parts.head is None:
            return []
        entity = parts.entity
        named = self._name(text, parts, mentions, known)
        if named is None:
            return []
        if not self._is_accessory(named.node, text[slice(*parts.head)]):
            parts = _fitting_as_brand(parts, mentions)
        start, end = min(entity[0], named.start), entity[1]
        head = Mention(
            named.start,
            end,
            Entry(text[named.start : end]),
            node=named.node,
            rank=named.rank,
            ambiguity=named.ambiguity,
        )
        phrase = Phrase(head, named.node, start, end, brand=self._brand(text, parts, mentions))
        phrase.level, phrase.share = named.level, named.share
        spans = (("head", parts.head), ("brand", parts.brand), ("fits", parts.fits))
        phrase.parts = tuple((name, *span) for name, span in spans if span is not None)
        first = named.node.split(".", 1)[0]
        for mention in mentions:
            group = fitting_group(mention, first) if mention.start < named.start or mention.start >= end else None
            if group is not None:
                phrase.modifiers.append((mention, group))
        choose_audience(phrase, self._lexicon)
        return [phrase]

    def _choose(self, choices: Mapping[Parts, float], text: str, known: _Known) -> Parts:
        """Of the likeliest ways to take a search apart the one with the best sum of its odds and its phrase's."""
        near = {parts: odds for parts, odds in choices.items() if odds > _FAR}
        if len(near) < 2:
            return next(iter(near), Parts())
        return max(near, key=lambda parts: near[parts] + math.log(self._sureness(parts, text, known)))

    def _sureness(self, parts: Parts, text: str, known: _Known) -> float:
        """How surely 0..1 the phrase of some parts is something; a word with a category of its own is."""
        if parts.entity is None:
            return _NO_PHRASE
        phrase = text[slice(*parts.entity)]
        entry = self._lexicon.entries.get(phrase)
        if entry is not None and entry.node is not None:
            return 1.0
        return float(self._shares_of(phrase, known).max())

    def _shares_of(self, phrase: str, known: _Known) -> Floats:
        if phrase not in known:
            known[phrase] = self._guesser.shares(phrase)
        return known[phrase]

    def likeliest(self, phrase: str) -> tuple[str | None, str]:
        """The category that a normalised phrase is most like, None when none is likely; linear or encoder said it."""
        shares, level = self._guesser.shares(phrase), "linear"
        if self._encoded is not None:
            shares, level = self._encoded.join(phrase, shares), "encoder"
        node, share = self._guesser.likeliest(phrase, shares).nearest(_LEAST_LIKE, _LEAST_LIKE)
        return (self._finder.nearest(node) if share >= _LEAST_LIKE else None), level

    def _name(self, text: str, parts: Parts, mentions: Sequence[Mention], known: _Known) -> _Named | None:
        """The category of a product phrase: by the longest word at its end, else by the linear level."""
        start, end = parts.entity or (0, 0)
        found = self._word_at_end(text, start, end, mentions)
        if found is not None and found[0] <= start and len(found[1]) == 1:
            return _Named(found[1][0], found[0], end, *found[2:], "lexicon", 1.0)
        phrase, level = text[start:end], "linear"
        shares = self._shares(text, phrase, known)
        if self._encoded is not None and not self._is_sure(found, shares):
            shares, level = self._encoded.join(phrase, shares), "encoder"
        firsts = self._fitted_firsts(parts, mentions)
        if firsts:
            shares = self._guesser.within(shares, firsts)
        if found is not None:
            at, nodes, rank, ambiguity = found
            likely = max(nodes, key=lambda node: self._guesser.share_of(node, shares)) if len(nodes) > 1 else nodes[0]
            share = self._guesser.share_of(likely, shares)
            if at <= start or not self._is_overruled(share, shares):
                return _Named(likely, at, end, rank, ambiguity, "lexicon", 1.0)
        guess = self._guesser.likeliest(phrase, shares)
        node, share = guess.nearest(_LEAST_LEAF, _LEAST_SHELF)
        nearest = self._finder.nearest(node)
        return None if nearest is None else _Named(nearest, start, end, 0, 0.5, level, share)

    def _shares(self, text: str, phrase: str, known: _Known) -> Floats:
        """Shares of second levels by a phrase and by the search around it (小货车 + 坐垫), each counting half."""
        shares = self._shares_of(phrase, known)
        if phrase == text:
            return shares
        return shares_of((np.log(shares + _FLOOR) + np.log(self._guesser.shares(text) + _FLOOR)) / 2)

    def _is_sure(self, found: _Word | None, shares: Floats) -> bool:
        """Whether the cheap levels suffice: without a word the linear level is sure, or it agrees with the word."""
        if found is None:
            return float(shares.max()) >= _SURE_LINEAR
        nodes = found[1]
        return max(self._guesser.share_of(node, shares) for node in nodes) >= _AGREES

    @staticmethod
    def _is_overruled(share: float, shares: Floats) -> bool:
        """Whether the whole phrase speaks clearly for another category than the word at its end (跆拳道 + 道袍)."""
        return share <= _UNLIKELY and float(shares.max()) >= _SURE_SHARE

    def _is_accessory(self, node: str, head: str) -> bool:
        """Whether a category or a head is of things that are made for other things."""
        labels = self._finder.labels(node)
        return node.startswith("vehicles.") or _ACCESSORY.search("".join((*labels[1:], head))) is not None

    def _fitted_firsts(self, parts: Parts, mentions: Sequence[Mention]) -> frozenset[str]:
        """The first levels of the thing that a part fits, where the lexicon knows it."""
        if parts.fits is None:
            return frozenset()
        start, end = parts.fits
        inside = [each for each in mentions if start <= each.start and each.end <= end]
        brands = {first for each in inside if each.brand is not None for first in each.brand.firsts[:1]}
        things = {each.node.split(".", 1)[0] for each in inside if each.node is not None and each.ambiguity < 1}
        return frozenset(brands | things)

    def _word_at_end(self, text: str, start: int, end: int, mentions: Sequence[Mention]) -> _Word | None:
        """(start, categories, rank, ambiguity) of the longest word of the lexicon that ends the phrase."""
        decided = next((each for each in mentions if each.end == end and each.node is not None), None)
        for at in range(start, end - 1):
            if decided is not None and decided.start <= at:
                break
            entry = self._lexicon.entries.get(text[at:end])
            if entry is not None and entry.node is not None and entry.senses is None:
                return at, (entry.node, *entry.others), entry.rank, 0.5 if entry.others else 0.0
        if decided is None or decided.node is None:
            return None
        others = decided.entry.others if decided.node == decided.entry.node else ()
        return decided.start, (decided.node, *others), decided.rank, decided.ambiguity

    @staticmethod
    def _brand(text: str, parts: Parts, mentions: Sequence[Mention]) -> Brand | None:
        """The brand that the parts name: as the lexicon knows it, else as it stands."""
        if parts.brand is None:
            return None
        start, end = parts.brand
        known = next((each.brand for each in mentions if each.brand and start <= each.start and each.end <= end), None)
        return known or Brand(text[start:end], ())


def _with_known_brand(parts: Parts, mentions: Sequence[Mention]) -> Parts:
    """The parts; without a brand of their own the one of the lexicon that stands right before the phrase."""
    if parts.brand is not None or parts.entity is None:
        return parts
    beside = (each for each in mentions if each.brand and each.node is None and each.end == parts.entity[0])
    free = (each for each in beside if parts.fits is None or each.start >= parts.fits[1])
    return next((replace(parts, brand=(each.start, each.end)) for each in free), parts)


def _fitting_as_brand(parts: Parts, mentions: Sequence[Mention]) -> Parts:
    """What is made for nothing else (海尔 + 冰箱) is of the brand that it seemed to fit."""
    if parts.fits is None or parts.brand is not None:
        return parts
    brand = next((each for each in mentions if (each.start, each.end) == parts.fits and each.brand is not None), None)
    return parts if brand is None else replace(parts, brand=parts.fits, fits=None)

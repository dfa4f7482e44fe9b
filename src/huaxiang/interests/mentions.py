"""Mentions: what the lexicon recognises in a text, with ambiguous words and synonyms decided by their context."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

from huaxiang.interests.lexicon import AttributeGroup, Brand, Entry, Lexicon, Senses
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.interests.words import PhraseIndex, Segmenter

__all__ = ["Finder", "Mention", "Sense", "finder_of", "unknown_sense"]

_NEARBY = 200
_SPEAKS_OF_THINGS = 0.6
_EVERYDAY_NEEDS = 2
"""Words that speak for the slang meaning of an everyday word, at least."""


Sense: TypeAlias = Callable[[], float]


def unknown_sense() -> float:
    """The sense of a text that nobody looked at."""
    return 0.5


@dataclass(slots=True)
class Mention:
    """A lexicon form at `start`..`end` of the normalised text, with its decided category or brand.

    `stands_for` is the category that a brand's name alone stands for.
    """

    start: int
    end: int
    entry: Entry
    node: str | None = None
    brand: Brand | None = None
    attributes: tuple[AttributeGroup, ...] = ()
    polarity: int = 0
    is_people: bool = False
    rank: int = 0
    boundary: float = 1.0
    ambiguity: float = 0.0
    agreement: float = 0.0
    stands_for: str | None = None


class Finder:
    """Finds the mentions of a text; built once from a lexicon."""

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon) -> None:
        self._taxonomy = taxonomy
        self.index = PhraseIndex(lexicon.entries)
        self._segmenter = Segmenter(lexicon.product_terms())

    def labels(self, node: str) -> tuple[str, ...]:
        """The Chinese names of a category from the first level down."""
        return self._taxonomy.nodes[node].labels

    def nearest(self, node: str) -> str | None:
        """The category of a key, or the nearest one above it that the tree has; None when it has none."""
        while node and node not in self._taxonomy.nodes:
            node = node.rpartition(".")[0]
        return node or None

    def boundaries(self, text: str) -> set[int]:
        """The places of a text where a word begins or ends."""
        return self._segmenter.boundaries(text)

    def cut(self, text: str) -> Sequence[str]:
        """The words of a normalised text as the segmenter sees them."""
        return self._segmenter.cut(text)

    def find(
        self,
        text: str,
        *,
        context: str = "",
        is_search: bool = False,
        sense: Sense = unknown_sense,
        least_sense: float = 0.0,
        boundaries: Collection[int] | None = None,
    ) -> list[Mention]:
        """The mentions in order of place.

        Args:
            context: Normalised title or category of the page.
            is_search: Everyday words are things too.
            sense: How likely 0..1 the text speaks of things at all; asked only when it has a word for one.
            least_sense: What is less likely only uses their names.
            boundaries: What `boundaries` gives of the text, where that is known.
        """
        covered = self.index.cover(text)
        if not covered:
            return []
        if boundaries is None:
            boundaries = self.boundaries(text)
        has_things = any(entry.node or entry.synonyms or entry.senses or entry.brand for *_, entry in covered)
        likely = sense() if has_things else 0.0
        firsts = _firsts_of(covered)
        mentions = []
        for start, end, entry in covered:
            mention = Mention(start, end, entry, attributes=entry.attributes, polarity=entry.polarity)
            mention.boundary = ((start in boundaries) + (end in boundaries)) / 2
            around = self._around(text, start, end, context) if entry.senses is not None or entry.synonyms else ""
            if entry.senses is not None:
                self._choose_sense(mention, entry.senses, around)
            elif entry.synonyms:
                least = _EVERYDAY_NEEDS if "search_only" in entry.marks and not is_search else 1
                self._choose_synonym(mention, around, firsts, likely, least_votes=least)
            if entry.node is not None and entry.senses is None and mention.node is None:
                mention.node, mention.rank = entry.node, entry.rank
                if entry.others:
                    self._choose_category(mention, (entry.node, *entry.others), firsts)
            mention.brand = mention.brand or (entry.brand if entry.senses is None else None)
            if mention.node is None and mention.brand is not None and entry.senses is None and likely >= least_sense:
                mention.stands_for = mention.brand.main
            self._drop_unsafe(mention, is_search=is_search, is_name=likely < least_sense)
            if mention.node is not None:
                self._reach_right(mention, text)
                mention.is_people = self._taxonomy.nodes[mention.node].is_people
            mentions.append(mention)
        return mentions

    @staticmethod
    def _around(text: str, start: int, end: int, context: str) -> str:
        """What may decide a word's meaning: the text near it, and the page."""
        return f"{text[max(0, start - _NEARBY) : start]}\n{text[end : end + _NEARBY]}\n{context}"

    def _reach_right(self, mention: Mention, text: str) -> None:
        """A longer product at the end of the word is the head: 苹果手机 + 壳 is a 手机壳."""
        for start in range(mention.start + 1, mention.end - 1):
            end, longer = self.index.longest_at(text, start) or (0, mention.entry)
            if end > mention.end and longer.node is not None and longer.senses is None:
                mention.end, mention.node, mention.rank = end, longer.node, longer.rank
                return

    @staticmethod
    def _choose_category(mention: Mention, categories: Sequence[str], firsts: Collection[str]) -> None:
        """Of several categories that have the word, the first one whose first level is named beside it."""
        near = [node for node in categories if node.split(".", 1)[0] in firsts]
        mention.node = near[0] if near else categories[0]
        mention.ambiguity = 0.2 if near else 0.5

    def _choose_sense(self, mention: Mention, senses: Senses, around: str) -> None:
        """The sense with most cues in the text or its context."""
        counts = [(sum(cue in around for cue in sense.cues), sense) for sense in senses.choices]
        best, sense = max(counts, key=lambda pair: pair[0])
        rivals = sum(count for count, _ in counts) - best
        if best > rivals:
            mention.node, mention.rank, mention.agreement = sense.node, 2, 1.0
            mention.ambiguity = 0.5 if rivals else 0.2
            if sense.is_brand:
                mention.brand = Brand(mention.entry.term, (sense.node.split(".", 1)[0],))
        elif senses.default is not None:
            mention.node, mention.rank, mention.ambiguity = senses.default, 1, 1.0 if len(senses.choices) > 1 else 0.3

    def _choose_synonym(
        self, mention: Mention, around: str, firsts: set[str], sense: float, *, least_votes: int
    ) -> None:
        """The deepest category that something speaks for; without a plain meaning the sense is enough."""
        best, chosen = (0, 0), None
        for group in mention.entry.synonyms:
            if any(word in around for word in group.never):
                continue
            votes = sum(word[1:] in firsts if word[0] == "@" else word in around for word in group.needs)
            is_plain = mention.entry.node is None and mention.end - mention.start > 1 and least_votes == 1
            is_free = not group.needs or (is_plain and sense >= _SPEAKS_OF_THINGS)
            if group.needs and votes < least_votes:
                votes = 0
            rank = (group.node.count(".") + 1, votes) if votes else (0, 0)
            if rank > best or (chosen is None and (votes or is_free)):
                best, chosen = rank, group
        if chosen is not None:
            votes = best[1]
            mention.node, mention.rank = chosen.node, 2
            mention.ambiguity, mention.agreement = (0.2, 1.0) if votes > 1 else (0.4, 1.0) if votes else (0.7, 0.0)

    @staticmethod
    def _drop_unsafe(mention: Mention, *, is_search: bool, is_name: bool) -> None:
        """Forms cut out of longer words, everyday words outside a search, names in other talk name no category."""
        size = mention.end - mention.start
        if (size == 1 and mention.boundary < 1) or (size == 2 and mention.boundary == 0):
            mention.node, mention.brand, mention.attributes, mention.polarity = None, None, (), 0
            mention.stands_for = None
        is_everyday = "search_only" in mention.entry.marks and not mention.agreement
        if (not is_search and is_everyday) or is_name:
            mention.node = mention.stands_for = None


def _firsts_of(covered: Sequence[tuple[int, int, Entry]]) -> set[str]:
    """The first levels that words of one category, and brands known for one first level, name."""
    entries = [entry for *_, entry in covered if entry.senses is None]
    nodes = {entry.node.split(".", 1)[0] for entry in entries if entry.node is not None and not entry.others}
    return nodes | {entry.brand.firsts[0] for entry in entries if entry.brand and len(entry.brand.firsts) == 1}


_FINDERS: WeakKeyDictionary[Lexicon, Finder] = WeakKeyDictionary()


def finder_of(taxonomy: Taxonomy, lexicon: Lexicon) -> Finder:
    """The finder of a lexicon, made once as long as the lexicon is there."""
    found = _FINDERS.get(lexicon)
    if found is None:
        found = _FINDERS[lexicon] = Finder(taxonomy, lexicon)
    return found

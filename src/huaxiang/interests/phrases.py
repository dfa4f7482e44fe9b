"""Noun phrases: product mentions with their modifiers, the head at the end (手机支架 is a 支架)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from huaxiang.interests.lexicon import AttributeGroup, Brand
from huaxiang.interests.mentions import Mention

__all__ = ["Phrase", "find_phrases"]

_JOINTS = frozenset("和与跟及或、,，。;；!！?？\n给送把被让比在是有了也都就还想要看吃喝买用")
_MAX_GAP = 4
_MAX_SEARCH_GAP = 12
_EXTENSION = frozenset({"generic_heads"})


@dataclass(slots=True)
class Phrase:
    """One product phrase: `head` names its category, `start`..`end` span its modifiers too."""

    head: Mention
    node: str
    start: int
    end: int
    brand: Brand | None = None
    modifiers: list[tuple[Mention, AttributeGroup]] = field(default_factory=list)
    is_generic: bool = False
    rivals: int = 0


def find_phrases(mentions: Sequence[Mention], text: str, *, is_search: bool) -> list[Phrase]:
    """The product phrases among mentions of one clause, each with the modifiers that stand before its head."""
    phrases: list[Phrase] = []
    group: list[Mention] = []
    for mention in mentions:
        if mention.node is None:
            continue
        if group and not _is_one_phrase(group[-1], mention, text, is_search=is_search):
            phrases.append(_make_phrase(group))
            group = []
        group.append(mention)
    if group:
        phrases.append(_make_phrase(group))
    for index, phrase in enumerate(phrases):
        floor = phrases[index - 1].end if index else 0
        _extend(phrase, mentions, text, floor, is_search=is_search)
    return phrases


def _is_one_phrase(left: Mention, right: Mention, text: str, *, is_search: bool) -> bool:
    gap = text[left.end : right.start]
    return len(gap) <= (_MAX_SEARCH_GAP if is_search else _MAX_GAP) and not any(char in _JOINTS for char in gap)


def _make_phrase(group: list[Mention]) -> Phrase:
    """The last mention is the head; a generic last word (配件, 套) gives way to what it belongs to."""
    head = group[-1]
    node, is_generic = head.node or "", False
    others = [mention for mention in group[:-1] if "generic_heads" not in mention.entry.marks]
    if "generic_heads" in head.entry.marks and others:
        owner = others[-1].node or ""
        node, is_generic = ".".join(owner.split(".")[:2]), True
    elif head.brand is not None and others and head.entry.senses is not None:
        head = others[-1]
        node = head.node or ""
    rivals = len({(mention.node or "").split(".", 1)[0] for mention in group}) - 1
    phrase = Phrase(head, node, head.start, max(head.end, group[-1].end), is_generic=is_generic, rivals=rivals)
    for mention in group[:-1]:
        phrase.start = min(phrase.start, mention.start)
    phrase.brand = next((mention.brand for mention in group if mention.brand is not None and mention is not head), None)
    return phrase


def _extend(phrase: Phrase, mentions: Sequence[Mention], text: str, floor: int, *, is_search: bool) -> None:
    """Adds brand and modifiers before the head, and generic words right after it."""
    first = phrase.node.split(".", 1)[0]
    before = [mention for mention in mentions if floor <= mention.start < phrase.head.start]
    reach = phrase.start
    for mention in reversed(before):
        if mention.end > reach:
            inside = True
        else:
            gap = text[mention.end : reach].replace("的", "").replace(" ", "")
            inside = len(gap) <= (_MAX_GAP if is_search else 0)
        if not inside:
            break
        group = _fitting(mention, first)
        if group is not None:
            phrase.modifiers.append((mention, group))
            reach = min(reach, mention.start)
        elif mention.brand is not None and mention.node is None:
            phrase.brand = phrase.brand or mention.brand
            reach = min(reach, mention.start)
        elif mention.node is None and mention.end <= reach and not mention.entry.intensity:
            break
    phrase.start = min(phrase.start, reach)
    for mention in mentions:
        if mention.start == phrase.end and mention.entry.marks & _EXTENSION:
            phrase.end = mention.end
            if not phrase.is_generic:
                phrase.node, phrase.is_generic = ".".join(phrase.node.split(".")[:2]), True
    if is_search:
        for mention in mentions:
            if mention.start >= phrase.end and mention.node is None:
                group = _fitting(mention, first)
                if group is not None:
                    phrase.modifiers.append((mention, group))
                    if mention.start - phrase.end <= 1:
                        phrase.end = mention.end


def _fitting(mention: Mention, first: str) -> AttributeGroup | None:
    """The attribute a mention gives to a thing of that first level."""
    if mention.node is not None and not mention.attributes:
        return None
    return next((group for group in mention.attributes if group.fits(first)), None)

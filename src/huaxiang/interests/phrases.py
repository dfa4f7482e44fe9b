"""Noun phrases: product mentions with their modifiers, the head at the end (手机支架 is a 支架)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from huaxiang.interests.lexicon import AttributeGroup, Brand, Entry, Lexicon
from huaxiang.interests.mentions import Mention

__all__ = ["Phrase", "choose_audience", "find_phrases", "fitting_group"]

_JOINTS = frozenset("和与跟及或、,，。;；!！?？\n给送把被让比在是有了也都就还想要看吃喝买用")
_MAX_GAP = 4
_BOUND = frozenset({"", "的", " "})
_MAX_SEARCH_GAP = 12
_DEVICE_ENDINGS = frozenset("器机仪架套罩盒袋膜垫具件柜框棒夹贴箱板钩条卡")
_EXTENSION = frozenset({"generic_heads"})


@dataclass(slots=True)
class Phrase:
    """One product phrase: `head` names its category, `start`..`end` span its modifiers too.

    `level` is what found the category, `share` 0..1 that of a guess, `parts` where head, brand and
    what it fits stand.
    """

    head: Mention
    node: str
    start: int
    end: int
    brand: Brand | None = None
    modifiers: list[tuple[Mention, AttributeGroup]] = field(default_factory=list)
    is_generic: bool = False
    rivals: int = 0
    level: str = "lexicon"
    share: float = 1.0
    parts: tuple[tuple[str, int, int], ...] = ()


def find_phrases(mentions: Sequence[Mention], text: str, lexicon: Lexicon, *, is_search: bool) -> list[Phrase]:
    """The product phrases among mentions of one clause, each with the modifiers that stand before its head."""
    phrases: list[Phrase] = []
    group: list[Mention] = []
    has_plain = any(mention.node is not None and not mention.attributes for mention in mentions)
    for mention in mentions:
        if mention.node is None or (has_plain and mention.attributes):
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
        choose_audience(phrase, lexicon)
    if is_search:
        _read_ending(phrases, mentions, text, lexicon)
    for phrase in phrases:
        phrase.parts = (("head", phrase.head.start, phrase.head.end),)
    if not is_search:
        phrases = sorted([*phrases, *_brands_alone(mentions, phrases)], key=lambda phrase: phrase.start)
    return phrases


def _brands_alone(mentions: Sequence[Mention], phrases: Sequence[Phrase]) -> Iterator[Phrase]:
    """Brands that no product phrase holds, each as the thing that its name alone stands for."""
    for mention in mentions:
        node = mention.stands_for
        if node is None or any(phrase.start < mention.end and mention.start < phrase.end for phrase in phrases):
            continue
        parts = (("brand", mention.start, mention.end),)
        yield Phrase(mention, node, mention.start, mention.end, brand=mention.brand, is_generic=True, parts=parts)


def choose_audience(phrase: Phrase, lexicon: Lexicon) -> None:
    """Clothes for children, men or women hang in another branch than clothes."""
    for mention, group in phrase.modifiers:
        for above, target in lexicon.audiences.get(group.slug, ()):
            if phrase.node == above or phrase.node.startswith(f"{above}."):
                phrase.node = target
                phrase.modifiers = [pair for pair in phrase.modifiers if pair[0] is not mention]
                return


def _read_ending(phrases: list[Phrase], mentions: Sequence[Mention], text: str, lexicon: Lexicon) -> None:
    """Unknown characters at the end of a search are its head: 苹果分离器 is no apple, 炫彩砖 is a tile."""
    stop = len(text.rstrip())
    while stop and text[stop - 1] < "\u3400":
        stop -= 1
    known = [mention.end for mention in mentions if mention.node or mention.brand or mention.attributes]
    covered = max((end for end in known if end <= stop), default=0)
    tail = text[covered:stop]
    if len(tail) < 1 or any(char < "\u3400" for char in tail):
        return
    endings = (tail[i:] for i in range(max(0, len(tail) - 3), len(tail)))
    node = next((lexicon.suffixes[ending] for ending in endings if ending in lexicon.suffixes), None)
    last = phrases[-1] if phrases else None
    if last is not None and (last.head.rank == 0 or covered - last.end > 0 or last.end != covered):
        return
    if last is not None and tail[-1] in _DEVICE_ENDINGS and len(tail) > 1:
        last.node, last.is_generic, last.end = last.node.split(".", 1)[0], True, stop
    elif last is not None and node is not None:
        last.node, last.is_generic, last.end = node, True, stop
    elif last is None and node is not None:
        head = Mention(covered if covered < stop else stop - 1, stop, Entry(tail), node=node, boundary=0.5)
        phrases.append(Phrase(head, node, head.start, stop, is_generic=True))


def _is_one_phrase(left: Mention, right: Mention, text: str, *, is_search: bool) -> bool:
    gap = text[left.end : right.start]
    if left.is_people or right.is_people:
        return False
    if not is_search:
        return gap in _BOUND
    return len(gap) <= _MAX_SEARCH_GAP and not any(char in _JOINTS for char in gap)


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
    others_brand = (mention.brand for mention in group if mention.brand is not None and mention is not head)
    phrase.brand = next(others_brand, head.brand if head.entry.synonyms else None)
    return phrase


def _extend(phrase: Phrase, mentions: Sequence[Mention], text: str, floor: int, *, is_search: bool) -> None:
    """Adds brand and modifiers before the head, and generic words right after it."""
    first = phrase.node.split(".", 1)[0]
    before = [mention for mention in mentions if floor <= mention.start < phrase.head.start]
    _extend_left(phrase, before, text, first, _MAX_GAP if is_search else 0)
    for mention in mentions:
        if mention.start == phrase.end and mention.entry.marks & _EXTENSION:
            phrase.end = mention.end
            if not phrase.is_generic:
                phrase.node, phrase.is_generic = ".".join(phrase.node.split(".")[:2]), True
    if is_search:
        _extend_right(phrase, mentions, first)


def _extend_left(phrase: Phrase, before: Sequence[Mention], text: str, first: str, max_gap: int) -> None:
    """Modifiers and brand that stand unbroken before the head; 的 and blanks do not break."""
    reach = phrase.start
    for mention in reversed(before):
        gap = text[mention.end : reach].replace("的", "").replace(" ", "")
        if len(gap) > max_gap:
            break
        group = fitting_group(mention, first)
        if group is not None:
            phrase.modifiers.append((mention, group))
        elif mention.brand is not None and mention.node is None:
            phrase.brand = phrase.brand or mention.brand
        elif mention.node is None and mention.end <= reach and not mention.entry.intensity:
            break
        else:
            continue
        reach = min(reach, mention.start)
    phrase.start = min(phrase.start, reach)


def _extend_right(phrase: Phrase, mentions: Sequence[Mention], first: str) -> None:
    """In a search modifiers may follow (口红 哑光); those next to the head lengthen the phrase."""
    for mention in mentions:
        group = fitting_group(mention, first) if mention.start >= phrase.end and mention.node is None else None
        if group is not None:
            phrase.modifiers.append((mention, group))
            if mention.start - phrase.end <= 1:
                phrase.end = mention.end


def fitting_group(mention: Mention, first: str) -> AttributeGroup | None:
    """The attribute a mention gives to a thing of that first level."""
    if mention.node is not None and not mention.attributes:
        return None
    return next((group for group in mention.attributes if group.fits(first)), None)

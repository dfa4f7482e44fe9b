"""Tags of one text, clause by clause: phrases and attributes joined with stance, time, owner and confidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from huaxiang.interests.confidence import score_signals
from huaxiang.interests.intent import Intent
from huaxiang.interests.lexicon import AttributeGroup, Lexicon
from huaxiang.interests.mentions import Mention
from huaxiang.interests.normalise import Normalised
from huaxiang.interests.phrases import Phrase, find_phrases
from huaxiang.interests.readings import Reading, Tag
from huaxiang.interests.stance import Clause, Feeling, feeling_for, negations_before
from huaxiang.interests.taxonomy import Taxonomy

__all__ = ["ABOUT_THE_ORDER", "Given", "Page", "TextReading"]

_WANTING = frozenset({"browse_search", "purchase_intent", "recommendation_request"})
_PRAISED = 1.0
_BY_NATURE = 0.6
_NEIGHBOUR = 0.3
ABOUT_THE_ORDER = frozenset({"logistics", "return_exchange", "after_sale_service", "account_payment"})
_OWN_EXPERIENCE = frozenset({"review", "social"})
_MAX_SPAN_GAP = 8
_SURELY, _SHORT = 0.75, 8
_MOST_PLACES = 20
_LACKING = re.compile("[不无](?![买要想吃喝用穿戴再推会喜爱碰选收接受能法敢到])[^的]{1,5}的$")
"""What a thing that is wanted shall lack, right before its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is known before reading: the category of the page, and its first level."""

    node: str | None
    first: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A text with what is known of it: its page, kind, whether it is a bare noun phrase, its sensitive expressions."""

    plain: Normalised
    page: Page
    kind: str | None
    is_bare: bool
    sensitive_spans: Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class _Stand:
    """Stance and strength of one tag, and how surely they were read."""

    stance: str
    strength: int
    feeling: Feeling | None = None
    sureness: float = 0.0


class TextReading:
    """The reading of one text, clause by clause."""

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon, given: Given, intent: Intent) -> None:
        self.taxonomy, self.lexicon, self.intent = taxonomy, lexicon, intent
        self.plain, self.page, self.kind, self.is_bare = given.plain, given.page, given.kind, given.is_bare
        self.sensitive_spans = given.sensitive_spans
        self.tags: list[Tag] = []
        self.implied: list[Tag] = []
        self.sentence_kinds: dict[int, str] = {}
        self.mood = 0

    def run(
        self, mentions: Sequence[Mention], clauses: Sequence[Clause], searched: Sequence[Phrase] | None = None
    ) -> Reading:
        """The reading made of the text's mentions and clauses; `searched` are the phrases of a search."""
        text = self.plain.text
        kinds = self._find_sensitive(clauses)
        is_long = len(text) > _SHORT
        complains = is_long and self.intent.label == "complaint" and self.intent.confidence >= _SURELY
        self.mood = _mood(clauses) - (2 if complains else 0)
        if searched is None:
            phrases = [find_phrases(clause.mentions, text, self.lexicon, is_search=self.is_bare) for clause in clauses]
        else:
            phrases = [[each for each in searched if clause.start < each.end <= clause.end] for clause in clauses]
        for index, clause in enumerate(clauses):
            self._read_clause(clauses, phrases, index)
            self._read_page_attributes(clause, has_phrase=bool(phrases[index]), near=self._near(phrases, index))
        if self.is_bare and not self.tags:
            self._read_brand(mentions, clauses[0])
        tags = _without_repeats(self.tags)
        if self.kind == "product_page":
            return Reading(self.plain.original, self.intent, item_tags=tags, sensitive=kinds)
        said = {(tag.node, tag.attribute_slug) for tag in tags}
        implied = tuple(tag for tag in _without_repeats(self.implied) if (tag.node, tag.attribute_slug) not in said)
        return Reading(self.plain.original, self.intent, tags, implied, sensitive=kinds)

    def _find_sensitive(self, clauses: Sequence[Clause]) -> frozenset[str]:
        spans = self.sensitive_spans
        i = 0
        for start, _, kind in spans:
            while i + 1 < len(clauses) and clauses[i + 1].start <= start:
                i += 1
            self.sentence_kinds.setdefault(clauses[i].sentence, kind)
        return frozenset(kind for *_, kind in spans)

    @staticmethod
    def _near(phrases: Sequence[Sequence[Phrase]], index: int) -> Phrase | None:
        """The phrase of the nearest clause before, at most three clauses back."""
        return next((phrases[i][-1] for i in range(index - 1, max(-1, index - 4), -1) if phrases[i]), None)

    def _read_clause(self, clauses: Sequence[Clause], phrases: Sequence[Sequence[Phrase]], index: int) -> None:
        clause = clauses[index]
        for number, phrase in enumerate(phrases[index]):
            stop = phrases[index][number + 1].start if number + 1 < len(phrases[index]) else clause.end
            found = []
            if not self.taxonomy.nodes[phrase.node].is_people:
                found += [(mention, group, True) for mention, group in reversed(phrase.modifiers)]
                found += self._predicates(clause, phrase, stop)
            following = self._following_feeling(clauses, phrases, index) if number + 1 == len(phrases[index]) else None
            if not found:
                self._add_plain(clause, phrase, following)
            for mention, group, is_modifier in found:
                self._add_attribute(clause, phrase, mention, group, is_modifier=is_modifier)

    def _predicates(self, clause: Clause, phrase: Phrase, stop: int) -> list[tuple[Mention, AttributeGroup, bool]]:
        """Attributes said of the phrase after it in its clause (粉底太厚重)."""
        first = phrase.node.split(".", 1)[0]
        used = {id(mention) for mention, _ in phrase.modifiers}
        found = []
        for mention in clause.mentions:
            if phrase.end <= mention.start < stop and mention.node is None and id(mention) not in used:
                group = next((group for group in mention.attributes if group.fits(first)), None)
                if group is not None:
                    found.append((mention, group, False))
        return found

    def _following_feeling(
        self, clauses: Sequence[Clause], phrases: Sequence[Sequence[Phrase]], index: int
    ) -> Feeling | None:
        """The feeling of the next clause that names nothing of its own."""
        if clauses[index].feelings or index + 1 >= len(clauses) or phrases[index + 1]:
            return None
        feelings = clauses[index + 1].feelings
        return max(feelings, key=lambda feeling: feeling.strength) if feelings else None

    def _read_page_attributes(self, clause: Clause, *, has_phrase: bool, near: Phrase | None) -> None:
        """Attributes in a clause without a product: of the product named before, else of the page's category."""
        if has_phrase:
            return
        node = near.node if near is not None else self.page.node
        if node is None or self.taxonomy.nodes[node].is_people:
            return
        first = node.split(".", 1)[0]
        for mention in clause.mentions:
            group = next((group for group in mention.attributes if group.fits(first)), None)
            if group is not None:
                phrase = Phrase(mention, node, mention.start, mention.end, brand=near.brand if near else None)
                self._add_attribute(clause, phrase, mention, group, is_modifier=False)

    def _read_brand(self, mentions: Sequence[Mention], clause: Clause) -> None:
        """A search for a brand alone is an interest in what the brand is known for."""
        named = next((mention for mention in mentions if mention.brand is not None and mention.brand.firsts), None)
        if named is None or named.brand is None:
            return
        brand = named.brand
        node = self.page.node or brand.main or brand.firsts[0]
        is_generic = brand.main is None and len(brand.firsts) > 1
        phrase = Phrase(named, node, named.start, named.end, brand=brand, is_generic=is_generic)
        self._add_plain(clause, phrase, None)

    def _add_plain(self, clause: Clause, phrase: Phrase, following: Feeling | None) -> None:
        feeling, _ = feeling_for(clause, phrase.start, phrase.end)
        sureness = _PRAISED
        if feeling is None and following is not None:
            feeling, sureness = following, _NEIGHBOUR
        if feeling is not None:
            stand = _Stand("prefer" if feeling.polarity > 0 else "avoid", feeling.strength, feeling, sureness)
        else:
            stand = self._unfelt_stand(clause, phrase)
        stand = self._in_time(clause, stand)
        self.tags.append(self._make_tag(clause, phrase, None, stand, is_implied=False))

    def _silent_stand(self, strength: int) -> _Stand:
        """Nothing is felt outright: who searches wants it, others only name it."""
        wants = self.is_bare or self.kind == "search" or self.intent.label in _WANTING
        if wants:
            return _Stand("prefer", strength, None, _BY_NATURE)
        if self.kind not in _OWN_EXPERIENCE or self.intent.label in ABOUT_THE_ORDER:
            return _Stand("neutral", 1)
        return _Stand("prefer" if self.mood >= 0 else "avoid", 1, None, _NEIGHBOUR)

    def _unfelt_stand(self, clause: Clause, phrase: Phrase) -> _Stand:
        """不喝奶茶 refuses it, 想买不勒的内衣 does not; what did not come (没有收到) is neither liked nor disliked."""
        if self.intent.label in _WANTING and _LACKING.search(self.plain.text, clause.start, phrase.start):
            return self._silent_stand(1)
        if self._is_refused(clause, phrase):
            return _Stand("avoid", 1, None, _BY_NATURE)
        if self._negated(clause, phrase.head) % 2 == 1:
            return _Stand("neutral", 1)
        return self._silent_stand(1)

    def _is_refused(self, clause: Clause, phrase: Phrase) -> bool:
        """不喝奶茶, 拒绝…; a thing that is only absent (没有赠品) is not refused."""
        if self._negated(clause, phrase.head) % 2 == 0:
            return False
        near = [mention for mention in clause.mentions if mention.end <= phrase.head.start]
        return not any("absences" in mention.entry.marks for mention in near[-2:])

    def _negated(self, clause: Clause, mention: Mention) -> int:
        index = next((i for i, other in enumerate(clause.mentions) if other is mention), None)
        return 0 if index is None else negations_before(clause.mentions, index)[0]

    def _add_attribute(
        self, clause: Clause, phrase: Phrase, mention: Mention, group: AttributeGroup, *, is_modifier: bool
    ) -> None:
        is_remote = phrase.head is mention
        flips = self._negated(clause, mention) % 2 == 1
        if flips:
            plain = self._attribute_stand(clause, phrase, mention, group, is_modifier=is_modifier)
            flips = plain.stance != "avoid" or plain.feeling is None
        opposite = self.lexicon.attribute(group.opposite) if group.opposite else None
        implied = flips and opposite is not None
        said = opposite if implied and opposite is not None else group
        stand = self._attribute_stand(clause, phrase, mention, said, is_modifier=is_modifier)
        if flips and opposite is None:
            stand, implied = self._turned_stand(stand, group, is_modifier=is_modifier)
        span = phrase
        if not is_modifier and not is_remote and mention.start - phrase.end <= _MAX_SPAN_GAP:
            span = replace(phrase, end=mention.end)
        stand = self._in_time(clause, stand)
        if is_remote and stand.stance == "neutral" and not clause.is_question:
            return
        self.tags.append(self._make_tag(clause, span, said, stand, is_implied=implied))
        other = self.lexicon.attribute(said.opposite) if said.opposite else None
        if stand.stance == "avoid" and other is not None:
            softer = replace(stand, stance="prefer", strength=1)
            self.implied.append(self._make_tag(clause, span, other, softer, is_implied=True))

    @staticmethod
    def _turned_stand(stand: _Stand, group: AttributeGroup, *, is_modifier: bool) -> tuple[_Stand, bool]:
        """不甜 said of a fruit misses sweetness (prefer, implied); otherwise not so means the other way round."""
        if group.valence > 0 and not is_modifier:
            return replace(stand, stance="prefer", strength=1), True
        return replace(stand, stance={"prefer": "avoid", "avoid": "prefer"}.get(stand.stance, "avoid")), False

    def _attribute_stand(
        self, clause: Clause, phrase: Phrase, mention: Mention, said: AttributeGroup, *, is_modifier: bool
    ) -> _Stand:
        """Verb and object first (喜欢…的), then the attribute's own worth, then praise that follows."""
        start = min(phrase.start, mention.start) if is_modifier else mention.start
        feeling, is_before = feeling_for(clause, start, max(phrase.end, mention.end))
        own = mention.polarity != 0
        if feeling is not None and feeling.start == mention.start and own:
            feeling = None
        if feeling is not None and (is_before or is_modifier):
            return _Stand("prefer" if feeling.polarity > 0 else "avoid", feeling.strength, feeling, _PRAISED)
        intensity, complains = self._adverb_before(clause, mention)
        if said.valence < 0 or (complains and said.valence == 0):
            return _Stand("avoid", max(1, min(3, intensity or 2)), feeling, _BY_NATURE)
        if feeling is not None:
            return _Stand("prefer" if feeling.polarity > 0 else "avoid", feeling.strength, feeling, _PRAISED)
        if self.is_bare or self.intent.label in _WANTING:
            return self._silent_stand(max(2, intensity))
        if said.valence > 0:
            return _Stand("prefer", max(1, intensity), None, _BY_NATURE)
        return self._silent_stand(1)

    @staticmethod
    def _adverb_before(clause: Clause, mention: Mention) -> tuple[int, bool]:
        """Intensity of the adverb right before a mention (0 none), and whether it complains (太, 有点)."""
        for before in reversed(clause.mentions):
            if before.end <= mention.start:
                if mention.start - before.end > 1 or not before.entry.intensity:
                    return 0, mention.entry.term.startswith("太")
                return before.entry.intensity, "complaint_adverbs" in before.entry.marks
        return 0, mention.entry.term.startswith("太")

    def _in_time(self, clause: Clause, stand: _Stand) -> _Stand:
        """Past likings are past; what is asked is not felt."""
        asks = clause.is_question and self.intent.label not in _WANTING
        if asks and not self.is_bare:
            return replace(stand, stance="neutral", strength=1)
        if clause.is_past and stand.stance in {"prefer", "neutral"}:
            return replace(stand, stance="past")
        return stand

    def _make_tag(
        self, clause: Clause, phrase: Phrase, group: AttributeGroup | None, stand: _Stand, *, is_implied: bool
    ) -> Tag:
        node = self.taxonomy.nodes[phrase.node]
        slug, zh = (None, None) if group is None else (group.slug, group.zh)
        signals = self._signals(clause, phrase, stand, is_remote=group is not None and phrase.head.node is None)
        signals["implied"] = 1.0 if is_implied else 0.0
        signals[f"stance_{stand.stance}"] = 1.0
        signals["owner_other"] = 1.0 if clause.is_other else 0.0
        signals["attribute"] = 0.0 if group is None else 1.0
        sure = min(score_signals(signals), round(phrase.share, 3))
        base = node.key if group is None else self.taxonomy.ancestor(node.key, 2)
        return Tag(
            key=self.taxonomy.tag_key(base, slug), label=self.taxonomy.label(base, zh, stance=stand.stance),
            path=node.labels, attribute=zh, stance=stand.stance, strength=stand.strength,
            owner="other" if clause.is_other else "self", confidence=sure,
            start=self.plain.start(phrase.start), end=self.plain.end(phrase.end), node=node.key, attribute_slug=slug,
            brand=None if phrase.brand is None else phrase.brand.name,
            sensitive=node.sensitive or self.sentence_kinds.get(clause.sentence), signals=signals, level=phrase.level,
            spans=tuple((role, self.plain.start(start), self.plain.end(end)) for role, start, end in phrase.parts),
        )  # fmt: skip

    def _kind_signals(self) -> dict[str, float]:
        """The kind of text; of an unknown kind, as much of each as texts usually are."""
        kind = self.kind or ("search" if self.is_bare else None)
        if kind is None:
            return {"kind_search": 0.25, "kind_review": 0.5}
        return {"kind_search": float(kind == "search"), "kind_review": float(kind == "review")}

    def _signals(self, clause: Clause, phrase: Phrase, stand: _Stand, *, is_remote: bool) -> dict[str, float]:
        head, first = phrase.head, phrase.node.split(".", 1)[0]
        brand = phrase.brand
        return {
            "name": 0.4 if is_remote else head.rank / 3,
            "depth": (phrase.node.count(".") + 1) / 3,
            "length": min(head.end - head.start, 4) / 4,
            "boundary": head.boundary,
            "ambiguity": head.ambiguity,
            "agreement": head.agreement if self.page.first is None else (1.0 if self.page.first == first else -1.0),
            "generic": 1.0 if phrase.is_generic else 0.0,
            "rivals": min(phrase.rivals, 2) / 2,
            "brand": 0.0 if brand is None or not brand.firsts else (1.0 if first in brand.firsts else -1.0),
            "feeling": stand.sureness,
            "negation": 0.0 if stand.feeling is None else min(max(stand.feeling.negation_distance - 1, 0), 4) / 4,
            "negations": 1.0 if stand.feeling is not None and stand.feeling.negations > 1 else 0.0,
            "remote": 1.0 if is_remote else 0.0,
            **self._kind_signals(),
            "question": 1.0 if clause.is_question else 0.0,
        }


def _mood(clauses: Sequence[Clause]) -> int:
    """Liking less disliking of a whole text: who reviews what was bought without complaint keeps it (most do)."""
    felt = sum(feeling.polarity * feeling.strength for clause in clauses for feeling in clause.feelings)
    worth = sum(
        max((group.valence for group in mention.attributes), key=abs, default=0)
        for clause in clauses
        for mention in clause.mentions
        if mention.node is None
    )
    return felt + worth


def _without_repeats(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """One tag for each key and owner, two where an attribute is both: the strongest said, then the surest.

    It keeps the places of those that say the same of the same category, or only name it.
    """
    best: dict[tuple[str, str, str], Tag] = {}
    for tag in tags:
        place = (tag.key, tag.owner, tag.stance if tag.attribute_slug else "")
        known = best.get(place)
        if known is None or _weight(tag) > _weight(known):
            best[place] = tag
    named: dict[tuple[str, str, str | None], list[Tag]] = {}
    for tag in tags:
        named.setdefault(_thing(tag), []).append(tag)
    kept = [tag for tag in best.values() if tag.stance != "neutral" or not _has_stance(best, tag)]
    told = [_also_at(tag, named[_thing(tag)]) for tag in kept]
    return tuple(sorted(told, key=lambda tag: (tag.start, tag.end, tag.key)))


def _thing(tag: Tag) -> tuple[str, str, str | None]:
    return tag.node, tag.owner, tag.sensitive


def _also_at(tag: Tag, others: Sequence[Tag]) -> Tag:
    """The tag with the first other places where the same is said, or its category named and no more."""
    same = ((each.start, each.end) for each in others if _says_no_more(each, tag))
    apart = sorted({(start, end) for start, end in same if end <= tag.start or tag.end <= start})[:_MOST_PLACES]
    return replace(tag, spans=(*tag.spans, *(("again", *place) for place in apart))) if apart else tag


def _says_no_more(other: Tag, tag: Tag) -> bool:
    is_name = other.stance == "neutral" and other.attribute_slug is None
    return is_name or (other.key, other.stance) == (tag.key, tag.stance)


def _weight(tag: Tag) -> tuple[bool, int, float]:
    return tag.stance != "neutral", tag.strength, tag.confidence


def _has_stance(best: dict[tuple[str, str, str], Tag], tag: Tag) -> bool:
    return any((tag.key, tag.owner, stance) in best for stance in ("prefer", "avoid", "past"))

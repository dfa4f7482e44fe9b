"""The lexicon reader: one text in, its intent and interest tags out; no clock, no state, no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from huaxiang.domain.errors import OutOfRange
from huaxiang.interests.confidence import score_signals
from huaxiang.interests.intent import Intent, IntentReader, TextForm
from huaxiang.interests.lexicon import AttributeGroup, Lexicon, load_lexicon
from huaxiang.interests.mentions import Finder, Mention
from huaxiang.interests.normalise import Normalised, normalise
from huaxiang.interests.phrases import Phrase, find_phrases
from huaxiang.interests.readings import Reading, Tag
from huaxiang.interests.stance import Clause, Feeling, feeling_for, negations_before, split_clauses
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy
from huaxiang.interests.words import PhraseIndex

__all__ = ["KINDS", "Reader", "load_reader"]

KINDS = ("review", "search", "question", "service_chat", "product_page", "social")
_WANTING = frozenset({"browse_search", "purchase_intent", "recommendation_request"})
_KIND_SIGNAL = {"search": 1.0, "review": 0.5, "question": 0.5, "social": 0.3}
_PRAISED = 1.0
_BY_NATURE = 0.6
_NEIGHBOUR = 0.3
_MAX_SPAN_GAP = 8


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known before reading: the category of the page, and its first level."""

    node: str | None
    first: str | None


@dataclass(frozen=True, slots=True)
class _Stand:
    """Stance and strength of one tag, and how surely they were read."""

    stance: str
    strength: int
    feeling: Feeling | None = None
    sureness: float = 0.0


class Reader:
    """Reads texts with a tree and a lexicon; build it once, it is safe to share."""

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon) -> None:
        self.taxonomy, self.lexicon = taxonomy, lexicon
        self._finder = Finder(taxonomy, lexicon)
        self._intents = IntentReader(lexicon)
        self._sensitive = PhraseIndex({term: kind for kind, terms in lexicon.sensitive.items() for term in terms})
        self._pages: dict[str, _Page] = {}

    def read(self, text: str, *, context: str | None = None, kind: str | None = None) -> Reading:
        """The intent and interest tags of a text.

        Args:
            text: Any text; offsets of the tags refer to it.
            context: Title or category of the page it was written on.
            kind: One of KINDS; None when unknown.

        Raises:
            OutOfRange: `kind` is not one of KINDS.
        """
        if kind is not None and kind not in KINDS:
            raise OutOfRange(f"kind is {kind!r} (it has: {', '.join(KINDS)})")
        plain = normalise(text)
        page = self._page(context)
        folded_context = "" if context is None else normalise(context).text
        is_bare = kind == "search" or (kind is None and _is_bare(plain.text))
        mentions = self._finder.find(plain.text, context=folded_context, is_search=is_bare or kind == "product_page")
        intent = self._intents.read(plain.text, kind=kind, form=_form(mentions, is_bare=is_bare))
        if not mentions and not is_bare:
            return Reading(text, intent, sensitive=frozenset(value for *_, value in self._sensitive.find_all(plain.text)))
        return _TextReading(self, plain, page, kind=kind, intent=intent, is_bare=is_bare).run(mentions)

    def _page(self, context: str | None) -> _Page:
        """The category a page's title or category stands for; remembered, since pages repeat."""
        if not context:
            return _Page(None, None)
        known = self._pages.get(context)
        if known is None:
            node = self.taxonomy.find(context)
            if node is None:
                title = normalise(context).text
                phrases = find_phrases(self._finder.find(title, is_search=True), title, self.lexicon, is_search=True)
                node = phrases[-1].node if phrases else None
            known = _Page(node, None if node is None else node.split(".", 1)[0])
            if len(self._pages) < 10_000:
                self._pages[context] = known
        return known

    def sensitive_spans(self, text: str) -> list[tuple[int, int, str]]:
        """Sensitive expressions (start, end, kind) of a normalised text."""
        return self._sensitive.find_all(text)


def _form(mentions: Sequence[Mention], *, is_bare: bool) -> TextForm:
    likes = dislikes = 0
    is_product = False
    for mention in mentions:
        is_product = is_product or mention.node is not None or mention.brand is not None
        if mention.polarity > 0:
            likes += mention.entry.level
        elif mention.polarity < 0:
            dislikes += mention.entry.level
    return TextForm(is_product=is_product, is_bare=is_bare, likes=likes, dislikes=dislikes)


def load_reader() -> Reader:
    """A reader with the shipped tree and lexicon."""
    taxonomy = load_taxonomy()
    return Reader(taxonomy, load_lexicon(taxonomy))


def _is_bare(text: str) -> bool:
    """Whether a text looks like a search query: short and without the signs of speech."""
    return len(text) <= 30 and not any(sign in text for sign in _SPEECH)


_SPEECH = ("我", "你", "您", "了", "吗", "呢", "吧", "，", ",", "。", "！", "!", "?", "？", "很", "太", "喜欢", "不", "没",
           "觉得", "非常", "真的", "给", "讨厌", "以前", "收到", "买", "怎么", "比较", "有点", "好用", "好吃", "推荐", "谢谢")  # fmt: skip


class _TextReading:
    """The reading of one text, clause by clause."""

    def __init__(
        self, reader: Reader, plain: Normalised, page: _Page, *, kind: str | None, intent: Intent, is_bare: bool
    ) -> None:
        self.reader, self.plain, self.page, self.kind, self.intent = reader, plain, page, kind, intent
        self.taxonomy, self.lexicon = reader.taxonomy, reader.lexicon
        self.is_bare = is_bare
        self.tags: list[Tag] = []
        self.implied: list[Tag] = []
        self.sentence_kinds: dict[int, str] = {}

    def run(self, mentions: Sequence[Mention]) -> Reading:
        text = self.plain.text
        clauses = split_clauses(
            text, mentions, breaks=self.lexicon.clause_breaks, other_verbs=self.lexicon.other_verbs, keep_spaces=self.is_bare
        )
        kinds = self.find_sensitive(clauses)
        phrases = [find_phrases(clause.mentions, text, self.lexicon, is_search=self.is_bare) for clause in clauses]
        for index, clause in enumerate(clauses):
            self.read_clause(clauses, phrases, index)
            self.read_page_attributes(clause, has_phrase=bool(phrases[index]), near=self.near(phrases, index))
        if self.is_bare and not self.tags:
            self.read_brand(mentions, clauses[0])
        tags = _without_repeats(self.tags)
        if self.kind == "product_page":
            return Reading(self.plain.original, self.intent, item_tags=tags, sensitive=kinds)
        said = {(tag.node, tag.attribute_slug) for tag in tags}
        implied = tuple(tag for tag in _without_repeats(self.implied) if (tag.node, tag.attribute_slug) not in said)
        return Reading(self.plain.original, self.intent, tags, implied, sensitive=kinds)

    def find_sensitive(self, clauses: Sequence[Clause]) -> frozenset[str]:
        spans = self.reader.sensitive_spans(self.plain.text)
        i = 0
        for start, _, kind in spans:
            while i + 1 < len(clauses) and clauses[i + 1].start <= start:
                i += 1
            self.sentence_kinds.setdefault(clauses[i].sentence, kind)
        return frozenset(kind for *_, kind in spans)

    @staticmethod
    def near(phrases: Sequence[Sequence[Phrase]], index: int) -> Phrase | None:
        """The phrase of the nearest clause before, at most three clauses back."""
        return next((phrases[i][-1] for i in range(index - 1, max(-1, index - 4), -1) if phrases[i]), None)

    def read_clause(self, clauses: Sequence[Clause], phrases: Sequence[Sequence[Phrase]], index: int) -> None:
        clause = clauses[index]
        for number, phrase in enumerate(phrases[index]):
            stop = phrases[index][number + 1].start if number + 1 < len(phrases[index]) else clause.end
            found = []
            if not self.taxonomy.nodes[phrase.node].is_people:
                found += [(mention, group, True) for mention, group in reversed(phrase.modifiers)]
                found += self.predicates(clause, phrase, stop)
            following = self.following_feeling(clauses, phrases, index) if number + 1 == len(phrases[index]) else None
            if not found:
                self.add_plain(clause, phrase, following)
            for mention, group, is_modifier in found:
                self.add_attribute(clause, phrase, mention, group, is_modifier=is_modifier)

    def predicates(self, clause: Clause, phrase: Phrase, stop: int) -> list[tuple[Mention, AttributeGroup, bool]]:
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

    def following_feeling(
        self, clauses: Sequence[Clause], phrases: Sequence[Sequence[Phrase]], index: int
    ) -> Feeling | None:
        """The feeling of the next clause that names nothing of its own."""
        if clauses[index].feelings or index + 1 >= len(clauses) or phrases[index + 1]:
            return None
        feelings = clauses[index + 1].feelings
        return max(feelings, key=lambda feeling: feeling.strength) if feelings else None

    def read_page_attributes(self, clause: Clause, *, has_phrase: bool, near: Phrase | None) -> None:
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
                self.add_attribute(clause, phrase, mention, group, is_modifier=False, is_remote=True)

    def read_brand(self, mentions: Sequence[Mention], clause: Clause) -> None:
        """A search for a brand alone is an interest in what the brand is known for."""
        named = next((mention for mention in mentions if mention.brand is not None and mention.brand.firsts), None)
        if named is None or named.brand is None:
            return
        node = self.page.node or named.brand.firsts[0]
        phrase = Phrase(named, node, named.start, named.end, brand=named.brand, is_generic=len(named.brand.firsts) > 1)
        self.add_plain(clause, phrase, None)

    def add_plain(self, clause: Clause, phrase: Phrase, following: Feeling | None) -> None:
        feeling, _ = feeling_for(clause, phrase.start, phrase.end)
        sureness = _PRAISED
        if feeling is None and following is not None:
            feeling, sureness = following, _NEIGHBOUR
        if feeling is not None:
            stand = _Stand("prefer" if feeling.polarity > 0 else "avoid", feeling.strength, feeling, sureness)
        else:
            count = self.negated(clause, phrase.head)
            stand = _Stand("avoid", 1, None, _BY_NATURE) if count % 2 else self.silent_stand(1)
        stand = self.in_time(clause, stand)
        self.tags.append(self.make_tag(clause, phrase, None, stand, is_implied=False, is_remote=False))

    def silent_stand(self, strength: int) -> _Stand:
        """Nothing is felt outright: who searches wants it, others only name it."""
        wants = self.is_bare or self.kind == "search" or self.intent.label in _WANTING
        return _Stand("prefer", strength, None, _BY_NATURE) if wants else _Stand("neutral", 1)

    def negated(self, clause: Clause, mention: Mention) -> int:
        index = next((i for i, other in enumerate(clause.mentions) if other is mention), None)
        return 0 if index is None else negations_before(clause.mentions, index)[0]

    def add_attribute(
        self, clause: Clause, phrase: Phrase, mention: Mention, group: AttributeGroup, *, is_modifier: bool, is_remote: bool = False
    ) -> None:
        flips = self.negated(clause, mention) % 2 == 1
        opposite = self.lexicon.attribute(group.opposite) if group.opposite else None
        implied = flips and opposite is not None
        said = opposite if implied and opposite is not None else group
        stand = self.attribute_stand(clause, phrase, mention, said, is_modifier=is_modifier)
        if flips and opposite is None:
            stand, implied = self.turned_stand(stand, group, is_modifier=is_modifier)
        span = phrase
        if not is_modifier and not is_remote and mention.start - phrase.end <= _MAX_SPAN_GAP:
            span = replace(phrase, end=mention.end)
        stand = self.in_time(clause, stand)
        self.tags.append(self.make_tag(clause, span, said, stand, is_implied=implied, is_remote=is_remote))
        other = self.lexicon.attribute(said.opposite) if said.opposite else None
        if stand.stance == "avoid" and other is not None:
            softer = replace(stand, stance="prefer", strength=1)
            self.implied.append(self.make_tag(clause, span, other, softer, is_implied=True, is_remote=is_remote))

    @staticmethod
    def turned_stand(stand: _Stand, group: AttributeGroup, *, is_modifier: bool) -> tuple[_Stand, bool]:
        """不甜 said of a fruit misses sweetness (prefer, implied); otherwise not so means the other way round."""
        if group.valence > 0 and not is_modifier:
            return replace(stand, stance="prefer", strength=1), True
        return replace(stand, stance={"prefer": "avoid", "avoid": "prefer"}.get(stand.stance, "avoid")), False

    def attribute_stand(
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
        intensity, complains = self.adverb_before(clause, mention)
        if said.valence < 0 or (complains and said.valence == 0):
            return _Stand("avoid", max(1, min(3, intensity or 2)), feeling, _BY_NATURE)
        if feeling is not None:
            return _Stand("prefer" if feeling.polarity > 0 else "avoid", feeling.strength, feeling, _PRAISED)
        if self.is_bare or self.intent.label in _WANTING:
            return self.silent_stand(max(2, intensity))
        if said.valence > 0:
            return _Stand("prefer", max(1, intensity), None, _BY_NATURE)
        return _Stand("neutral", 1)

    @staticmethod
    def adverb_before(clause: Clause, mention: Mention) -> tuple[int, bool]:
        """Intensity of the adverb right before a mention (0 none), and whether it complains (太, 有点)."""
        for before in reversed(clause.mentions):
            if before.end <= mention.start:
                if mention.start - before.end > 1 or not before.entry.intensity:
                    return 0, mention.entry.term.startswith("太")
                return before.entry.intensity, "complaint_adverbs" in before.entry.marks
        return 0, mention.entry.term.startswith("太")

    def in_time(self, clause: Clause, stand: _Stand) -> _Stand:
        """Past likings are past; what is asked is not felt."""
        asks = clause.is_question and self.intent.label not in _WANTING
        if asks and not self.is_bare:
            return replace(stand, stance="neutral", strength=1)
        if clause.is_past and stand.stance in {"prefer", "neutral"}:
            return replace(stand, stance="past")
        return stand

    def make_tag(
        self, clause: Clause, phrase: Phrase, group: AttributeGroup | None, stand: _Stand, *, is_implied: bool, is_remote: bool
    ) -> Tag:
        node = self.taxonomy.nodes[phrase.node]
        signals = self.signals(clause, phrase, stand, is_remote=is_remote)
        signals["implied"] = 1.0 if is_implied else 0.0
        base = node.key if group is None else self.taxonomy.ancestor(node.key, 2)
        return Tag(
            key=self.taxonomy.tag_key(base, None if group is None else group.slug),
            label=self.taxonomy.label(base, None if group is None else group.zh, stance=stand.stance),
            path=node.labels, attribute=None if group is None else group.zh, stance=stand.stance, strength=stand.strength,
            owner="other" if clause.is_other else "self", confidence=score_signals(signals),
            start=self.plain.start(phrase.start), end=self.plain.end(phrase.end), node=node.key,
            attribute_slug=None if group is None else group.slug, brand=None if phrase.brand is None else phrase.brand.name,
            sensitive=node.sensitive or self.sentence_kinds.get(clause.sentence), signals=signals,
        )  # fmt: skip

    def signals(self, clause: Clause, phrase: Phrase, stand: _Stand, *, is_remote: bool) -> dict[str, float]:
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
            "kind": _KIND_SIGNAL.get(self.kind or ("search" if self.is_bare else ""), 0.0),
            "question": 1.0 if clause.is_question else 0.0,
        }


def _without_repeats(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """One tag for each key and owner, two where an attribute is both: the strongest said, then the surest."""
    best: dict[tuple[str, str, str], Tag] = {}
    for tag in tags:
        place = (tag.key, tag.owner, tag.stance if tag.attribute_slug else "")
        known = best.get(place)
        if known is None or _weight(tag) > _weight(known):
            best[place] = tag
    kept = [tag for tag in best.values() if tag.stance != "neutral" or not _has_stance(best, tag)]
    return tuple(sorted(kept, key=lambda tag: (tag.start, tag.end, tag.key)))


def _weight(tag: Tag) -> tuple[bool, int, float]:
    return tag.stance != "neutral", tag.strength, tag.confidence


def _has_stance(best: dict[tuple[str, str, str], Tag], tag: Tag) -> bool:
    return any((tag.key, tag.owner, stance) in best for stance in ("prefer", "avoid", "past"))

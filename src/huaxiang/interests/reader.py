"""The lexicon reader: one text in, its intent and interest tags out; no clock, no state, no network."""

from __future__ import annotations

from huaxiang.domain.errors import OutOfRange
from huaxiang.interests.encoded import EncoderLevel
from huaxiang.interests.guesses import load_guesser
from huaxiang.interests.intent import IntentReader, load_intents
from huaxiang.interests.lexicon import Lexicon, load_lexicon
from huaxiang.interests.mentions import finder_of
from huaxiang.interests.normalise import normalise
from huaxiang.interests.parts import PartsReader, load_chain
from huaxiang.interests.phrases import find_phrases
from huaxiang.interests.readings import Reading
from huaxiang.interests.searches import SearchReader
from huaxiang.interests.senses import SenseReader, load_senses
from huaxiang.interests.stance import split_clauses
from huaxiang.interests.tagging import ABOUT_THE_ORDER, Given, Page, TextReading
from huaxiang.interests.taxonomy import Taxonomy, load_taxonomy
from huaxiang.interests.words import PhraseIndex

__all__ = ["KINDS", "Reader", "load_reader"]

KINDS = ("review", "search", "question", "service_chat", "product_page", "social")
_SEARCH_LENGTH, _SEARCH_BLANKS = 30, 3
_LONGEST_SEARCH = 100
_SURELY, _LIKELY_PAGE = 0.6, 0.6
_REMEMBERED_PAGES = 10_000
_IN_A_SHOP, _LEAST_SENSE, _LEAST_SENSE_IN_A_SHOP = frozenset({"review", "question", "service_chat"}), 0.2, 0.05
"""What is written in a shop speaks of its things far more often than the texts that senses were fitted on."""


class Reader:
    """Reads texts with a tree and a lexicon; build it once, it is safe to share."""

    def __init__(self, taxonomy: Taxonomy, lexicon: Lexicon, encoder: EncoderLevel | None = None) -> None:
        """Builds a reader.

        Args:
            encoder: What answers where the lexicon and the linear models are not sure; None reads without (`fast`).
        """
        self.taxonomy, self.lexicon = taxonomy, lexicon
        self.finder = finder_of(taxonomy, lexicon)
        self.level = "fast" if encoder is None else "full"
        self._guesser, intents = load_guesser(), load_intents()
        joint = None if encoder is None else encoder.join_categories(self._guesser.shelves)
        self._searches = SearchReader(lexicon, self.finder, PartsReader(load_chain(), lexicon), self._guesser, joint)
        self._senses = SenseReader(load_senses())
        self._intents = IntentReader(intents, None if encoder is None else encoder.join_intents(intents.classes))
        self._sensitive = PhraseIndex({term: kind for kind, terms in lexicon.sensitive.items() for term in terms})
        self._pages: dict[str, Page] = {}

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
        is_search = kind == "search" and 0 < len(plain.text.strip()) <= _LONGEST_SEARCH
        is_bare = is_search or (kind is None and _is_bare(plain.text))
        is_named = is_bare or kind == "product_page"

        def sense() -> float:
            return 1.0 if is_named else self._senses.share(plain.text, kind=kind, page=folded_context or None)

        least = _LEAST_SENSE_IN_A_SHOP if kind in _IN_A_SHOP else _LEAST_SENSE
        cuts = self.finder.boundaries(plain.text) if is_bare else None
        mentions = self.finder.find(
            plain.text, context=folded_context, is_search=is_named, sense=sense, least_sense=least, boundaries=cuts
        )
        clauses = split_clauses(plain.text, mentions, self.lexicon, keep_spaces=is_bare) if mentions or is_bare else []
        intent = self._intents.read(plain.text, kind="search" if kind is None and is_bare else kind)
        spans = self._sensitive.find_all(plain.text)
        if not clauses:
            return Reading(text, intent, sensitive=frozenset(found for *_, found in spans))
        given = Given(plain, page, kind, is_bare, spans)
        searched = None
        if cuts is not None:
            is_of_order = intent.label in ABOUT_THE_ORDER and intent.confidence >= _SURELY
            found = self._searches.read(plain.text, mentions, cuts)
            sure = [each for each in found if each.level == "lexicon" and each.end - each.start == len(plain.text)]
            searched = sure if is_of_order else found or None
        return TextReading(self.taxonomy, self.lexicon, given, intent).run(mentions, clauses, searched)

    def likeliest(self, phrase: str) -> tuple[str | None, str]:
        """The category that a normalised phrase is most like, None when none is likely; linear or encoder said it."""
        return self._searches.likeliest(phrase)

    def _page(self, context: str | None) -> Page:
        """The category a page's title or category stands for; remembered, since pages repeat."""
        if not context:
            return Page(None, None)
        known = self._pages.get(context)
        if known is None:
            node = self.taxonomy.find(context)
            if node is None:
                node = self._title_node(normalise(context).text)
            known = Page(node, None if node is None else node.split(".", 1)[0])
            if len(self._pages) < _REMEMBERED_PAGES:
                self._pages[context] = known
        return known

    def _title_node(self, title: str) -> str | None:
        """What a title is most like where that is likely, else its last product."""
        guess = self._guesser.likeliest(title)
        if guess.shares[1] >= _LIKELY_PAGE:
            return self.finder.nearest(guess.nearest(_LIKELY_PAGE, _LIKELY_PAGE)[0])
        phrases = find_phrases(self.finder.find(title, is_search=True), title, self.lexicon, is_search=True)
        return phrases[-1].node if phrases else None


def load_reader(encoder: EncoderLevel | None = None) -> Reader:
    """A reader with the shipped tree and lexicon; it reads `full` with an encoder."""
    taxonomy = load_taxonomy()
    return Reader(taxonomy, load_lexicon(taxonomy), encoder)


def _is_bare(text: str) -> bool:
    """Whether a text looks like a search query: short, with letters, without the signs of speech."""
    if len(text) > _SEARCH_LENGTH or text.count(" ") > _SEARCH_BLANKS or any(sign in text for sign in _SPEECH):
        return False
    return any(char.isalnum() for char in text)


_SPEECH = (
    "我", "你", "您", "了", "吗", "呢", "吧", "，", ",", "。", "！", "!", "?", "？", "很", "太", "喜欢", "不", "没",
    "觉得", "想", "非常", "真的", "给", "讨厌", "以前", "收到", "买", "怎么", "比较", "有点", "好用", "好吃", "推荐",
    "谢谢",
)  # fmt: skip

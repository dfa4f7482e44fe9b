"""Candidates for synonyms: new words, and the category that at least two independent signs lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from huaxiang.interests.lexicon import Lexicon
from huaxiang.interests.new_words import Cut, find_new_words
from huaxiang.interests.normalise import Normalised, normalise
from huaxiang.interests.reader import Reader
from huaxiang.stats.intervals import wilson_lower

__all__ = ["Discovery", "Likely", "Seen", "Sign", "discover", "discover_with"]

Likely = Callable[[str], tuple[str | None, str]]
"""A word -> the category it is most like, None without one, and by which level: linear or encoder."""
_LEAST_SHARE, _LEAST_LIFT = 0.4, 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A text with what it tells of the meaning of its words.

    Attributes:
        person: Who wrote it.
        names: First and last+1 code point in the text of what was read there, with its category.
        targets: Categories of what it led to or speaks of: things clicked or bought after a search, the item of a
            review or question.
        is_search: It was written to search.
    """

    text_id: str
    person: str
    text: str
    names: Sequence[tuple[int, int, str]]
    targets: Sequence[str]
    is_search: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign for a category: `targets`, `names`, `likeness` or `searched`.

    Attributes:
        n: People for whom it holds; 0 for likeness.
        of: People of whom it could hold; 0 for likeness.
        level: What likeness was judged by, linear or encoder; "" else.
    """

    kind: str
    n: int
    of: int
    level: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """A new word, the category suggested, the signs that lead there, and the texts it stands in."""

    term: str
    node: str
    signs: tuple[Sign, ...]
    text_ids: tuple[str, ...]


def discover(
    texts: Sequence[Seen],
    lexicon: Lexicon,
    cut: Callable[[str], Sequence[str]],
    likely: Likely,
    *,
    least_people: int = 3,
) -> list[Discovery]:
    """New words with the category that independent signs share, those that most people wrote first.

    What people do says what a word is about: `targets`, where the searches for it lead and what its reviews are of,
    and `names`, what else is named in the same texts. Each holds for a category when, of the people who wrote the word
    and for whom there is such a sign at all, at least four in ten and twice the share among everybody point there
    (lower bounds of 95 %). That is true of sweetness for fruit too, so the word has to be one for a thing as well: by
    `likeness` to the words of the same category, by the linear level or the encoder, whose vectors are mean-centred; or
    because it is `searched`, alone, by as many people as a word needs. Likeness alone suggests nothing: opposites are
    alike too.

    Args:
        cut: Segments a normalised text.
        least_people: How many people have to have written a word.
    """
    plain = [normalise(each.text) for each in texts]
    cuts = [Cut(each.person, cut(text.text)) for each, text in zip(texts, plain, strict=True)]
    words = find_new_words(cuts, _known(lexicon), least_people=least_people)
    searched = _searched(texts, plain)
    led = _Pointers([(each.person, each.targets) for each in texts])
    named = _Pointers([(each.person, [node for *_, node in each.names]) for each in texts])
    found = []
    for word in words:
        places = [
            (texts[number], plain[number].start(start), plain[number].end(end)) for number, start, end in word.places
        ]
        alone = searched.get(word.term, set())
        asked = Sign("searched", len(alone), len(word.people)) if len(alone) >= least_people else None
        found.append(_judge(word.term, places, (led, named), likely, asked))
    return _shortest([each for each in found if each is not None])


def discover_with(reader: Reader, texts: Sequence[Seen]) -> list[Discovery]:
    """`discover` with what a reader knows; never for a sensitive category, which takes each person's own consent."""
    nodes = reader.taxonomy.nodes

    def known(each: Seen) -> Seen:
        """The text with the categories of the tree: a reading may have an attribute at its end, a shop its own."""
        names = [(at, end, reader.finder.nearest(path) or path) for at, end, path in each.names]
        targets = [reader.finder.nearest(path) or path for path in each.targets]
        return replace(each, names=names, targets=targets)

    found = discover([known(each) for each in texts], reader.lexicon, reader.finder.cut, reader.likeliest)
    return [each for each in found if each.node in nodes and nodes[each.node].sensitive is None]


def _shortest(found: Sequence[Discovery]) -> list[Discovery]:
    """Without the words that hold a shorter one of the same category, which more people wrote: 豪华标间 with 标间."""
    kept: list[Discovery] = []
    for each in found:
        first = each.node.split(".", 1)[0]
        if not any(other.term in each.term and other.node.split(".", 1)[0] == first for other in kept):
            kept.append(each)
    return kept


def _searched(texts: Sequence[Seen], plain: Sequence[Normalised]) -> dict[str, set[str]]:
    """Who searched for a text as a whole."""
    found: dict[str, set[str]] = {}
    for each, text in zip(texts, plain, strict=True):
        if each.is_search:
            found.setdefault(text.text.strip(), set()).add(each.person)
    return found


def _known(lexicon: Lexicon) -> Callable[[str], bool]:
    def is_known(term: str) -> bool:
        """Whether the lexicon has the word or one that ends it, so that the reader finds it."""
        if term in lexicon.entries:
            return True
        ends = (lexicon.entries.get(term[at:]) for at in range(1, len(term) - 1))
        return any(entry is not None and (entry.node or entry.synonyms) for entry in ends)

    return is_known


class _Pointers:
    """What share of everybody each category has, of those for whom a sign points anywhere."""

    def __init__(self, pairs: Iterable[tuple[str, Sequence[str]]]) -> None:
        by_person: dict[str, set[str]] = {}
        for person, nodes in pairs:
            if nodes:
                by_person.setdefault(person, set()).update(_climb(nodes))
        self._counts = Counter(node for nodes in by_person.values() for node in nodes)
        self._n = max(len(by_person), 1)

    def held(self, votes: dict[str, set[str]]) -> dict[str, tuple[int, int]]:
        """Categories that the votes of people (their categories, by person) hold for, with people for and in all."""
        people = {person: set(_climb(nodes)) for person, nodes in votes.items() if nodes}
        counts = Counter(node for nodes in people.values() for node in nodes)
        found = {}
        for node, n in counts.items():
            low, base = wilson_lower(n, len(people)), self._counts[node] / self._n
            if low >= max(_LEAST_SHARE, min(_LEAST_LIFT * base, 1.0)):
                found[node] = (n, len(people))
        return found


def _climb(nodes: Iterable[str]) -> Iterator[str]:
    for node in nodes:
        parts = node.split(".")
        for depth in range(1, len(parts) + 1):
            yield ".".join(parts[:depth])


def _judge(
    term: str,
    places: Sequence[tuple[Seen, int, int]],
    pointers: tuple[_Pointers, _Pointers],
    likely: Likely,
    asked: Sign | None,
) -> Discovery | None:
    votes: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    for seen, start, end in places:
        votes[0].setdefault(seen.person, set()).update(seen.targets)
        beside = (node for at, until, node in seen.names if until <= start or at >= end)
        votes[1].setdefault(seen.person, set()).update(beside)
    led, named = (each.held(vote) for each, vote in zip(pointers, votes, strict=True))
    if not led and not named:
        return None
    like, level = likely(term)
    alike = set() if like is None else set(_climb([like]))
    held = led.keys() | named.keys()
    node = _deepest(held & alike) or (None if asked is None else _deepest(led.keys() & named.keys()) or _deepest(held))
    if node is None:
        return None
    signs = [Sign(kind, *at[node]) for kind, at in (("targets", led), ("names", named)) if node in at]
    signs += [Sign("likeness", 0, 0, level)] if node in alike else []
    signs += [] if asked is None else [asked]
    return Discovery(term, node, tuple(signs), tuple(seen.text_id for seen, *_ in places))


def _deepest(nodes: Iterable[str]) -> str | None:
    """The deepest category, none that is a first level alone: that says too little to be a word for it."""
    deep = [node for node in nodes if "." in node]
    return max(deep, key=lambda node: (node.count("."), node), default=None)

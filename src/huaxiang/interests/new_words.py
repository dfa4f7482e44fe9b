"""Words that a lexicon does not have: they hold together, stand free, and several people write them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Cut", "NewWord", "find_new_words"]

_MOST_PARTS, _LONGEST = 4, 8
_COMMON = 0.02
_LEAST_COHESION = 20.0
_LEAST_FREEDOM = 1.0
_MOSTLY = 0.7
_EDGE = "\x00"


@dataclass(frozen=True, slots=True)
class Cut:
    """A text as a segmenter cuts it.

    Attributes:
        person: Who wrote it.
        words: Its words in order; joined they give the text.
    """

    person: str
    words: Sequence[str]


@dataclass(slots=True)
class NewWord:
    """A word with the texts it stands in.

    Attributes:
        places: Number of the text, first and last+1 character of the word there, one for each text.
        people: Who wrote it.
    """

    term: str
    places: list[tuple[int, int, int]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)


def find_new_words(texts: Sequence[Cut], is_known: Callable[[str], bool], *, least_people: int = 3) -> list[NewWord]:
    """The new words of some texts, those that most people wrote first.

    A run of one to four words of the segmenter, two to eight characters long, is a word when it is written together
    much oftener than its halves would meet by chance (twenty times), and when what stands before and after it varies
    (at least one bit each side). Words that stand in a fiftieth of all texts neither begin nor end one. A word that
    nearly always (seven in ten) is part of a longer one gives way to it.

    Args:
        is_known: Whether the lexicon has a word, so that there is nothing to find.
        least_people: How many people have to have written it.

    Source:
        Mutual information and boundary entropy: Luo and Song (2004), An integrated method for Chinese unknown word
        extraction, SIGHAN.
    """
    counts, parts = _count(texts)
    common = max(_COMMON * len(texts), 2 * least_people)
    total = sum(parts.values())

    def is_whole(run: tuple[str, ...]) -> bool:
        n = counts[run]
        return all(
            n * total >= _LEAST_COHESION * counts[run[:at]] * counts[run[at:]] for at in range(1, len(run))
        )  # fmt: skip

    kept = {
        run
        for run, n in counts.items()
        if n >= least_people
        and 1 < sum(map(len, run)) <= _LONGEST
        and max(parts[run[0]], parts[run[-1]]) <= common
        and not is_known("".join(run))
        and is_whole(run)
    }
    found, beside = _places(texts, kept)
    words = [
        word
        for word in found.values()
        if len(word.people) >= least_people and min(map(_entropy, beside[word.term])) >= _LEAST_FREEDOM
    ]
    return sorted(_longest(words), key=lambda word: (-len(word.people), word.term))


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last+1 word of every run that may be a word: of letters and digits throughout."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _MOST_PARTS, len(words)) + 1):
            if not words[end - 1].isalnum():
                break
            yield start, end


def _count(texts: Sequence[Cut]) -> tuple[Counter[tuple[str, ...]], Counter[str]]:
    """In how many texts each run stands, and each word."""
    counts: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        counts.update({tuple(text.words[start:end]) for start, end in _runs(text.words)})
    return counts, Counter({run[0]: n for run, n in counts.items() if len(run) == 1})


def _places(
    texts: Sequence[Cut], kept: set[tuple[str, ...]]
) -> tuple[dict[str, NewWord], dict[str, tuple[Counter[str], Counter[str]]]]:
    """The kept runs with the texts they stand in, and what stands before and after them."""
    found: dict[str, NewWord] = {}
    beside: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for number, text in enumerate(texts):
        words, starts = text.words, _starts(text.words)
        for start, end in _runs(words):
            run = tuple(words[start:end])
            if run not in kept:
                continue
            term = "".join(run)
            word = found.setdefault(term, NewWord(term))
            word.people.add(text.person)
            if not word.places or word.places[-1][0] != number:
                word.places.append((number, starts[start], starts[end]))
            before, after = beside[term]
            # the edge of a text is a neighbour of its own each time
            before[words[start - 1] if start else f"{_EDGE}{number}"] += 1
            after[words[end] if end < len(words) else f"{_EDGE}{number}"] += 1
    return found, beside


def _starts(words: Sequence[str]) -> list[int]:
    at, found = 0, [0]
    for word in words:
        at += len(word)
        found.append(at)
    return found


def _entropy(counts: Counter[str]) -> float:
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values())


def _longest(words: list[NewWord]) -> list[NewWord]:
    """Without the words that nearly always are part of a longer one."""
    inside: Counter[str] = Counter()
    by_term = {word.term: word for word in words}
    for word in words:
        size = len(word.term)
        shorter = {word.term[a:b] for a in range(size) for b in range(a + 2, size + 1) if b - a < size}
        for term in shorter & by_term.keys():
            inside[term] = max(inside[term], len(word.places))
    return [word for word in words if inside[word.term] < _MOSTLY * len(word.places)]

"""What the reader makes of a sentence that somebody types: nothing of it is stored."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from huaxiang.interests.reader import Reader
from huaxiang.interests.readings import Tag
from huaxiang.interests.texts import text_reader

__all__ = [
    "KINDS",
    "LONGEST",
    "LONGEST_TITLE",
    "Sentence",
    "SentenceReading",
    "SentenceTag",
    "read_sentence",
    "visible",
]

KINDS = ("search", "review", "question", "service_chat", "social")
LONGEST, LONGEST_TITLE = 2_000, 200
"""Most code points of a text and of a title that are read."""
_CONTROL_PICTURES, _DELETE = 0x2400, 0x7F


@dataclass(frozen=True, slots=True)
class SentenceTag:
    """One interest in the sentence.

    Attributes:
        path: Names of the categories from the top, in the reader's language.
        attribute: What is said of it, such as 轻薄型; "" for the category itself.
        stance: prefer, avoid, neutral or past.
        owner: self or other.
        strength: 1..3.
        confidence: 0..1.
        start: First code point of the phrase.
        end: One past its last.
        level: What found its category: lexicon, linear or encoder.
        places: Where the text says it, in code points: the phrase, then its brand and where it is said again.
    """

    path: tuple[str, ...]
    attribute: str
    stance: str
    owner: str
    strength: int
    confidence: float
    start: int
    end: int
    level: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What was read, or why nothing was.

    Attributes:
        problem: "empty" when there is nothing to read, "long" when the text or its title is longer than is read,
            "kind" for a kind that there is not; "" when it was read.
        text: As it is shown: control characters as signs, of the same length.
        intent: Label of the intent; "" when nothing was read.
        intent_confidence: 0..1.
        tags: In the order of their phrases; those of sensitive branches are not among them.
        n_withheld: How many were not read because they are sensitive.
    """

    problem: str = ""
    text: str = ""
    intent: str = ""
    intent_confidence: float = 0.0
    tags: tuple[SentenceTag, ...] = ()
    n_withheld: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was typed.

    Attributes:
        kind: One of `KINDS`.
        title: Of the page that it was written on; "" for none.
    """

    text: str
    kind: str
    title: str = ""


def read_sentence(
    reader: Reader, sentence: Sentence, *, language: str, allowed_branches: frozenset[str]
) -> SentenceReading:
    """The reading of a sentence as a build would read it of a customer.

    Args:
        language: zh or en: names of categories and attributes come in it.
        allowed_branches: Sensitive branches that the project may compute.
    """
    problem = _problem(sentence)
    if problem:
        return SentenceReading(problem)
    title = sentence.title.strip() or None
    reading = reader.read(sentence.text, context=title, kind=sentence.kind)
    kept = text_reader(reader, allowed_branches=allowed_branches)(sentence.text, sentence.kind, title)
    is_kept = {(each.tag_key, each.start, each.end, each.stance, each.owner) for each in kept}
    tags = [tag for tag in reading.tags if (tag.key, tag.start, tag.end, tag.stance, tag.owner) in is_kept]
    tags.sort(key=lambda tag: (tag.start, tag.end, tag.key))
    return SentenceReading(
        text=visible(sentence.text),
        intent=reading.intent.label,
        intent_confidence=reading.intent.confidence,
        tags=tuple(_tag(reader, tag, language) for tag in tags),
        n_withheld=len(reading.tags) - len(tags),
    )


def visible(text: str) -> str:
    r"""The text with control characters as signs, so that each stands for one code point; line ends stay.

    >>> visible("a\x00b\x7f\n")
    'a␀b␡\n'
    """
    return "".join(_sign(char) for char in text)


def _sign(char: str) -> str:
    if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}:
        return char
    code = ord(char)
    return chr(_CONTROL_PICTURES + code) if code < 0x20 else "\u2421" if code == _DELETE else "\ufffd"


def _problem(sentence: Sentence) -> str:
    if len(sentence.text) > LONGEST or len(sentence.title) > LONGEST_TITLE:
        return "long"
    if sentence.kind not in KINDS:
        return "kind"
    return "" if any(unicodedata.category(char)[0] not in "CZ" for char in sentence.text) else "empty"


def _tag(reader: Reader, tag: Tag, language: str) -> SentenceTag:
    parts = tag.node.split(".")
    nodes = [reader.taxonomy.node(".".join(parts[: depth + 1])) for depth in range(len(parts))]
    group = reader.lexicon.attribute(tag.attribute_slug) if tag.attribute_slug else None
    name = tag.attribute or ""
    if group is not None:
        name = group.zh if language == "zh" else group.en
    return SentenceTag(
        path=tuple(node.zh if language == "zh" else node.en for node in nodes),
        attribute=name,
        stance=tag.stance,
        owner=tag.owner,
        strength=tag.strength,
        confidence=tag.confidence,
        start=tag.start,
        end=tag.end,
        level=tag.level,
        places=tuple(tag.places),
    )

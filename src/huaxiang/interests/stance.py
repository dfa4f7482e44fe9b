"""Stance: how one clause stands to what it names, with negation, time and owner."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from huaxiang.interests.lexicon import Lexicon
from huaxiang.interests.mentions import Mention

__all__ = ["Clause", "Feeling", "feeling_for", "negations_before", "split_clauses"]

_NEGATION_REACH = 4
_STRONG_PAST = frozenset("以前 曾经 小时候 从前 过去 早年 以往 早些年 前几年 当年 那时候".split())  # noqa: SIM905
_STILL = ("回购", "又", "再", "一直", "还是", "依然", "仍", "至今")
_OTHER_GAP = 3
_MAX_CLAUSE = 200
_ADVERBS = re.compile("^[也都就还很最一直特别超级非常天总真的]+")


@dataclass(frozen=True, slots=True)
class Feeling:
    """A word of liking (1) or disliking (-1) after its negations, its strength 1..3 and how far its negation stands."""

    start: int
    end: int
    polarity: int
    strength: int
    negation_distance: int
    negations: int


@dataclass(slots=True)
class Clause:
    """One clause: its mentions, feelings, and what it says of time, owner and question."""

    start: int
    end: int
    mentions: list[Mention]
    sentence: int
    feelings: list[Feeling] = field(default_factory=list)
    is_past: bool = False
    is_now: bool = False
    is_question: bool = False
    is_other: bool = False
    is_bought_for: bool = False
    has_self: bool = False


def split_clauses(text: str, mentions: Sequence[Mention], lexicon: Lexicon, *, keep_spaces: bool) -> list[Clause]:
    """The clauses of a text in order, split at punctuation and before words of contrast."""
    cuts = [0]
    sentences = [0]
    sentence = 0
    for at, char in enumerate(text):
        if char in lexicon.clause_breaks or (char == " " and not keep_spaces):
            sentence += char in "。!！?？\n"
            cuts.append(at + 1)
            sentences.append(sentence)
    pieces = itertools.pairwise([*cuts, len(text)])
    long = [at for left, right in pieces for at in range(left + _MAX_CLAUSE, right, _MAX_CLAUSE)]
    contrasts = [mention for mention in mentions if mention.entry.marks & {"contrast", "instead"}]
    marks = {mention.start for mention in contrasts if mention.end - mention.start > 1}
    marks.update(long)
    if marks:
        known = dict(zip(cuts, sentences, strict=True))
        inner = sorted(marks - known.keys())
        pairs = sorted([*known.items(), *((at, sentences[_place(cuts, at)]) for at in inner)])
        cuts, sentences = [at for at, _ in pairs], [number for _, number in pairs]
    clauses, i = [], 0
    for at, number, end in zip(cuts, sentences, [*cuts[1:], len(text)], strict=True):
        inside = []
        while i < len(mentions) and mentions[i].start < end:
            inside.append(mentions[i])
            i += 1
        clauses.append(_read_clause(Clause(at, end, inside, number), text, lexicon.other_verbs))
    _spread(clauses, text)
    return clauses


def _place(cuts: Sequence[int], at: int) -> int:
    low, high = 0, len(cuts)
    while low < high:
        middle = (low + high) // 2
        if cuts[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low - 1


def negations_before(mentions: Sequence[Mention], index: int) -> tuple[int, int]:
    """How many negators stand right before a mention, and how far the nearest stands (0 when none)."""
    count, nearest, reach = 0, 0, mentions[index].start
    for mention in reversed(mentions[:index]):
        gap = reach - mention.end
        if gap > _NEGATION_REACH:
            break
        marks = mention.entry.marks
        if "negators" in marks and "not_negators" not in marks:
            count += 1
            nearest = nearest or gap + 1
        elif (mention.polarity or mention.attributes or mention.node is not None) and not mention.entry.intensity:
            break
        reach = mention.start
    return count, nearest


def _read_clause(clause: Clause, text: str, other_verbs: tuple[str, ...]) -> Clause:
    mentions = clause.mentions
    strong_past = weak_past = False
    for index, mention in enumerate(mentions):
        entry = mention.entry
        if mention.polarity and not (mention.node and entry.level == 1):
            clause.feelings.append(_make_feeling(mentions, index))
        marks = entry.marks
        if marks:
            strong_past |= mention.entry.term in _STRONG_PAST
            weak_past |= "past" in marks
            clause.is_now |= bool(marks & {"now", "now_negated"})
            clause.is_question |= "questions" in marks
            clause.has_self |= "self_words" in marks
            if "others" in marks and not clause.is_other:
                clause.is_bought_for = _is_given(mentions, index)
                clause.is_other = clause.is_bought_for or _is_subject(mention, text, other_verbs)
    inside = text[clause.start : clause.end]
    if (strong_past or (weak_past and clause.is_now)) and not any(word in inside for word in _STILL):
        clause.is_past = True
    return clause


def _make_feeling(mentions: Sequence[Mention], index: int) -> Feeling:
    mention = mentions[index]
    count, distance = negations_before(mentions, index)
    entry = mention.entry
    strength = entry.level
    intensity = 0
    for before in reversed(mentions[:index]):
        if mention.start - before.end > 2 or not before.entry.intensity:
            break
        intensity = before.entry.intensity
    if intensity == 1:
        strength = 1
    elif intensity == 3:
        strength = min(3, strength + 1)
    polarity = mention.polarity
    if count % 2:
        polarity, strength = -polarity, min(strength, 2)
    elif count:
        strength = 1
    return Feeling(mention.start, mention.end, polarity, strength, distance, count)


def _is_given(mentions: Sequence[Mention], index: int) -> bool:
    """给妈妈买的, 送闺蜜: a word of giving right before the other person."""
    for before in reversed(mentions[:index]):
        if mentions[index].start - before.end > _OTHER_GAP:
            return False
        if "for_other" in before.entry.marks:
            return True
    return False


def _is_subject(mention: Mention, text: str, other_verbs: tuple[str, ...]) -> bool:
    """婆婆喜欢…, 女儿的…: the other person feels or owns."""
    rest = text[mention.end : mention.end + 8]
    skipped = _ADVERBS.sub("", rest)
    return rest.startswith(other_verbs) or skipped.startswith(other_verbs)


def _spread(clauses: Sequence[Clause], text: str) -> None:
    """An owner holds to the end of the sentence, 给…买的 for all of it; 现在不… makes the clause before it past."""
    for right, left in itertools.pairwise(clauses[::-1]):
        if right.is_bought_for and right.sentence == left.sentence and not left.has_self:
            left.is_other = left.is_bought_for = True
    for left, right in itertools.pairwise(clauses):
        if left.is_other and right.sentence == left.sentence and not right.has_self:
            right.is_other = True
        weak = any("past" in mention.entry.marks for mention in left.mentions)
        if weak and right.is_now and not any(word in text[left.start : left.end] for word in _STILL):
            left.is_past = True


def feeling_for(clause: Clause, start: int, end: int) -> tuple[Feeling | None, bool]:
    """The feeling that governs what stands at `start`..`end`, and whether it stands before it (verb and object)."""
    before = [feeling for feeling in clause.feelings if feeling.end <= start]
    if before:
        return before[-1], True
    after = [feeling for feeling in clause.feelings if feeling.start >= end]
    if after:
        strongest = max(after, key=lambda feeling: (feeling.strength, -feeling.start))
        return strongest, False
    inside = [feeling for feeling in clause.feelings if feeling.start < end and feeling.end > start]
    return (inside[0], False) if inside else (None, False)

"""Clauses: feelings after negation, time, owner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.mentions import Finder
from huaxiang.interests.stance import Clause, feeling_for, split_clauses
from huaxiang.interests.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
LEXICON = load_lexicon(TAXONOMY)
FINDER = Finder(TAXONOMY, LEXICON)


def clauses(text: str, *, keep_spaces: bool = False) -> list[Clause]:
    return split_clauses(text, FINDER.find(text), LEXICON, keep_spaces=keep_spaces)


def polarity(text: str) -> int:
    return sum(feeling.polarity for clause in clauses(text) for feeling in clause.feelings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("喜欢", 1), ("不喜欢", -1), ("没有不喜欢", 1), ("不太喜欢", -1), ("不是不好用", 1), ("并不好用", -1),
        ("不得不说好用", 1), ("非常不满意", -1), ("没那么好用", -1), ("从来没有失望", 1), ("不但好用", 1),
    ],
)  # fmt: skip
def test_negation_turns_feelings(text: str, expected: int) -> None:
    assert polarity(text) == expected


def test_contrast_and_punctuation_split() -> None:
    text = "包装好但是味道差,不喜欢。再说"
    pieces = [text[clause.start : clause.end] for clause in clauses(text)]
    assert pieces == ["包装好", "但是味道差,", "不喜欢。", "再说"]


def test_blanks_split_speech_but_not_searches() -> None:
    assert len(clauses("好用 喜欢")) == 2
    assert len(clauses("口红 哑光", keep_spaces=True)) == 1


def test_the_verb_before_governs_its_object() -> None:
    (clause,) = clauses("讨厌厚重的粉底好用")
    feeling, is_before = feeling_for(clause, 2, 7)
    assert feeling is not None
    assert (feeling.polarity, is_before) == (-1, True)
    later, is_before = feeling_for(clause, 0, 2)
    assert later is not None
    assert (later.polarity, is_before) == (1, False)


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("以前喜欢奶茶", [True]),
        ("以前一直喜欢奶茶", [False]),
        ("之前买过奶茶", [False]),
        ("之前喜欢奶茶,现在不喝了", [True, False]),
        ("喜欢奶茶", [False]),
    ],
)
def test_past_needs_a_word_of_the_past(text: str, past: list[bool]) -> None:
    assert [clause.is_past for clause in clauses(text)] == past


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("给妈妈买的,很好", [True, True]),
        ("很好,给妈妈买的", [True, True]),
        ("老公喜欢,我也喜欢", [True, False]),
        ("同事推荐的", [False]),
        ("给妈妈买的。我用这个", [True, False]),
    ],
)
def test_owner_holds_for_its_sentence(text: str, others: list[bool]) -> None:
    assert [clause.is_other for clause in clauses(text)] == others


@given(st.text(alphabet="不喜欢粉底,。 但是以前给妈妈太", max_size=30))
def test_clauses_tile_the_text_and_keep_all_mentions(text: str) -> None:
    found = clauses(text)
    assert [clause.start for clause in found] == [0, *(clause.end for clause in found[:-1])]
    assert found[-1].end == len(text)
    assert sum(len(clause.mentions) for clause in found) == len(FINDER.find(text))

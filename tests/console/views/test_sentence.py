from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.console.views.sentence import (
    KINDS,
    LONGEST,
    LONGEST_TITLE,
    Sentence,
    SentenceReading,
    read_sentence,
    visible,
)
from huaxiang.interests.intent import INTENTS
from huaxiang.interests.reader import load_reader

READER = load_reader()


def read(text: str, kind: str = "review", title: str = "", **more: Any) -> SentenceReading:
    choices = {"language": "zh", "allowed_branches": frozenset(), **more}
    return read_sentence(READER, Sentence(text, kind, title), **choices)


def test_a_sentence_gives_its_intent_and_its_interests_with_their_phrases() -> None:
    found = read("这款粉底液很轻薄,我很喜欢")
    assert found.problem == ""
    assert found.intent in INTENTS
    assert 0.0 < found.intent_confidence <= 1.0
    light = next(tag for tag in found.tags if tag.attribute)
    assert (light.path, light.attribute, light.stance) == (("美妆", "底妆", "粉底液"), "轻薄型", "prefer")
    assert "轻薄" in found.text[light.start : light.end]
    assert (light.owner, light.level) == ("self", "lexicon")


def test_names_are_in_the_readers_language() -> None:
    light = next(tag for tag in read("这款粉底液很轻薄", language="en").tags if tag.attribute)
    assert light.path == ("Make-up", "Base make-up", "Liquid foundation")
    assert light.attribute == "light texture"


def test_the_title_of_the_page_says_what_is_meant() -> None:
    assert read("质地很轻薄").tags == ()
    assert [tag.path[0] for tag in read("质地很轻薄", title="粉底液 30ml").tags] == ["美妆"]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x01\x7f", "\u200b\u200d", "\u3000"])
def test_nothing_to_read_is_said_so(text: str) -> None:
    assert read(text) == SentenceReading("empty")


def test_what_is_too_long_is_not_read() -> None:
    assert read("好" * (1 << 20)) == SentenceReading("long")
    assert read("好" * (LONGEST + 1)) == SentenceReading("long")
    assert read("好", title="好" * (LONGEST_TITLE + 1)) == SentenceReading("long")
    assert read("好" * LONGEST).problem == ""


def test_a_kind_that_there_is_not_is_said_so() -> None:
    assert read("好", "product_page") == SentenceReading("kind")
    assert set(KINDS) == {"search", "review", "question", "service_chat", "social"}


def test_emoji_and_control_characters_leave_the_phrases_in_place() -> None:
    found = read("\x00😀👍🏽这款粉底液很轻薄\x1b[31m")
    assert found.text == "␀😀👍🏽这款粉底液很轻薄␛[31m"
    light = next(tag for tag in found.tags if tag.attribute)
    assert "轻薄" in found.text[light.start : light.end]


def test_sensitive_interests_are_counted_and_not_shown() -> None:
    found = read("想买钙片", "search")
    assert found.tags == ()
    assert found.n_withheld >= 1
    allowed = read("想买钙片", "search", allowed_branches=frozenset({"health"}))
    assert (len(allowed.tags), allowed.n_withheld) == (found.n_withheld, 0)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(KINDS))
def test_any_text_is_read_or_said_to_be_empty(text: str, kind: str) -> None:
    found = read(text, kind)
    assert found.problem in {"", "empty"}
    assert all(0 <= tag.start < tag.end <= len(found.text) for tag in found.tags)


@given(st.text(max_size=40))
def test_signs_for_control_characters_keep_the_length(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert not any(char < " " and char != "\n" for char in visible(text))


def test_a_thing_named_twice_is_marked_twice() -> None:
    (tag,) = read("面霜收到了,面霜很好用").tags
    assert sorted(tag.places) == [(0, 2), (6, 8)]
    assert tag.places[0] == (tag.start, tag.end)

from __future__ import annotations

import re

import pytest

from huaxiang.simulate.catalogue import read_leaves
from huaxiang.simulate.personas import read_personas
from huaxiang.simulate.phrases import Frame, read_phrases
from huaxiang.simulate.scene import Scene

SLOTS = {"noun", "modifier", "brand", "n", "kin", "phone", "order_no", "name", "address"}


@pytest.mark.parametrize("frame", read_phrases().frames, ids=lambda frame: frame.text)
def test_a_frame_says_what_its_text_names(frame: Frame) -> None:
    slots = set(re.findall(r"{(\w+)}", frame.text))
    assert slots <= SLOTS
    assert (frame.stance is not None) <= ("noun" in slots)
    assert (frame.owner == "other") == ("kin" in slots)
    assert (frame.rating > 0) == (frame.kind == "review")
    for entry in frame.truth:
        assert (entry["attribute"] is not None) == ("modifier" in slots)


def test_group_gives_kind_and_intent() -> None:
    frame = Frame("chat:price_promo", "还有券吗", "price_promo", 0, None, "self")
    assert (frame.kind, frame.truth) == ("service_chat", [])
    by_group = {frame.group: frame for frame in read_phrases().frames}
    assert (by_group["review-bad"].kind, by_group["review-bad"].intent) == ("review", "complaint")
    assert by_group["chat:logistics"].intent == "logistics"
    assert by_group["review-other"].truth[0]["owner"] == "other"


def test_every_persona_has_phrases_of_its_own(scene: Scene) -> None:
    assert set(read_phrases().personas) == set(read_personas(scene.catalogue).slugs)


def test_clauses_of_a_mood_come_by_topic_and_name_nothing_that_is_sold() -> None:
    phrases = read_phrases()
    assert set(phrases.clauses) == {"good", "middling", "bad", "asking"}
    nouns = {noun for leaf in read_leaves() for noun in leaf.nouns if len(noun) > 1}
    clauses = [clause for topics in phrases.clauses.values() for topic in topics for clause in topic]
    assert len(clauses) > 90
    assert [clause for clause in clauses if any(noun in clause for noun in nouns)] == []

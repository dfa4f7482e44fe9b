"""Readings as values and as JSON."""

from __future__ import annotations

from dataclasses import replace

from huaxiang.interests.intent import Intent
from huaxiang.interests.readings import Reading, Tag

TAG = Tag(
    key="interest.beauty.foundation.texture-light", label="美妆-底妆-偏好轻薄型", path=("美妆", "底妆", "粉底液"),
    attribute="轻薄型", stance="prefer", strength=2, owner="self", confidence=0.9, start=2, end=6,
    node="beauty.foundation.liquid-foundation", attribute_slug="texture-light", sensitive="health",
    signals={"name": 1.0},
)  # fmt: skip


def test_json_has_the_contract_and_nothing_else() -> None:
    reading = Reading("想买轻薄粉底", Intent("purchase_intent", 0.8), (TAG,), implied=(TAG,))
    assert reading.as_json() == {
        "text": "想买轻薄粉底",
        "intent": {"label": "purchase_intent", "confidence": 0.8},
        "tags": [
            {
                "key": "interest.beauty.foundation.texture-light", "label": "美妆-底妆-偏好轻薄型",
                "path": ["美妆", "底妆", "粉底液"], "attribute": "轻薄型", "stance": "prefer", "strength": 2,
                "owner": "self", "confidence": 0.9, "start": 2, "end": 6, "level": "lexicon", "spans": [],
            }
        ],
    }  # fmt: skip


def test_a_reading_without_tags_says_so() -> None:
    assert Reading("嗯", Intent("chitchat", 0.5)).as_json()["tags"] == []


def test_places_are_its_own_then_its_brand_and_where_it_is_said_again() -> None:
    tag = replace(TAG, spans=(("head", 4, 6), ("brand", 0, 2), ("fits", 7, 8), ("again", 9, 11)))
    assert tag.places == [(2, 6), (0, 2), (9, 11)]

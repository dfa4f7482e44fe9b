"""Readings: what was read out of one text, before it belongs to a person's state."""

from __future__ import annotations

import msgspec

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.ids import content_id

__all__ = ["PERSONAL_KINDS", "TextReading", "reading_event", "reading_id"]

PERSONAL_KINDS = frozenset({"review", "search", "question", "service_chat", "social"})
"""Kinds of text that speak of their writer; product pages give item attributes only."""


class TextReading(msgspec.Struct, frozen=True, gc=False):
    """One interest read from a text.

    `start` and `end` are code points of the text as given; `level` is lexicon, linear, encoder, parser or llm.
    """

    tag_key: str
    stance: str
    owner: str
    strength: int
    confidence_milli: int
    start: int
    end: int
    level: str


def reading_id(text_id: str, reading: TextReading) -> str:
    """Id of a reading: the text, the place and the interest."""
    return content_id(text_id, reading.start, reading.end, reading.tag_key, reading.stance, reading.owner)


def reading_event(written: FoldEvent, text_id: str, reading: TextReading) -> FoldEvent:
    """The fold event of a reading, at the instant and of the identity of the event that carried its text."""
    return FoldEvent(
        identity=written.identity,
        event_id=reading_id(text_id, reading),
        name="interest_read",
        occurred_at=written.occurred_at,
        day=written.day,
        local_day=written.local_day,
        local_hour=written.local_hour,
        text_id=text_id,
        interest=reading.tag_key,
        stance=reading.stance,
        owner=reading.owner,
        strength=reading.strength,
        confidence_milli=reading.confidence_milli,
        span=f"{text_id}:{reading.start}:{reading.end}:{reading.level}",
    )

from __future__ import annotations

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.readings import PERSONAL_KINDS, TextReading, reading_event, reading_id

READING = TextReading("interest.beauty.mask", "prefer", "self", 2, 640, 3, 7, "lexicon")
WRITTEN = FoldEvent("member_no:1", "e1", "product_reviewed", 5_000, 0, 1, 2, item_id="i1", l1="beauty", text_id="t1")


def test_a_reading_has_the_instant_and_identity_of_its_text_and_nothing_else_of_it() -> None:
    event = reading_event(WRITTEN, "t1", READING)
    assert (event.identity, event.occurred_at, event.day, event.local_day, event.local_hour) == (
        "member_no:1",
        5_000,
        0,
        1,
        2,
    )
    assert (event.name, event.item_id, event.l1) == ("interest_read", None, None)
    assert (event.interest, event.stance, event.owner) == ("interest.beauty.mask", "prefer", "self")
    assert (event.strength, event.confidence_milli, event.span) == (2, 640, "t1:3:7:lexicon")


def test_the_id_is_of_text_place_and_meaning_not_of_confidence() -> None:
    surer = TextReading("interest.beauty.mask", "prefer", "self", 3, 900, 3, 7, "linear")
    elsewhere = TextReading("interest.beauty.mask", "prefer", "self", 2, 640, 4, 8, "lexicon")
    assert reading_id("t1", READING) == reading_id("t1", surer)
    assert reading_id("t1", READING) != reading_id("t1", elsewhere)
    assert reading_id("t1", READING) != reading_id("t2", READING)


def test_product_pages_do_not_speak_of_a_person() -> None:
    assert "product_page" not in PERSONAL_KINDS
    assert "review" in PERSONAL_KINDS

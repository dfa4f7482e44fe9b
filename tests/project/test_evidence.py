from __future__ import annotations

from typing import Any

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.profiles import HeldTag
from huaxiang.project.evidence import Span, event_ids, explain_evidence, spans_of


def tag(references: dict[str, Any]) -> HeldTag:
    return HeldTag("interest.pet", 1, "active", 1, None, None, 900, 0, None, None, "x", "span", references, "lexicon")


def test_spans_are_read_in_every_form() -> None:
    assert spans_of({"span": "a:b:1:3:lexicon"}) == [Span("a:b", 1, 3)]
    assert spans_of({"spans": ["t:0:1:llm", {"text_id": "u", "start": 2, "end": 4}]}) == [
        Span("t", 0, 1),
        Span("u", 2, 4),
    ]
    assert spans_of({"text_id": "t", "start": 0, "end": 2}) == [Span("t", 0, 2)]
    assert spans_of({"orders": 2}) == []


def test_events_are_named_once_each() -> None:
    assert event_ids({"event_id": "e1", "events": ["e2", "e1"]}) == ["e1", "e2"]


def test_what_neither_lake_nor_log_holds_is_listed_as_missing(shop: Any) -> None:
    explained = explain_evidence(shop, tag({"events": ["e1", "gone"], "spans": ["lost:0:1:lexicon"]}))
    assert [event["event_id"] for event in explained["events"]] == ["e1"]
    assert explained["missing"] == ["gone", "lost"]


def test_a_text_that_came_after_the_build_is_found_in_the_log(shop: Any) -> None:
    said = AcceptedEvent(
        "live1", "web", "m1", "question_asked", 5, 5, ["member_no:M1"], text_kind="question", text="给猫买粮"
    )
    shop.log().append([said])
    explained = explain_evidence(shop, tag({"events": ["live1"], "spans": ["live1:1:2:lexicon"]}))
    assert explained["events"][0]["label"] == "提问"
    assert (explained["texts"][0]["phrase"], explained["texts"][0]["kind"]) == ("猫", "question")
    assert explained["missing"] == []

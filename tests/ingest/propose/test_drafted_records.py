from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.mapping import Computed, Constant
from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.drafted_records import record, same, texts
from huaxiang.ingest.propose.seen import SeenTable

AROUND = Surroundings({"user_id": ("user_id",)}, "2024-01-01", has_orders=False, has_items=True)
ROWS = [(n % 9, f"I like this green cup for my tea, number {n}", f"2024-03-{1 + n % 28:02d}") for n in range(60)]


def test_texts_are_reviews_unless_the_file_says_otherwise(seen: Callable[..., SeenTable]) -> None:
    (review,) = texts(seen("feedback", ("user_id", "comment", "date"), ROWS), AROUND)
    assert (review.map["kind"], review.map["text"], review.map["occurred_at"]) == (
        Constant("review"),
        "comment",
        "date",
    )
    (chat,) = texts(seen("客服聊天", ("user_id", "content", "date"), ROWS), AROUND)
    assert chat.map["kind"] == Constant("service_chat")


def test_columns_are_taken_over_one_by_one(seen: Callable[..., SeenTable]) -> None:
    make = record("consents", same("given_at"), (("purpose", ("purpose",)),), "given_at")
    rows = [(100 + n, "profiling", "2024-01-01") for n in range(30)]
    (draft,) = make(seen("x", ("user_id", "purpose", "given_at"), rows), AROUND)
    assert draft.map == {"purpose": "purpose", "given_at": "given_at", "kind": Constant("general")}


def test_messages_without_ids_are_campaign_and_person(seen: Callable[..., SeenTable]) -> None:
    make = record("messages", same("sent_at"), (("campaign_id", ("campaign",)),), "sent_at")
    rows = [(f"c{n % 3}", 100 + n, "2024-01-01") for n in range(30)]
    (draft,) = make(seen("x", ("campaign_id", "user_id", "sent_at"), rows), AROUND)
    assert draft.map["message_id"] == Computed(("campaign_id", "user_id"), "join")

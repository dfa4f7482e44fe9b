from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.build.worlds import rows

from huaxiang.build.texts import READINGS_SCHEMA, read_texts, write_readings
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.profiles import Item
from huaxiang.domain.readings import TextReading, reading_event, reading_id
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake

READING = TextReading("interest.beauty.mask", "prefer", "self", 2, 640, 0, 2, "lexicon")
ITEMS = [Item("i1", None, None, None, None, "保湿面膜")]


class Reader:
    """Reads one interest out of every text and drops another of some."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str | None]] = []
        self.dropped: Counter[str] = Counter()

    def __call__(self, text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        self.asked.append((text, kind, context))
        self.dropped["health"] += "药" in text
        return [READING]


def text(text_id: str, words: str, kind: str = "review", at: int = 5, item: str | None = None) -> dict[str, object]:
    return {"text_id": text_id, "text": words, "kind": kind, "occurred_at": at, "item_id": item}


def test_each_distinct_personal_text_is_read_once_and_counts_each_time(lake: Lake) -> None:
    reader = Reader()
    lake.write(
        "texts",
        rows(
            "texts",
            text("t1", "买药"),
            text("t2", "买药"),
            text("t3", "买药", item="i1"),
            text("t4", "介绍", kind="product_page"),
            text("t5", "明天", at=50),
            text("t6", "找", kind="search", item="i9"),
        ),
    )
    found = read_texts(lake, ITEMS, reader, dropped=reader.dropped, as_of=9)
    assert reader.asked == [("买药", "review", None), ("买药", "review", "保湿面膜"), ("找", "search", None)]
    assert found.schema == READINGS_SCHEMA
    assert found["text_id"].to_pylist() == ["t1", "t2", "t3", "t6"]
    assert found["event_id"].to_pylist() == [reading_id(name, READING) for name in ("t1", "t2", "t3", "t6")]
    assert +reader.dropped == {"health": 3}


def test_readings_get_their_person_and_those_withheld_stay_out(lake: Lake, session: Session) -> None:
    reader = Reader()
    lake.write("texts", rows("texts", *(text(name, "好") for name in ("t1", "t2", "t3"))))
    readings = read_texts(lake, [], reader, dropped=reader.dropped, as_of=9)
    written = [FoldEvent(f"cookie:{name}", name, "x", 5, 0, 0, 0, text_id=name) for name in ("t1", "t2", "t3")]
    events = [reading_event(each, each.event_id, READING) for each in written]
    columns = {name: [getattr(each, name) for each in events] for name in FOLD_SCHEMA.names}
    lake.write_internal("fold_events", FOLD_SCHEMA.empty_table().from_pydict(columns, schema=FOLD_SCHEMA))
    owners = {"cookie:t1": "p_1", "cookie:t2": "p_2"}
    identities = rows("identities", *({"identity": name, "person_id": person} for name, person in owners.items()))
    write_readings(lake, session, readings, identities, withheld=lambda person, _: person == "p_2")
    found = sorted(lake.read("interests").to_pylist(), key=lambda row: row["text_id"])
    assert [(row["text_id"], row["person_id"], row["occurred_at"]) for row in found] == [
        ("t1", "p_1", 5),
        ("t3", None, 5),
    ]

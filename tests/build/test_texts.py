"""Every text is read as if alone, though each distinct one is read once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa

from huaxiang.build.texts import READINGS_SCHEMA, read_texts, write_readings
from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.profiles import Item
from huaxiang.domain.readings import TextReading
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake

DAY = 86_400_000_000


class Reader:
    """Reads the first two letters as a tag; drops one reading of every text with an X."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self.asked: list[tuple[str, str, str | None]] = []

    def read(self, text: str, kind: str, context: str | None) -> list[TextReading]:
        self.asked.append((text, kind, context))
        if "X" in text:
            self.dropped["health"] += 1
        return [TextReading(f"interest.{text[:2]}.{context or 'none'}", "prefer", "self", 1, 900, 0, 2, "lexicon")]


def lake_of(folder: Path, *texts: tuple[str, str, str, str | None, int]) -> Lake:
    lake = Lake(folder)
    names = ("text_id", "kind", "text", "item_id", "occurred_at")
    rows = [dict(zip(names, text, strict=True)) | {"source": "app", "person_id": None} for text in texts]
    lake.write("texts", pa.Table.from_pylist(rows, table("texts").schema))
    return lake


def read(lake: Lake, reader: Reader, *, items: tuple[Item, ...] = (), as_of: int = 10 * DAY) -> list[tuple[str, str]]:
    found = read_texts(lake, items, reader.read, dropped=reader.dropped, as_of=as_of, progress=lambda _: None)
    return sorted(zip(found["text_id"].to_pylist(), found["tag_key"].to_pylist(), strict=True))


def test_equal_texts_have_equal_readings_under_their_own_ids(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, *((f"t{n}", "search", "粉底", None, DAY) for n in range(3)))
    reader = Reader()
    assert read(lake, reader) == [(f"t{n}", "interest.粉底.none") for n in range(3)]
    assert len(reader.asked) == 1


def test_the_title_of_the_item_tells_equal_texts_apart(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, ("a", "review", "好用", "i1", DAY), ("b", "review", "好用", "i2", DAY))
    items = tuple(Item(name, None, None, None, None, title) for name, title in (("i1", "one"), ("i2", "two")))
    assert read(lake, Reader(), items=items) == [("a", "interest.好用.one"), ("b", "interest.好用.two")]


def test_what_is_dropped_counts_for_every_text_that_said_it(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, *((f"t{n}", "search", "XX", None, DAY) for n in range(4)))
    reader = Reader()
    read(lake, reader)
    assert reader.dropped == {"health": 4}


def test_later_texts_and_texts_of_nobody_are_not_read(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, ("a", "search", "粉底", None, 11 * DAY), ("b", "product_page", "粉底", None, DAY))
    reader = Reader()
    assert read(lake, reader) == []
    assert reader.asked == []


def test_readings_get_person_and_instant_and_withheld_ones_stay_out(
    lake: Lake, session: Session
) -> None:
    said = [("e1", "interest.beauty"), ("e2", "interest.health")]
    events = [
        dict.fromkeys(FOLD_SCHEMA.names)
        | {"identity": "member_no:1", "event_id": event, "name": "interest_read", "occurred_at": 7 * DAY}
        for event, _ in said
    ]
    lake.write_internal("fold_events", pa.Table.from_pylist(events, FOLD_SCHEMA))
    empty = dict.fromkeys(READINGS_SCHEMA.names)
    values = {"text_id": "t1", "stance": "prefer", "owner": "self", "strength": 1, "confidence_milli": 900}
    values |= {"start": 0, "end": 2, "level": "lexicon"}
    rows = [empty | values | {"event_id": event, "tag_key": key} for event, key in said]
    readings = pa.Table.from_pylist(rows, READINGS_SCHEMA)
    identities = pa.table({"identity": ["member_no:1"], "person_id": ["p_1"]})
    write_readings(lake, session, readings, identities, withheld=lambda person, key: "health" in key)
    found = lake.read("interests").to_pylist()
    assert [(row["person_id"], row["tag_key"], row["occurred_at"]) for row in found] == [
        ("p_1", "interest.beauty", 7 * DAY)
    ]

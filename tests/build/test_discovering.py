from __future__ import annotations

import json
from functools import partial

import pyarrow as pa
from tests.build.worlds import rows

from huaxiang.build.discovering import seen_texts, write_discoveries
from huaxiang.build.texts import READINGS_SCHEMA
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import MINUTE_US
from huaxiang.domain.profiles import Item
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.interests.discovery import Discovery, Seen, Sign

NO_READINGS = READINGS_SCHEMA.empty_table()
ITEMS = [Item("i1", "pets", "cat-food", None, None, "猫粮"), Item("i2", "drinks", None, None, None, "茶")]


def text(
    text_id: str, words: str, kind: str, at: int, item: str | None = None, person: str | None = "p1"
) -> dict[str, object]:
    return {"text_id": text_id, "person_id": person, "text": words, "kind": kind, "occurred_at": at, "item_id": item}


def event(event_id: str, at: int, item: str, *, person: str = "p1", name: str = "product_clicked") -> FoldEvent:
    return FoldEvent(f"member_no:{person}", event_id, name, at, 0, 0, 0, item_id=item)


def happen(lake: Lake, *events: FoldEvent) -> None:
    people = {each.identity: each.identity.partition(":")[2] for each in events}
    lake.write("identities", rows("identities", *({"identity": a, "person_id": b} for a, b in people.items())))
    told = [
        dict(zip(FOLD_SCHEMA.names, map(partial(getattr, each), FOLD_SCHEMA.names), strict=True)) for each in events
    ]
    lake.write_internal("fold_events", pa.Table.from_pylist(told, schema=FOLD_SCHEMA))


def test_a_search_leads_to_what_is_clicked_before_the_next_one(lake: Lake, session: Session) -> None:
    minutes = [each * MINUTE_US for each in range(60)]
    lake.write(
        "texts", rows("texts", text("t1", "喵粮", "search", minutes[0]), text("t2", "茶", "search", minutes[10]))
    )
    clicks = [
        event("e1", minutes[5], "i1"), event("e2", minutes[12], "i2"), event("e3", minutes[12], "i1", person="p2"),
        event("e4", minutes[13], "i1", name="page_viewed"), event("e5", minutes[50], "i1"),
    ]  # fmt: skip
    happen(lake, *clicks)
    found = seen_texts(lake, session, NO_READINGS, ITEMS, until=minutes[59])
    assert [(each.text_id, each.targets, each.is_search) for each in found] == [
        ("t1", ("pets.cat-food",), True),
        ("t2", ("drinks",), True),
    ]


def test_nothing_later_than_the_instant_counts(lake: Lake, session: Session) -> None:
    lake.write("texts", rows("texts", text("t1", "喵粮", "search", 5), text("t2", "茶", "search", 50)))
    happen(lake, event("e1", 30, "i1"))
    (found,) = seen_texts(lake, session, NO_READINGS, ITEMS, until=9)
    assert (found.text_id, found.targets) == ("t1", ())


def test_a_review_speaks_of_its_item_and_of_what_was_read_in_it(lake: Lake, session: Session) -> None:
    given = [
        text("t1", "主子爱吃", "review", 1, "i1"), text("t2", "介绍", "product_page", 1, "i1"),
        text("t3", "谁写的", "review", 1, "i1", person=None),
    ]  # fmt: skip
    lake.write("texts", rows("texts", *given))
    blank = {field.name: "" if field.type == pa.string() else 0 for field in READINGS_SCHEMA}
    reading = blank | {"text_id": "t1", "tag_key": "interest.pets.cat-food", "start": 0, "end": 2}
    readings = pa.Table.from_pylist([reading], schema=READINGS_SCHEMA)
    found = seen_texts(lake, session, readings, ITEMS, until=9)
    assert found == [Seen("t1", "p1", "主子爱吃", [(0, 2, "pets.cat-food")], ("pets.cat-food",))]


def test_a_word_is_written_with_its_texts_and_signs(lake: Lake) -> None:
    found = Discovery("喵粮", "pets.cat-food", (Sign("targets", 3, 4),), tuple(f"t{n}" for n in range(60)))
    assert write_discoveries(lake, [found]) == 1
    written = lake.read("discoveries")
    assert written.num_rows == 50
    signs = [{"kind": "targets", "n": 3, "of": 4, "level": ""}]
    assert (written["term"][0].as_py(), json.loads(written["signs"][0].as_py())) == ("喵粮", signs)
    assert write_discoveries(lake, []) == 0
    assert lake.read("discoveries").num_rows == 0

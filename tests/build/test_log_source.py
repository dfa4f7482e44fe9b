from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from huaxiang.build.log_source import write_log
from huaxiang.domain.events import AcceptedEvent
from huaxiang.engines.lake import Lake
from huaxiang.logs.sqlite import SQLiteLog

EVENTS = [
    AcceptedEvent("e1", "app", "m1", "page_viewed", 50, 60, ["member_no:1", "cookie:a:b"], properties={"l1": "美妆"}),
    AcceptedEvent("e2", "app", "m2", "products_searched", 40, 60, ["cookie:a:b"], text="面膜", text_kind="search"),
    AcceptedEvent("e3", "app", "m3", "login", 45, 60, ["member_no:1", "cookie:a:b"], amount_minor=7, currency="CNY"),
    AcceptedEvent("e4", "app", "m4", "page_viewed", 46, 60, []),
    AcceptedEvent("e5", "app", "m5", "page_viewed", 10, 60, ["member_no:1"]),
]


@pytest.fixture
def log(tmp_path: Path) -> SQLiteLog:
    made = SQLiteLog(tmp_path / "log")
    made.append(EVENTS)
    return made


def test_every_event_up_to_the_position_is_a_row_with_its_number(log: SQLiteLog, lake: Lake) -> None:
    assert write_log(log, lake, until=4, as_of=99) == 4
    events = lake.read("events").to_pylist()
    assert [row["log_seq"] for row in events] == [1, 2, 3, 4]
    assert [(row["namespace"], row["identity"]) for row in events] == [
        ("member_no", "1"),
        ("cookie", "a:b"),
        ("member_no", "1"),
        (None, None),
    ]
    assert json.loads(events[0]["properties"]) == {"l1": "美妆"}
    assert (events[2]["amount_minor"], events[2]["currency"], events[0]["text_id"]) == (7, "CNY", None)


def test_a_text_is_a_row_of_texts_named_as_its_event(log: SQLiteLog, lake: Lake) -> None:
    write_log(log, lake, until=4, as_of=99)
    (text,) = lake.read("texts").to_pylist()
    assert (text["text_id"], text["kind"], text["text"], text["occurred_at"]) == ("e2", "search", "面膜", 40)
    assert lake.read("events")["text_id"].to_pylist()[1] == "e2"


def test_identities_are_first_seen_and_links_first_stated_at_their_earliest_event(log: SQLiteLog, lake: Lake) -> None:
    write_log(log, lake, until=5, as_of=99)
    (path,) = lake.files("identities_seen")
    seen = {row["identity"]: row["first_seen_at"] for row in pq.read_table(path).to_pylist()}
    assert seen == {"member_no:1": 10, "cookie:a:b": 40}
    (link,) = lake.read("links").to_pylist()
    assert link == {
        "a": "cookie:a:b",
        "b": "member_no:1",
        "kind": "login",
        "occurred_at": 45,
        "weight_milli": 900,
        "event_id": "e3",
    }


def test_an_empty_log_writes_nothing(tmp_path: Path, lake: Lake) -> None:
    assert write_log(SQLiteLog(tmp_path / "empty"), lake, until=0, as_of=99) == 0
    assert not lake.root.exists()


def test_of_merges_and_undos_the_last_up_to_the_instant_is_a_link(tmp_path: Path, lake: Lake) -> None:
    log = SQLiteLog(tmp_path / "log")
    pair = ["member_no:1", "member_no:2"]
    words = [("identity_linked", 30), ("identity_unlinked", 40), ("identity_linked", 20), ("identity_linked", 70)]
    log.append(
        [
            AcceptedEvent(f"e{number}", "control", f"m{number}", name, at, at, pair, link_kind="merge")
            for number, (name, at) in enumerate(words)
        ]
    )
    write_log(log, lake, until=4, as_of=69)
    kept = {(row["kind"], row["occurred_at"], row["event_id"]) for row in lake.read("links").to_pylist()}
    assert kept == {("merge", 30, "e0"), ("undo", 40, "e1")}

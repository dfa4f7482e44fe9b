from __future__ import annotations

import json
from pathlib import Path

from huaxiang.domain.instants import DAY_US, from_iso
from huaxiang.evaluate.live_stream import Shape, bodies, read_bodies, write_bodies
from huaxiang.ingest.dialects.base import DialectSettings, Request, dialect

UNTIL = from_iso("2025-11-11T12:00:00Z")
SHAPE = Shape(5_000, 400, UNTIL, first_person=7)


def calls(shape: Shape, seed: int = 1) -> list[dict]:
    return [call for body in bodies(shape, seed=seed) for call in json.loads(body)["batch"]]


def test_everybody_has_calls_none_later_than_the_end_and_some_come_twice() -> None:
    found = calls(SHAPE)
    ids = {call["messageId"] for call in found}
    assert 4_500 < len(ids) <= 5_000
    assert 0.01 < len(found) / len(ids) - 1 < 0.04
    assert {call["anonymousId"] for call in found} == {f"d{person}" for person in range(7, 407)}
    stamps = [from_iso(call["timestamp"]) for call in found]
    assert UNTIL - 4 * DAY_US < min(stamps) <= max(stamps) <= UNTIL


def test_some_calls_arrive_long_after_later_ones() -> None:
    stamps = [from_iso(call["timestamp"]) for call in calls(SHAPE)]
    newest = [max(stamps[: at + 1]) for at in range(len(stamps))]
    late = sum(stamp < seen - DAY_US // 24 for stamp, seen in zip(stamps, newest, strict=True))
    assert 0.02 < late / len(stamps) < 0.08


def test_the_dialect_reads_all_of_it() -> None:
    segment, settings = dialect("segment"), DialectSettings()
    requests = [Request("/v1/batch", body) for body in bodies(SHAPE, seed=1)]
    said = [event for request in requests for event in segment.read(request, settings=settings).events]
    assert {event.fault for event in said} == {None}
    assert {"product_viewed", "products_searched", "order_completed", "page_viewed"} <= {event.name for event in said}


def test_equal_arguments_make_equal_bodies_and_a_file_gives_them_back(tmp_path: Path) -> None:
    made = list(bodies(SHAPE, seed=3))
    assert made == list(bodies(SHAPE, seed=3)) != list(bodies(SHAPE, seed=4))
    n = write_bodies(tmp_path / "stream", SHAPE, seed=3)
    assert list(read_bodies(tmp_path / "stream")) == made
    assert n == len(calls(SHAPE, seed=3))

"""What every dialect must do; a new file in ingest/dialects is found by itself."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.ingest.bodies import TooLarge
from huaxiang.ingest.dialects.base import DialectSettings, Incoming, Request, dialect, dialect_names

SETTINGS = DialectSettings({"user_id": "member_no", "anonymous_id": "cookie", "phone": "mobile"}, "CNY")
every_dialect = pytest.mark.parametrize("name", dialect_names())


def test_an_unknown_dialect_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="segment"):
        dialect("segmnt")


def altered(request: Request, body: bytes) -> Request:
    return Request(request.path, body, request.query, request.headers, request.method)


def events_of(name: str, request: Request) -> list[Incoming]:
    return dialect(name).read(request, settings=SETTINGS).events


@every_dialect
def test_the_example_gives_its_events_in_order(name):
    shown = dialect(name).example()
    events = events_of(name, shown.request)
    assert tuple(event.name for event in events) == shown.names
    assert [event.fault for event in events] == [None] * len(events)
    assert shown.request.method in dialect(name).PATHS[shown.request.path]


@every_dialect
def test_content_decides_whether_a_body_is_packed(name):
    sent = dialect(name).example().request
    plain = events_of(name, sent)
    for packed in (gzip.compress(sent.body, mtime=0), zlib.compress(sent.body)):
        assert events_of(name, altered(sent, packed)) == plain


@every_dialect
def test_a_broken_event_takes_no_other_along(name):
    shown = dialect(name).example()
    events = events_of(name, shown.broken)
    assert tuple(event.name for event in events if event.fault is None) == shown.names
    assert sum(event.fault is not None for event in events) == 1


@every_dialect
def test_each_item_has_one_event_that_answers_for_it(name):
    first = dialect(name).example().request
    leaders = [event for event in events_of(name, first) if not event.is_beside]
    verdicts = [{"messageId": each.answers_to or each.message_id, "verdict": "accepted"} for each in leaders]
    answer = dialect(name).answer(first, verdicts)
    assert answer.status == 200
    assert json.loads(answer.body)["events"] == verdicts


@every_dialect
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\x1f\x8b broken", gzip.compress(b"{}", mtime=0)[:-9], b"\xff\xfe"]
)
def test_a_body_that_cannot_be_read_is_one_line(name, body):
    with pytest.raises(BadInput) as raised:
        events_of(name, altered(dialect(name).example().request, body))
    assert "\n" not in str(raised.value)


@every_dialect
def test_a_small_body_that_unpacks_to_a_huge_one_is_too_large(name):
    with pytest.raises(TooLarge):
        events_of(name, altered(dialect(name).example().request, gzip.compress(b" " * 50_000_000, mtime=0)))


@every_dialect
def test_deep_nesting_is_a_mistake_of_the_sender_and_no_crash(name):
    deep = b'{"batch":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(BadInput):
        events_of(name, altered(dialect(name).example().request, deep))


@every_dialect
@given(data=st.data())
def test_bytes_changed_on_the_way_are_read_or_refused_and_nothing_else(name, data):
    sent = dialect(name).example().request
    body = bytearray(sent.body)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        events = events_of(name, altered(sent, bytes(body)))
    except BadInput:
        return
    assert all(event.fault is not None or event.name for event in events)

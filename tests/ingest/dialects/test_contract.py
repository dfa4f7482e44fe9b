"""What every dialect must do; a new file in ingest/dialects is found by itself."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.ingest.dialects.base import DialectSettings, TooLarge, dialect, dialect_names

SETTINGS = DialectSettings({"user_id": "member_no", "anonymous_id": "cookie", "phone": "mobile"}, "CNY")
every_dialect = pytest.mark.parametrize("name", dialect_names())


def test_an_unknown_dialect_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match="segment"):
        dialect("segmnt")


@every_dialect
def test_the_example_gives_its_events_in_order(name):
    shown = dialect(name).example()
    events = dialect(name).read(shown.path, shown.body, settings=SETTINGS)
    assert tuple(event.name for event in events) == shown.names
    assert [event.fault for event in events] == [None] * len(events)
    assert shown.path in dialect(name).PATHS


@every_dialect
def test_content_decides_whether_a_body_is_packed(name):
    shown = dialect(name).example()
    plain = dialect(name).read(shown.path, shown.body, settings=SETTINGS)
    assert dialect(name).read(shown.path, gzip.compress(shown.body, mtime=0), settings=SETTINGS) == plain


@every_dialect
def test_a_broken_event_takes_no_other_along(name):
    shown = dialect(name).example()
    events = dialect(name).read(shown.path, shown.broken, settings=SETTINGS)
    assert tuple(event.name for event in events if event.fault is None) == shown.names
    assert sum(event.fault is not None for event in events) == 1


@every_dialect
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\x1f\x8b broken", gzip.compress(b"{}", mtime=0)[:-9], b"\xff\xfe"]
)
def test_a_body_that_cannot_be_read_is_one_line(name, body):
    with pytest.raises(BadInput) as raised:
        dialect(name).read(dialect(name).example().path, body, settings=SETTINGS)
    assert "\n" not in str(raised.value)


@every_dialect
def test_a_small_body_that_unpacks_to_a_huge_one_is_too_large(name):
    with pytest.raises(TooLarge):
        dialect(name).read(dialect(name).example().path, gzip.compress(b" " * 50_000_000, mtime=0), settings=SETTINGS)


@every_dialect
def test_deep_nesting_is_a_mistake_of_the_sender_and_no_crash(name):
    deep = b'{"batch":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(BadInput):
        dialect(name).read(dialect(name).example().path, deep, settings=SETTINGS)


@every_dialect
@given(data=st.data())
def test_bytes_changed_on_the_way_are_read_or_refused_and_nothing_else(name, data):
    shown = dialect(name).example()
    body = bytearray(shown.body)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        events = dialect(name).read(shown.path, bytes(body), settings=SETTINGS)
    except BadInput:
        return
    assert all(event.fault is not None or event.name for event in events)

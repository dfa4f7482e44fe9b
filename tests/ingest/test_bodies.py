from __future__ import annotations

import base64
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.bodies import TooLarge, form_of, json_value, plain_body, raw_items, raw_object, unbase64


@pytest.mark.parametrize("level", [0, 1, 6, 9])
def test_gzip_and_zlib_are_told_by_their_first_bytes(level):
    assert plain_body(gzip.compress(b'{"a":1}', level), limit=100) == b'{"a":1}'
    assert plain_body(zlib.compress(b'{"a":1}', level), limit=100) == b'{"a":1}'
    assert plain_body(b"x=1&y=2", limit=100) == b"x=1&y=2"


def test_a_body_over_the_limit_is_too_large_and_a_cut_one_is_broken():
    with pytest.raises(TooLarge):
        plain_body(b"12345", limit=4)
    with pytest.raises(TooLarge):
        plain_body(gzip.compress(b"1" * 1000), limit=999)
    with pytest.raises(BadInput, match="ends too early"):
        plain_body(gzip.compress(b"1" * 1000)[:-9], limit=1000)


@given(st.binary(max_size=40))
def test_base64_is_read_in_either_alphabet_with_or_without_padding_and_after_a_form_ate_its_pluses(data):
    plain, safe = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()
    for text in (plain, safe, plain.rstrip("="), plain.replace("+", " ")):
        assert unbase64(text) == data


def test_what_is_no_base64_is_told():
    with pytest.raises(BadInput, match="Base64"):
        unbase64("{}")
    with pytest.raises(BadInput, match="Base64"):
        unbase64("中文")


def test_a_form_gives_the_first_of_a_repeated_field_and_has_its_limit():
    assert form_of(b"data=a%2Bb&gzip=1&data=c&empty=") == {"data": "a+b", "gzip": "1", "empty": ""}
    with pytest.raises(BadInput, match="fields"):
        form_of(b"a=1&" * 100)


def test_pieces_of_json_are_told_from_what_is_none():
    assert (json_value(None), json_value(b"[1]")) == (None, [1])
    assert {key: bytes(raw) for key, raw in raw_object(b'{"a":[1, 2]}').items()} == {"a": b"[1, 2]"}
    assert raw_items(b'[{"a":1},7]', name="batch") == [b'{"a":1}', b"7"]
    for read in (json_value, raw_object, lambda body: raw_items(body, name="batch")):
        with pytest.raises(BadInput):
            read(b"\xff")

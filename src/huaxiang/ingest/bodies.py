"""Bodies as SDKs pack them: gzip, zlib, Base64, forms and JSON, told by their content, never by a header."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from huaxiang.domain.errors import BadInput

__all__ = ["BODY_LIMIT", "TooLarge", "form_of", "json_value", "plain_body", "raw_items", "raw_object", "unbase64"]

BODY_LIMIT = 4 << 20
"""Most bytes of a body, as sent and unpacked: the hundred events that SDKs send at once, of 32 kB each, and room."""
_GZIP = b"\x1f\x8b"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MOST_FIELDS = 64
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_any = msgspec.json.Decoder()
_list = msgspec.json.Decoder(list[msgspec.Raw])
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])


class TooLarge(BadInput):
    """A body over the limit, as sent or unpacked."""


def plain_body(body: bytes, *, limit: int = BODY_LIMIT) -> bytes:
    """The body unpacked when it begins like gzip or zlib, whatever the headers say.

    Raises:
        TooLarge: It has more than `limit` bytes.
        BadInput: It is broken gzip.
    """
    if body[:2] == _GZIP or body[:2] in _ZLIB:
        body = _unpacked(body, limit=limit)
    if len(body) > limit:
        raise TooLarge(f"the body has more than {limit:,} bytes: send smaller batches")
    return body


def _unpacked(body: bytes, *, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=47)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadInput(f"the body is broken gzip: {error}") from error
    if not unpacker.eof and len(plain) <= limit:
        raise BadInput("the body is broken gzip: it ends too early")
    return plain


def unbase64(text: str | bytes) -> bytes:
    """The bytes of Base64 in either alphabet, with or without padding; blanks stand for pluses that a form has eaten.

    Raises:
        BadInput: It is no Base64.

    >>> unbase64("e30"), unbase64("aGk-")
    (b'{}', b'hi>')
    """
    plain = text.encode("ascii", "replace") if isinstance(text, str) else text
    plain = plain.strip(b"\r\n\t").replace(b" ", b"+").replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput(f"the data are no Base64: {error}") from error


def form_of(body: bytes) -> dict[str, str]:
    """Fields of a form; of a repeated one the first.

    Raises:
        BadInput: It has more than 64 fields.
    """
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise BadInput(f"the form has more than {_MOST_FIELDS} fields") from error
    return dict(reversed(pairs))


def json_value(raw: bytes | msgspec.Raw | None) -> Any:
    """The value of a piece of JSON; None for nothing.

    Raises:
        BadInput: It is no JSON.
    """
    try:
        return None if raw is None else _any.decode(raw)
    except _UNREADABLE as error:
        raise BadInput(f"the body is no JSON: {error}") from error


def raw_object(body: bytes) -> dict[str, msgspec.Raw]:
    """The parts of a JSON object, not read yet.

    Raises:
        BadInput: It is no JSON object.
    """
    try:
        return _object.decode(body)
    except _UNREADABLE as error:
        raise BadInput(f"the body is no JSON object: {error}") from error


def raw_items(raw: bytes | msgspec.Raw, *, name: str) -> list[bytes]:
    """The items of a JSON list, not read yet.

    Args:
        name: What the list is called in an error.

    Raises:
        BadInput: It is no list.
    """
    try:
        return [bytes(each) for each in _list.decode(raw)]
    except _UNREADABLE as error:
        raise BadInput(f'"{name}" is no list of events: {error}') from error

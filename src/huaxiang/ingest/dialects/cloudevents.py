"""CloudEvents 1.0 over HTTP: structured, batched and binary, told by their content and their ce- headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from urllib.parse import unquote

import msgspec

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.ingest.bodies import json_value, plain_body, raw_items, unbase64
from huaxiang.ingest.commerce import commerce_columns, line_events
from huaxiang.ingest.dialects.base import (
    Answer,
    DialectSettings,
    Example,
    Incoming,
    Read,
    Request,
    instant_of,
    scalar_of,
    standard_answer,
    text_of,
)
from huaxiang.ingest.tracked_names import tracked_name

__all__ = ["PATHS", "answer", "example", "read"]

PATHS = {"/v1/events": ("POST",)}
_WORDS = {
    "user_id": "user_id",
    "anonymous_id": "anonymous_id",
    "device_id": "device_id",
    "email": "email",
    "userid": "user_id",
    "anonymousid": "anonymous_id",
    "deviceid": "device_id",
    "phone": "phone",
    "userId": "user_id",
    "anonymousId": "anonymous_id",
    "deviceId": "device_id",
    "mobile": "phone",
}
_LINK_KINDS = ("login", "alias")
_UNUSABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_object = msgspec.json.Decoder(dict[str, Any])
_encoder = msgspec.json.Encoder()


def read(request: Request, *, settings: DialectSettings) -> Read:
    """The events of a request; see `Dialect.read`."""
    body = plain_body(request.body)
    if "ce-type" in request.headers or "ce-id" in request.headers:
        return Read(list(_event(_binary(request, body), body, settings)))
    if body.lstrip()[:1] == b"[":
        items = raw_items(body, name="batch")
        if not items:
            raise BadInput("there is no event in it")
    else:
        json_value(body)
        items = [body]
        if body.lstrip()[:1] != b"{":
            raise BadInput("there is no event: send one as JSON, a list of them, or its attributes as ce- headers")
    return Read(list(chain.from_iterable(_read_item(raw, settings) for raw in items)))


def answer(request: Request, verdicts: Sequence[Mapping[str, Any]]) -> Answer:  # noqa: ARG001
    """Success, with the verdicts; see `Dialect.answer`."""
    return standard_answer(verdicts)


def _binary(request: Request, body: bytes) -> dict[str, Any]:
    """The attributes of the headers, with the body as data."""
    heads = {name[3:]: unquote(value) for name, value in request.headers.items() if name.startswith("ce-")}
    return {**heads, "data": json_value(body) if body.strip() else None}


def _read_item(raw: bytes, settings: DialectSettings) -> Iterator[Incoming]:
    try:
        item = _object.decode(raw)
    except _UNUSABLE:
        yield Incoming(message_id=None, name=None, raw=raw, fault="not_an_object")
        return
    yield from _event(item, raw, settings)


def _event(item: Mapping[str, Any], raw: bytes, settings: DialectSettings) -> Iterator[Incoming]:
    base = Incoming(message_id=_message_id(item), name=_name(item.get("type")), raw=raw)
    try:
        base.occurred_at = instant_of(item.get("time"))
        data = _data(item)
    except (OutOfRange, BadInput) as error:
        base.fault = "bad_time" if isinstance(error, OutOfRange) else "bad_data"
        yield base
        return
    base.fault = _fault(item, base)
    own = {key: value for key, value in data.items() if key not in _WORDS and key not in {"identities", "link_kind"}}
    base.identities = list(_identities(item, data, settings))
    for column, value in commerce_columns(base.name or "", own, currency=settings.currency).items():
        setattr(base, column, value)
    base.session_id = base.session_id or text_of(item.get("sessionid"))
    base.channel = base.channel or text_of(item.get("channel"))
    if data.get("link_kind") in _LINK_KINDS:
        base.link_kind = data["link_kind"]
    yield base
    yield from line_events(base, own)


def _fault(item: Mapping[str, Any], base: Incoming) -> str | None:
    if scalar_of(item.get("id")) is None or scalar_of(item.get("source")) is None:
        return "no_message_id"
    return "no_name" if base.name is None else None


def _message_id(item: Mapping[str, Any]) -> str | None:
    """Source and id, which together name an event."""
    source, own = scalar_of(item.get("source")), scalar_of(item.get("id"))
    return None if source is None or own is None else f"{source} {own}"


def _name(sent: object) -> str | None:
    """The contract's name that a type ends in, such as `com.example.order.completed`; else the whole type."""
    if not isinstance(sent, str):
        return None
    parts = sent.split(".")
    for first in range(len(parts)):
        name = tracked_name("_".join(parts[first:]))
        if name in EVENT_NAMES:
            return name
    return tracked_name(sent)


def _data(item: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event where they are an object."""
    data = item.get("data")
    if data is None and isinstance(item.get("data_base64"), str):
        data = json_value(unbase64(item["data_base64"]))
    return data if isinstance(data, dict) else {}


def _identities(
    item: Mapping[str, Any], data: Mapping[str, Any], settings: DialectSettings
) -> Iterator[tuple[str, str]]:
    """The subject as the user, and what attributes and data name by our words; `identities` names any other."""
    subject = scalar_of(item.get("subject"))
    stated = [("user_id", subject), *((_WORDS[key], item.get(key)) for key in _WORDS if key in item)]
    stated += [(_WORDS[key], data[key]) for key in _WORDS if key in data]
    named = data.get("identities")
    stated += [(str(word), value) for word, value in named.items()] if isinstance(named, dict) else []
    found = {(settings.namespace(word), text): None for word, value in stated if (text := scalar_of(value)) is not None}
    yield from found


def example() -> Example:
    """A batch of two."""
    one = {
        "specversion": "1.0",
        "id": "1",
        "source": "/shop",
        "type": "com.example.product.viewed",
        "subject": "42",
        "time": "2025-11-11T12:00:00Z",
        "data": {"product_id": "p1", "anonymous_id": "a1"},
    }
    two = {**one, "id": "2", "type": "trait_set", "data": {"property": "level", "value": "gold"}}
    sent, broken = (Request("/v1/events", _encoder.encode(items)) for items in ([one, two], [one, 7, two]))
    return Example(sent, ("product_viewed", "trait_set"), broken)

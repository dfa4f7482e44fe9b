"""Segment and RudderStack: track, identify, page, screen, group and alias, one by one or in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.ingest.commerce import commerce_columns, event_name, line_events, snake
from huaxiang.ingest.dialects.base import DialectSettings, Example, Incoming, instant_of, plain_body, text_of

__all__ = ["PATHS", "example", "read", "write_key"]

TYPES = ("track", "identify", "page", "screen", "group", "alias")
PATHS = tuple(f"/v1/{each}" for each in ("batch", *TYPES))
_BODY_LIMIT = 512_000
_CONTACTS = ("email", "phone")
_UNWANTED = frozenset(
    {*_CONTACTS, "name", "first_name", "last_name", "username", "address", "avatar", "password", "id_card"}
)
_any = msgspec.json.Decoder()
_batch = msgspec.json.Decoder(list[msgspec.Raw])
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read(path: str, body: bytes, *, settings: DialectSettings) -> list[Incoming]:
    """The events of a request; see `Dialect.read`."""
    plain = plain_body(body, limit=_BODY_LIMIT)
    top = _top(plain)
    kind = path.rstrip("/").rsplit("/", 1)[-1]
    shared = {key: _value(top.get(key)) for key in ("sentAt", "context")}
    if "batch" not in top and kind == "batch":
        raise BadInput('the body has no "batch": post {"batch": [{"type": "track", …}]}')
    items = _items(top["batch"]) if "batch" in top else [plain]
    sort = None if "batch" in top else kind
    return [event for raw in items for event in _read_item(raw, sort, shared, settings)]


def write_key(body: bytes) -> str | None:
    """The `writeKey` of the body; see `Dialect.write_key`."""
    try:
        return _scalar(_value(_top(plain_body(body, limit=_BODY_LIMIT)).get("writeKey")))
    except BadInput:
        return None


def _top(body: bytes) -> dict[str, msgspec.Raw]:
    try:
        return _object.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"the body is no JSON object: {error}") from error


def _value(raw: msgspec.Raw | None) -> Any:
    try:
        return None if raw is None else _any.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"the body is no JSON: {error}") from error


def _items(raw: msgspec.Raw) -> list[bytes]:
    try:
        return [bytes(each) for each in _batch.decode(raw)]
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f'"batch" is no list of events: {error}') from error


def _read_item(
    raw: bytes, kind: str | None, shared: Mapping[str, Any], settings: DialectSettings
) -> Iterator[Incoming]:
    """The events of one item; its own type counts where the path says nothing."""
    try:
        item = _any.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        item = None
    if not isinstance(item, dict):
        yield Incoming(message_id=None, name=None, raw=raw, fault="not_an_object")
        return
    context = {**_mapping(shared["context"]), **_mapping(item.get("context"))}
    item = {**item, "context": context}
    sort = kind or item.get("type")
    base = _base(item, raw, shared["sentAt"], settings)
    maker = _MAKERS.get(str(sort))
    if base.fault is not None or maker is None:
        base.fault = base.fault or "unknown_type"
        yield base
        return
    yield from maker(base, item, settings)


def _base(item: Mapping[str, Any], raw: bytes, sent_at: object, settings: DialectSettings) -> Incoming:
    base = Incoming(message_id=text_of(item.get("messageId")), name=None, raw=raw)
    base.identities = list(_identities(item, settings))
    context = item["context"]
    base.session_id = text_of(context.get("sessionId"))
    base.channel, base.device = _channel(item, context), _device(context)
    try:
        stamp = item.get("timestamp")
        base.occurred_at = instant_of(item.get("originalTimestamp") if stamp is None else stamp)
        base.sent_at = instant_of(item.get("sentAt", sent_at))
    except OutOfRange:
        base.fault = "bad_time"
    return base


def _identities(item: Mapping[str, Any], settings: DialectSettings) -> Iterator[tuple[str, str]]:
    context = item["context"]
    stated = {
        "user_id": item.get("userId"),
        "anonymous_id": item.get("anonymousId"),
        "device_id": _mapping(context.get("device")).get("id"),
    }
    for word, value in stated.items():
        text = _scalar(value)
        if text is not None:
            yield settings.namespace(word), text


def _scalar(value: object) -> str | None:
    return text_of(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


_LIBRARIES = (("ios", "app"), ("android", "app"), ("flutter", "app"), ("react-native", "app"), (".js", "web"))


def _channel(item: Mapping[str, Any], context: Mapping[str, Any]) -> str | None:
    """Where the customer was: as stated, else by the library; a server's own SDK says nothing of it."""
    stated = text_of(item.get("channel")) or text_of(context.get("channel"))
    if stated is not None and stated != "server":
        return "app" if stated == "mobile" else stated
    library = str(_mapping(context.get("library")).get("name", "")).lower()
    return next((channel for sign, channel in _LIBRARIES if sign in library), None)


_SYSTEMS = (
    *(("harmony", "harmony"), ("iphone", "ios"), ("ipad", "ios"), ("ios", "ios"), ("android", "android")),
    *(("windows", "desktop"), ("mac", "desktop"), ("linux", "desktop")),
)


def _device(context: Mapping[str, Any]) -> str | None:
    system = f"{_mapping(context.get('os')).get('name', '')} {context.get('userAgent', '')}".lower()
    return next((device for sign, device in _SYSTEMS if sign in system), None)


def _fill(base: Incoming, columns: Mapping[str, Any]) -> None:
    for column, value in columns.items():
        setattr(base, column, value)


def _track(base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    base.name = event_name(item.get("event"))
    properties = _mapping(item.get("properties"))
    if base.name is None:
        base.fault = "no_name"
    else:
        _fill(base, commerce_columns(base.name, properties, currency=settings.currency))
    yield base
    yield from line_events(base, properties)


def _viewed(name: str, base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    base.name = name
    properties = _mapping(item.get("properties"))
    _fill(base, commerce_columns(name, properties, currency=settings.currency))
    stated = base.page or text_of(item.get("name")) or base.properties.get("path")
    base.page = stated or text_of(_mapping(item["context"].get("page")).get("path"))
    yield base


def _page(base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    yield from _viewed("page_viewed", base, item, settings)


def _screen(base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    yield from _viewed("screen_viewed", base, item, settings)


def _identify(base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    """The identities are one person; each trait is an event of its own, contact data are identities."""
    traits = {**_mapping(item["context"].get("traits")), **_mapping(item.get("traits"))}
    for word in _CONTACTS:
        value = _scalar(traits.get(word))
        if value is not None:
            base.identities.append((settings.namespace(word), value))
    base.name = "identity_linked"
    yield base
    yield from _traits(base, {snake(key): value for key, value in traits.items()})


def _traits(base: Incoming, traits: Mapping[str, Any]) -> Iterator[Incoming]:
    for name, value in traits.items():
        text = text_of(value)
        if name and name not in _UNWANTED and text is not None:
            yield Incoming(
                message_id=None if base.message_id is None else f"{base.message_id}:{name}",
                name="trait_set",
                raw=base.raw,
                occurred_at=base.occurred_at,
                sent_at=base.sent_at,
                identities=base.identities,
                properties={"property": name, "value": text},
                is_beside=True,
            )


def _group(base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:  # noqa: ARG001
    group = _scalar(item.get("groupId"))
    if group is None:
        base.name, base.fault = "trait_set", "no_group"
        yield base
        return
    base.name, base.properties = "trait_set", {"property": "group", "value": group}
    yield base
    yield from _traits(base, {f"group_{snake(key)}": value for key, value in _mapping(item.get("traits")).items()})


def _alias(base: Incoming, item: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    previous = _scalar(item.get("previousId"))
    base.name, base.link_kind = "identity_linked", "alias"
    if previous is None or _scalar(item.get("userId")) is None:
        base.fault = "no_alias"
    else:
        base.identities.append((settings.namespace("anonymous_id"), previous))
    yield base


_MAKERS = {
    "track": _track,
    "identify": _identify,
    "page": _page,
    "screen": _screen,
    "group": _group,
    "alias": _alias,
}


def example() -> Example:
    """A batch as server SDKs send it."""
    head = b'{"writeKey":"k","sentAt":"2025-11-11T12:00:01.000Z","batch":['
    one = (
        b'{"type":"track","messageId":"m1","timestamp":"2025-11-11T12:00:00.000Z","userId":"42","anonymousId":"a1",'
        b'"event":"Product Viewed","properties":{"product_id":"p1","category":"\xe6\xaf\x8d\xe5\xa9\xb4 > '
        b'\xe5\xa5\xb6\xe7\xb2\x89"},"context":{"library":{"name":"analytics-python","version":"2.4.0"}}}'
    )
    two = b'{"type":"identify","messageId":"m2","userId":"42","traits":{"level":"gold","email":"a@b.example"}}'
    names = ("product_viewed", "identity_linked", "trait_set")
    return Example("/v1/batch", b"%s%s,%s]}" % (head, one, two), names, b"%s%s,7,%s]}" % (head, one, two))

"""Segment and RudderStack: track, identify, page, screen, group and alias, one by one or in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.ingest.bodies import json_value, plain_body, raw_items, raw_object
from huaxiang.ingest.commerce import HAS_LINES, commerce_columns, line_events, snake
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
from huaxiang.ingest.profile_calls import consents_stated, contacts_of, linked, traits_set
from huaxiang.ingest.surroundings import channel_of, device_of
from huaxiang.ingest.tracked_names import tracked_name

__all__ = ["PATHS", "answer", "example", "read"]

TYPES = ("track", "identify", "page", "screen", "group", "alias")
_KINDS = {**{each: each for each in ("batch", *TYPES)}, **{each[0]: each for each in ("batch", *TYPES)}}
"""Last part of a path, in full as servers say it and as the one letter that browsers say → kind of the request."""
PATHS = {f"/v1/{each}": ("POST",) for each in _KINDS}
_NOTHING = msgspec.Raw()


class _Item(msgspec.Struct, rename="camel", gc=False):
    """What is read of an item; everything else is passed over."""

    type: Any = None
    event: Any = None
    message_id: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None
    previous_id: Any = None
    group_id: Any = None
    name: Any = None
    channel: Any = None
    properties: Any = None
    traits: Any = None
    context: msgspec.Raw = _NOTHING


class _Context(msgspec.Struct):
    """What a context says of an item's surroundings; server SDKs send the same with each item.

    Attributes:
        stated: The context itself.
    """

    stated: dict[str, Any]
    session_id: str | None
    channel: str | None
    library_channel: str | None
    device: str | None
    device_id: str | None
    consents: dict[str, Any]


_UNUSABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_item = msgspec.json.Decoder(_Item)


def read(request: Request, *, settings: DialectSettings) -> Read:
    """The events of a request; see `Dialect.read`."""
    plain = plain_body(request.body)
    top = raw_object(plain)
    kind = _KINDS[request.path.rsplit("/", 1)[-1]]
    if "batch" not in top and kind == "batch":
        raise BadInput('the body has no "batch": post {"batch": [{"type": "track", …}]}')
    is_batch = "batch" in top
    shared = _mapping(json_value(top.get("context"))) if is_batch else {}
    reader = _Reader(None if is_batch else kind, shared, json_value(top.get("sentAt")), settings)
    items = raw_items(top["batch"], name="batch") if is_batch else [plain]
    key = scalar_of(json_value(top.get("writeKey")))
    return Read(reader.events(items), () if key is None else (key,))


def answer(request: Request, verdicts: Sequence[Mapping[str, Any]]) -> Answer:  # noqa: ARG001
    """Success, with the verdicts; see `Dialect.answer`."""
    return standard_answer(verdicts)


class _Reader:
    """Reads the items of one request, which share what stands beside them."""

    def __init__(self, kind: str | None, context: dict[str, Any], sent_at: object, settings: DialectSettings) -> None:
        self._kind, self._shared, self._settings = kind, context, settings
        self._sent_at = sent_at
        self._contexts: dict[bytes, _Context] = {}
        self._consents: dict[tuple[object, ...], bool] = {}
        self._instants: dict[str, int | None] = {}
        words = ("user_id", "anonymous_id", "device_id")
        self._user, self._anonymous, self._device = (settings.namespace(word) for word in words)

    def events(self, items: Iterable[bytes]) -> list[Incoming]:
        """The events of the items, in order."""
        found: list[Incoming] = []
        for raw in items:
            try:
                item = _item.decode(raw)
                context = self._context(item.context)
            except _UNUSABLE:
                found.append(Incoming(message_id=None, name=None, raw=raw, fault="not_an_object"))
            else:
                self._put(self._base(item, context, raw), item, context, found)
        return found

    def _put(self, base: Incoming, item: _Item, context: _Context, found: list[Incoming]) -> None:
        """Puts the events of one item; its own type counts where the path says nothing."""
        kind = self._kind or item.type
        found.append(base)
        if base.fault is not None:
            return
        if kind == "track":
            _fill_track(base, item, self._settings)
            if base.name in HAS_LINES:
                found += line_events(base, _mapping(item.properties))
        elif isinstance(kind, str) and kind in _MAKERS:
            found += _MAKERS[kind](base, item, context, self._settings)
        else:
            base.fault = "unknown_type"
        if context.consents:
            found += self._changed(base, consents_stated(base, context.consents))

    def _context(self, raw: msgspec.Raw) -> _Context:
        """The context of an item, read once where several items have the same."""
        key = bytes(raw)
        known = self._contexts.get(key)
        if known is None:
            stated = {**self._shared, **_mapping(msgspec.json.decode(key) if key else None)}
            known = self._contexts[key] = _surroundings(stated)
        return known

    def _base(self, item: _Item, context: _Context, raw: bytes) -> Incoming:
        stated = text_of(item.channel) or context.channel
        channel = context.library_channel if stated is None or stated == "server" else stated
        identities = []
        for namespace, value in ((self._user, item.user_id), (self._anonymous, item.anonymous_id)):
            if value is not None and (text := scalar_of(value)) is not None:
                identities.append((namespace, text))
        if context.device_id is not None:
            identities.append((self._device, context.device_id))
        base = Incoming(
            message_id=text_of(item.message_id),
            name=None,
            raw=raw,
            identities=identities,
            session_id=context.session_id,
            channel="app" if channel == "mobile" else channel,
            device=context.device,
        )
        try:
            stamp = item.timestamp if item.timestamp is not None else item.original_timestamp
            base.occurred_at = self._instant(stamp)
            base.sent_at = self._instant(self._sent_at if item.sent_at is None else item.sent_at)
        except OutOfRange:
            base.fault = "bad_time"
        return base

    def _instant(self, value: object) -> int | None:
        """The instant of a value, read once where several items have the same."""
        if not isinstance(value, str):
            return instant_of(value)
        if value not in self._instants:
            self._instants[value] = instant_of(value)
        return self._instants[value]

    def _changed(self, base: Incoming, events: Iterator[Incoming]) -> Iterator[Incoming]:
        """Consents that this request has not said of the same sender before."""
        for event in events:
            key, is_given = (*base.identities, event.properties["purpose"]), event.name == "consent_given"
            if self._consents.get(key) is not is_given:
                self._consents[key] = is_given
                yield event


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _surroundings(stated: dict[str, Any]) -> _Context:
    return _Context(
        stated=stated,
        session_id=text_of(stated.get("sessionId")),
        channel=text_of(stated.get("channel")),
        library_channel=channel_of(_mapping(stated.get("library")).get("name")),
        device=device_of(_mapping(stated.get("os")).get("name"), stated.get("userAgent")),
        device_id=scalar_of(_mapping(stated.get("device")).get("id")),
        consents=_preferences(stated),
    )


def _preferences(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Purpose → whether it is consented to, as Segment and as RudderStack say it."""
    managed = _mapping(stated.get("consentManagement"))
    found = dict(_mapping(_mapping(stated.get("consent")).get("categoryPreferences")))
    for key, is_given in (("allowedConsentIds", True), ("deniedConsentIds", False)):
        ids = managed.get(key)
        found |= {each: is_given for each in (ids if isinstance(ids, list) else ()) if isinstance(each, str)}
    return found


def _fill(base: Incoming, columns: Mapping[str, Any]) -> None:
    for column, value in columns.items():
        setattr(base, column, value)


def _fill_track(base: Incoming, item: _Item, settings: DialectSettings) -> None:
    base.name = tracked_name(item.event)
    if base.name is None:
        base.fault = "no_name"
    else:
        _fill(base, commerce_columns(base.name, _mapping(item.properties), currency=settings.currency))


def _fill_view(name: str, base: Incoming, item: _Item, context: _Context, settings: DialectSettings) -> None:
    base.name = name
    _fill(base, commerce_columns(name, _mapping(item.properties), currency=settings.currency))
    stated = base.page or text_of(item.name) or base.properties.get("path")
    base.page = stated or text_of(_mapping(context.stated.get("page")).get("path"))


def _page(base: Incoming, item: _Item, context: _Context, settings: DialectSettings) -> Iterable[Incoming]:
    _fill_view("page_viewed", base, item, context, settings)
    return ()


def _screen(base: Incoming, item: _Item, context: _Context, settings: DialectSettings) -> Iterable[Incoming]:
    _fill_view("screen_viewed", base, item, context, settings)
    return ()


def _identify(base: Incoming, item: _Item, context: _Context, settings: DialectSettings) -> Iterable[Incoming]:
    """The identities are one person; each trait is an event of its own, contact data are identities."""
    traits = {**_mapping(context.stated.get("traits")), **_mapping(item.traits)}
    linked(base, "login", contacts_of(traits, settings))
    return traits_set(base, traits)


def _group(base: Incoming, item: _Item, context: _Context, settings: DialectSettings) -> Iterable[Incoming]:  # noqa: ARG001
    group = scalar_of(item.group_id)
    base.name = "trait_set"
    if group is None:
        base.fault = "no_group"
        return ()
    base.properties = {"property": "group", "value": group}
    return traits_set(base, {f"group_{snake(str(key))}": value for key, value in _mapping(item.traits).items()})


def _alias(base: Incoming, item: _Item, context: _Context, settings: DialectSettings) -> Iterable[Incoming]:  # noqa: ARG001
    previous = scalar_of(item.previous_id)
    linked(base, "alias", [] if previous is None else [(settings.namespace("anonymous_id"), previous)])
    if previous is None or scalar_of(item.user_id) is None:
        base.fault = "no_alias"
    return ()


_MAKERS = {
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
    sent, broken = (Request("/v1/batch", head + b",".join(items) + b"]}") for items in ((one, two), (one, b"7", two)))
    return Example(sent, names, broken)

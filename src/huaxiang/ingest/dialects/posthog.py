"""PostHog: events one by one and in batches, old endpoints and new, and the answers about flags that SDKs wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.ingest.bodies import form_of, json_value, plain_body, raw_items, raw_object, unbase64
from huaxiang.ingest.commerce import commerce_columns, line_events, whole_number
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
from huaxiang.ingest.profile_calls import contacts_of, leading, linked, traits_set, traits_unset
from huaxiang.ingest.surroundings import channel_of, device_of, path_of
from huaxiang.ingest.tracked_names import tracked_name

__all__ = ["PATHS", "answer", "example", "read"]

_RESULTS = "/i/v1/analytics/events"
_FLAGS = ("/flags", "/decide")
_EVENTS = ("/batch", "/capture", "/e", "/i/v0/e")
PATHS = {
    **{f"{path}{end}": ("POST",) for path in (*_EVENTS, *_FLAGS) for end in ("/", "")},
    _RESULTS: ("POST",),
}
_NO_FLAGS = {
    "flags": {},
    "featureFlags": {},
    "featureFlagPayloads": {},
    "errorsWhileComputingFlags": False,
    "sessionRecording": False,
    "supportedCompression": ["gzip", "gzip-js", "base64"],
    "config": {"enable_collect_everything": True},
}
_KEPT_PRESETS = {
    "$title": "title",
    "title": "title",
    "$referring_domain": "referrer_host",
    "$event_type": "event_type",
    "$el_text": "element_content",
    "$feature_flag": "feature_flag",
}
_KEPT_TRAITS = {"$email": "email", "$phone": "phone", "$name": "name"}
_UNUSABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_encoder = msgspec.json.Encoder()


class _Item(msgspec.Struct, gc=False):
    """What is read of an item; everything else is passed over."""

    event: Any = None
    distinct_id: Any = None
    properties: Any = None
    timestamp: Any = None
    offset: Any = None
    uuid: Any = None
    session_id: Any = None
    api_key: Any = None
    token: Any = None
    sent_at: Any = None
    options: Any = None
    set_: Any = msgspec.field(default=None, name="$set")
    set_once: Any = msgspec.field(default=None, name="$set_once")


_item = msgspec.json.Decoder(_Item)


def read(request: Request, *, settings: DialectSettings) -> Read:
    """The events of a request; see `Dialect.read`."""
    plain = _json_of(request)
    stated = [request.query.get("token"), request.query.get("api_key")]
    if request.path.rstrip("/") in _FLAGS:
        top = raw_object(plain)
        stated += [scalar_of(json_value(top.get(name))) for name in ("api_key", "token")]
        return Read([], tuple(each for each in stated if each))
    items, sent_at, own = _items(plain)
    reader = _Reader(sent_at or _sent_in_query(request), settings)
    stated += [*own, _token_of(items[0]) if items else None]
    events = list(chain.from_iterable(map(reader.events, items)))
    return Read(events, tuple(each for each in stated if each))


def answer(request: Request, verdicts: Sequence[Mapping[str, Any]]) -> Answer:
    """The flags, of which there are none; a result by uuid at the newest endpoint; else a status and the verdicts."""
    if request.path.rstrip("/") in _FLAGS:
        return Answer(_encoder.encode(_NO_FLAGS))
    if request.path == _RESULTS:
        return standard_answer(verdicts, results={each["messageId"]: _result(each) for each in verdicts})
    return standard_answer(verdicts, status=1)


def _result(verdict: Mapping[str, Any]) -> dict[str, str]:
    """An event's result in the words of the newest endpoint; what is dropped is not sent again."""
    if verdict["verdict"] in {"accepted", "duplicate"}:
        noted = verdict.get("reason") or ", ".join(each["reason"] for each in verdict.get("besides", ()))
        return {"result": "warning", "details": noted} if noted else {"result": "ok"}
    return {"result": "drop", "details": f"{verdict['verdict']}: {verdict['reason']}"}


def _json_of(request: Request) -> bytes:
    """The JSON of a body: bare or packed, as such, as Base64, or as `data` of a form."""
    body = plain_body(request.body)
    if body.lstrip()[:1] in {b"{", b"["}:
        return body
    packed = form_of(body).get("data") or body
    plain = plain_body(unbase64(packed))
    if plain.lstrip()[:1] not in {b"{", b"["}:
        raise BadInput('there is no event: send JSON such as {"api_key": …, "batch": […]}')
    return plain


def _items(plain: bytes) -> tuple[list[bytes], object, list[str | None]]:
    """The items of a body, when it was sent, and the keys beside them."""
    if plain.lstrip()[:1] == b"[":
        items = raw_items(plain, name="batch")
        if not items:
            raise BadInput("there is no event in it")
        return items, None, []
    top = raw_object(plain)
    sent_at = json_value(top.get("sent_at"))
    keys = [scalar_of(json_value(top.get(name))) for name in ("api_key", "token")]
    if "batch" in top:
        return raw_items(top["batch"], name="batch"), sent_at, keys
    if "event" not in top:
        raise BadInput('there is no event: send {"api_key": …, "event": …} or {"api_key": …, "batch": […]}')
    return [plain], sent_at, keys


def _sent_in_query(request: Request) -> object:
    """When a browser sent its request, in ms, where the address says it."""
    return whole_number(request.query.get("_"))


def _token_of(raw: bytes) -> str | None:
    """The key that an event states for itself, as browsers do."""
    try:
        item = _item.decode(raw)
    except _UNUSABLE:
        return None
    return scalar_of(item.api_key) or scalar_of(item.token) or scalar_of(_mapping(item.properties).get("token"))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Reader:
    """Reads the items of one request, which share when it was sent."""

    def __init__(self, sent_at: object, settings: DialectSettings) -> None:
        self._sent_at, self._settings = sent_at, settings

    def events(self, raw: bytes) -> Iterator[Incoming]:
        """The events of one item."""
        try:
            item = _item.decode(raw)
        except _UNUSABLE:
            yield Incoming(message_id=None, name=None, raw=raw, fault="not_an_object")
            return
        properties = _mapping(item.properties)
        base = self._base(item, properties, raw)
        if base.fault is None:
            maker = _MAKERS.get(str(item.event), _tracked)
            yield from maker(base, item, properties, self._settings)
        else:
            yield base

    def _base(self, item: _Item, properties: Mapping[str, Any], raw: bytes) -> Incoming:
        base = Incoming(
            message_id=scalar_of(item.uuid) or scalar_of(properties.get("$insert_id")),
            name=None,
            raw=raw,
            identities=_identities(item, properties, self._settings),
            session_id=scalar_of(item.session_id) or scalar_of(properties.get("$session_id")),
            channel=channel_of(properties.get("$lib")),
            device=_device(properties),
        )
        try:
            base.sent_at = instant_of(self._sent_at if item.sent_at is None else item.sent_at)
            base.occurred_at = _occurred_at(item, properties, base.sent_at)
        except OutOfRange:
            base.fault = "bad_time"
        return base


def _device(properties: Mapping[str, Any]) -> str | None:
    """The customer's device; the system that a server's SDK names is the server's."""
    system = None if properties.get("$is_server") is True else properties.get("$os")
    return device_of(system, properties.get("$raw_user_agent"))


def _occurred_at(item: _Item, properties: Mapping[str, Any], sent_at: int | None) -> int | None:
    """The event's instant; a browser may say only how many ms before the request it was."""
    stamp = properties.get("$time") if item.timestamp is None else item.timestamp
    if stamp is None and sent_at is not None and (offset := whole_number(item.offset)) is not None:
        return sent_at - offset * 1000
    return instant_of(stamp)


def _identities(item: _Item, properties: Mapping[str, Any], settings: DialectSettings) -> list[tuple[str, str]]:
    """The distinct id, as the user's or as the browser's own where the event says that nobody has logged in."""
    own = scalar_of(item.distinct_id) or scalar_of(properties.get("distinct_id"))
    device = scalar_of(properties.get("$device_id"))
    has_profile = _mapping(item.options).get("process_person_profile", properties.get("$process_person_profile"))
    is_anonymous = own == device or properties.get("$is_identified") is False or has_profile is False
    word = "anonymous_id" if is_anonymous else "user_id"
    found = [] if own is None else [(settings.namespace(word), own)]
    return found if device in {None, own} else [*found, (settings.namespace("anonymous_id"), str(device))]


def _tracked(
    base: Incoming, item: _Item, properties: Mapping[str, Any], settings: DialectSettings
) -> Iterator[Incoming]:
    base.name = tracked_name(item.event)
    if base.name is None:
        base.fault = "no_name"
        yield base
        return
    own = _own(properties)
    for column, value in commerce_columns(base.name, own, currency=settings.currency).items():
        setattr(base, column, value)
    stated = base.page or text_of(properties.get("$screen_name"))
    base.page = stated or path_of(properties.get("$pathname")) or path_of(properties.get("$current_url"))
    yield base
    yield from line_events(base, own)
    yield from _traits(base, item, properties)


_NOT_OWN = frozenset({"token", "distinct_id"})


def _own(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A shop's own properties and the few presets that are kept; addresses of machines and the like are not."""
    kept = {name: value for name, value in properties.items() if name[:1] != "$" and name not in _NOT_OWN}
    for preset, name in _KEPT_PRESETS.items():
        if preset in properties:
            kept[name] = properties[preset]
    return kept


def _stated(item: _Item, properties: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Traits under `$set` or `$set_once`, wherever they stand; of the presets those of a person alone."""
    beside = item.set_ if name == "$set" else item.set_once
    stated = {**_mapping(beside), **_mapping(properties.get(name))}
    return {_KEPT_TRAITS.get(key, key): value for key, value in stated.items() if key[:1] != "$" or key in _KEPT_TRAITS}


def _traits(base: Incoming, item: _Item, properties: Mapping[str, Any]) -> Iterator[Incoming]:
    yield from traits_set(base, _stated(item, properties, "$set"))
    yield from traits_set(base, _stated(item, properties, "$set_once"), once=True)
    names = properties.get("$unset")
    yield from traits_unset(base, names if isinstance(names, list) else ())


def _identify(
    base: Incoming, item: _Item, properties: Mapping[str, Any], settings: DialectSettings
) -> Iterator[Incoming]:
    """The user and the browser's id before are one person; contact data are identities too."""
    own = scalar_of(item.distinct_id) or scalar_of(properties.get("distinct_id"))
    before = scalar_of(properties.get("$anon_distinct_id"))
    base.identities = [] if own is None else [(settings.namespace("user_id"), own)]
    anonymous = [] if before is None else [(settings.namespace("anonymous_id"), before)]
    yield linked(base, "login", [*anonymous, *contacts_of(_stated(item, properties, "$set"), settings)])
    yield from _traits(base, item, properties)


def _alias(base: Incoming, item: _Item, properties: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    own = scalar_of(properties.get("distinct_id")) or scalar_of(item.distinct_id)
    other = scalar_of(properties.get("alias"))
    word = "user_id" if item.event == "$merge_dangerously" else "anonymous_id"
    stated = ((settings.namespace("user_id"), own), (settings.namespace(word), other))
    base.identities = []
    linked(base, "alias", [(namespace, value) for namespace, value in stated if value is not None])
    if own is None or other is None:
        base.fault = "no_alias"
    yield base


def _set(base: Incoming, item: _Item, properties: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:
    contacts = contacts_of(_stated(item, properties, "$set"), settings)
    if contacts:
        yield linked(base, "login", contacts)
        yield from _traits(base, item, properties)
    else:
        yield from leading(base, _traits(base, item, properties))


def _group(base: Incoming, item: _Item, properties: Mapping[str, Any], settings: DialectSettings) -> Iterator[Incoming]:  # noqa: ARG001
    """What is said of a company or another group is of no person."""
    base.name, base.fault = "group_identified", "not_supported"
    yield base


_MAKERS = {
    "$identify": _identify,
    "$create_alias": _alias,
    "$merge_dangerously": _alias,
    **dict.fromkeys(("$set", "$set_once", "$unset"), _set),
    "$groupidentify": _group,
}


def example() -> Example:
    """A batch as server SDKs send it."""
    head = b'{"api_key":"k","sent_at":"2025-11-11T12:00:01Z","batch":['
    one = (
        b'{"event":"Product Viewed","distinct_id":"42","uuid":"018f-1","timestamp":"2025-11-11T12:00:00Z",'
        b'"properties":{"product_id":"p1","$lib":"posthog-node","$ip":"1.2.3.4"}}'
    )
    two = (
        b'{"event":"$identify","distinct_id":"42","uuid":"018f-2","properties":{"$anon_distinct_id":"a1",'
        b'"$set":{"level":"gold"}}}'
    )
    sent, broken = (Request("/batch/", head + b",".join(items) + b"]}") for items in ((one, two), (one, b"7", two)))
    return Example(sent, ("product_viewed", "identity_linked", "trait_set"), broken)

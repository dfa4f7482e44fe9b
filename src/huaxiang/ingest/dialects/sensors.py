"""神策 Sensors Analytics: tracks, sign-ups, bindings and profiles, as forms, images and in debug mode."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.domain.ids import content_id
from huaxiang.ingest.bodies import form_of, json_value, plain_body, raw_items, unbase64
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
from huaxiang.ingest.profile_calls import (
    contacts_of,
    leading,
    linked,
    traits_appended,
    traits_cleared,
    traits_incremented,
    traits_set,
    traits_unset,
)
from huaxiang.ingest.surroundings import channel_of, device_of, path_of
from huaxiang.ingest.tracked_names import tracked_name

__all__ = ["PATHS", "answer", "example", "read"]

PATHS = {"/sa": ("POST", "GET"), "/sa.gif": ("GET", "POST"), "/debug": ("POST",)}
_GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
_LOGIN, _ANONYMOUS = "$identity_login_id", "$identity_anonymous_id"
_WORDS = {
    _LOGIN: "user_id",
    "$identity_mobile": "phone",
    "$identity_email": "email",
    "$identity_cookie_id": "anonymous_id",
    _ANONYMOUS: "anonymous_id",
    "$identity_distinct_id": "anonymous_id",
    "$identity_android_id": "device_id",
    "$identity_android_uuid": "device_id",
    "$identity_harmony_id": "device_id",
    "$identity_ios_uuid": "device_id",
    "$identity_idfv": "device_id",
    "$identity_idfa": "idfa",
    "$identity_oaid": "oaid",
    "$identity_caid": "caid",
    "$identity_imei": "imei",
    "$identity_mp_openid": "openid",
    "$identity_mp_id": "openid",
    "$identity_mp_unionid": "unionid",
    "$identity_wechat_unionid": "unionid",
}
"""The dialect's word for an identity → the word that projects map; others stand for themselves, without their sign."""
_KEPT_PRESETS = {
    "$title": "title",
    "$element_content": "element_content",
    "$element_id": "element_id",
    "$element_type": "element_type",
    "$referrer_host": "referrer_host",
    "$screen_name": "screen_name",
    **{f"$utm_{each}": f"utm_{each}" for each in ("source", "medium", "campaign", "content", "term")},
}
_PROFILE_PRESETS = frozenset(
    {"$signup_time", "$first_visit_time", "$gender", "$email", "$phone", "$mobile"}
    | {f"$utm_{each}" for each in ("source", "medium", "campaign", "content", "term")}
)
_UNUSABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Item(msgspec.Struct, gc=False):
    """What is read of an item; everything else is passed over."""

    type: Any = None
    event: Any = None
    time: Any = None
    distinct_id: Any = None
    original_id: Any = None
    login_id: Any = None
    anonymous_id: Any = None
    identities: Any = None
    properties: Any = None
    lib: Any = None
    project: Any = None
    token: Any = None
    track_id: Any = msgspec.field(default=None, name="_track_id")


_item = msgspec.json.Decoder(_Item)


def read(request: Request, *, settings: DialectSettings) -> Read:
    """The events of a request; see `Dialect.read`."""
    sent, is_plain = _data(request)
    items = raw_items(sent, name="data_list") if sent.lstrip()[:1] == b"[" else [sent]
    if not items:
        raise BadInput("there is no event in it")
    if is_plain and len(items) == 1:
        json_value(items[0])
    events = list(chain.from_iterable(_read_item(raw, settings) for raw in items))
    stated = (request.query.get("token"), request.query.get("project"), *_keys_of(items[0]))
    keys = tuple(each for each in stated if each)
    return Read(events, keys, is_dry=request.headers.get("dry-run", "").lower() == "true")


def answer(request: Request, verdicts: Sequence[Mapping[str, Any]]) -> Answer:
    """An image for image requests; in debug mode the reasons, with 400 where an event cannot be used."""
    if request.path == "/sa.gif":
        return Answer(_GIF, content_type="image/gif")
    wrong = list(_wrong(verdicts))
    if request.path == "/debug" and wrong:
        return Answer("\n".join(wrong).encode(), 400, "text/plain; charset=utf-8")
    return standard_answer(verdicts)


def _wrong(verdicts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each event, and each of its traits, that cannot be used."""
    for number, verdict in enumerate(verdicts, 1):
        for each in (verdict, *verdict.get("besides", ())):
            if each["verdict"] not in {"accepted", "duplicate"}:
                yield f"event {number}: {each['verdict']}: {each['reason']}"


def _data(request: Request) -> tuple[bytes, bool]:
    """The JSON that a request carries, and whether it lies bare in the body."""
    body = plain_body(request.body)
    if body.lstrip()[:1] in {b"{", b"["}:
        return body, True
    form = form_of(body)
    packed = next(
        (place[name] for place in (form, request.query) for name in ("data_list", "data") if place.get(name)), None
    )
    if packed is None:
        raise BadInput('there is no event: send "data" or "data_list" as Base64 of JSON, packed by gzip or not')
    return plain_body(unbase64(packed)), False


def _keys_of(raw: bytes) -> tuple[str | None, str | None]:
    """Token and project that the first event of a request states for itself."""
    try:
        item = _item.decode(raw)
    except _UNUSABLE:
        return None, None
    return scalar_of(item.token), scalar_of(item.project)


def _read_item(raw: bytes, settings: DialectSettings) -> Iterator[Incoming]:
    try:
        item = _item.decode(raw)
    except _UNUSABLE:
        yield Incoming(message_id=None, name=None, raw=raw, fault="not_an_object")
        return
    base = _base(item, raw, settings)
    maker = _MAKERS.get(str(item.type))
    if base.fault is not None or maker is None:
        base.fault = base.fault or ("not_supported" if item.type in ("item_set", "item_delete") else "unknown_type")
        yield base
        return
    yield from maker(base, item, settings)


def _base(item: _Item, raw: bytes, settings: DialectSettings) -> Incoming:
    properties = _mapping(item.properties)
    library = _mapping(item.lib).get("$lib") or properties.get("$lib")
    base = Incoming(
        message_id=_message_id(item),
        name=None,
        raw=raw,
        identities=_identities(item, properties, settings),
        session_id=text_of(properties.get("$event_session_id") or properties.get("$session_id")),
        channel=channel_of(library),
        device=device_of(properties.get("$os"), properties.get("$user_agent")),
    )
    try:
        base.occurred_at = instant_of(item.time)
    except OutOfRange:
        base.fault = "bad_time"
    return base


def _message_id(item: _Item) -> str | None:
    """An id of what stays when an SDK sends an event again; `_track_id` alone is a short random number."""
    if item.track_id is None:
        return None
    return content_id("sensors", item.type, item.event, item.distinct_id, text_of(item.track_id), item.time)


def _identities(item: _Item, properties: Mapping[str, Any], settings: DialectSettings) -> list[tuple[str, str]]:
    """Who it was, each identity once: those stated by name, else what the distinct id is."""
    is_login = properties.get("$is_login_id") is True or item.type == "track_signup"
    stated = [*_named(item), (_LOGIN, item.login_id), (_ANONYMOUS, item.anonymous_id)]
    found = _pairs(stated, settings)
    if not found or (is_login and all(namespace != settings.namespace("user_id") for namespace, _ in found)):
        found = _pairs([*stated, (_LOGIN if is_login else _ANONYMOUS, item.distinct_id)], settings)
    return _pairs([(_ANONYMOUS, item.original_id)], settings, found) if item.type == "track_signup" else found


def _named(item: _Item) -> Iterator[tuple[str, object]]:
    """The identities that an item names, with the dialect's words for them."""
    for word, value in _mapping(item.identities).items():
        for each in value if isinstance(value, list) else (value,):
            yield word, each


def _pairs(
    stated: Iterable[tuple[str, object]], settings: DialectSettings, known: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """Namespace and value of what is stated, each once; `$identity_mobile+138…` is the mobile that it names."""
    found: dict[tuple[str, str], None] = dict.fromkeys(known)
    for word, value in stated:
        text = scalar_of(value)
        if text is not None:
            prefix, plus, rest = text.partition("+")
            own, text = (prefix, rest) if plus and prefix.startswith("$identity_") else (word, text)
            found[settings.namespace(_WORDS.get(own, own.lstrip("$").removeprefix("identity_"))), text] = None
    return list(found)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _own(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A shop's own properties and the few presets that are kept; addresses of machines and the like are not."""
    kept = {name: value for name, value in properties.items() if not name.startswith("$")}
    for preset, name in _KEPT_PRESETS.items():
        if preset in properties:
            kept.setdefault(name, properties[preset])
    return kept


def _track(base: Incoming, item: _Item, settings: DialectSettings) -> Iterator[Incoming]:
    properties = _mapping(item.properties)
    base.name = tracked_name(item.event)
    if base.name is None:
        base.fault = "no_name"
        yield base
        return
    own = _own(properties)
    for column, value in commerce_columns(base.name, own, currency=settings.currency).items():
        setattr(base, column, value)
    stated = base.page or path_of(properties.get("$url_path")) or path_of(properties.get("$url"))
    base.page = stated or text_of(properties.get("$screen_name"))
    duration = properties.get("$event_duration") or properties.get("event_duration")
    if base.dwell_ms is None and isinstance(duration, int | float) and 0 <= duration < 1e9:
        base.dwell_ms = round(duration * 1000)
    yield base
    yield from line_events(base, own)


def _sign_up(base: Incoming, item: _Item, settings: DialectSettings) -> Iterator[Incoming]:  # noqa: ARG001
    linked(base, "login", ())
    if len(base.identities) < 2:
        base.fault = "not_two_identities"
    yield base


def _unbind(base: Incoming, item: _Item, settings: DialectSettings) -> Iterator[Incoming]:
    """The identity that is named is parted from the other one named, else from whom the item is of."""
    base.name = "identity_unlinked"
    named = _pairs(_named(item), settings)
    word = _LOGIN if _mapping(item.properties).get("$is_login_id") is True else _ANONYMOUS
    others = _pairs([(_LOGIN, item.login_id), (word, item.distinct_id), (_ANONYMOUS, item.anonymous_id)], settings)
    values = {value for _, value in named}
    rest = [each for each in others if each[1] not in values]
    base.identities = [*named, *rest[:1]] if len(named) == 1 else named
    if len(base.identities) != 2:
        base.fault = "not_two_identities"
    yield base


def _profile(base: Incoming, item: _Item, settings: DialectSettings) -> Iterator[Incoming]:
    """A profile call: what it says of traits, led by a link where it names an e-mail or a phone."""
    traits = {
        name: value
        for name, value in _mapping(item.properties).items()
        if not name.startswith("$") or name in _PROFILE_PRESETS
    }
    if item.type == "profile_delete":
        yield traits_cleared(base)
        return
    if item.type in {"profile_set", "profile_set_once"}:
        events = traits_set(base, traits, once=item.type == "profile_set_once")
        contacts = contacts_of(traits, settings)
        if contacts:
            yield linked(base, "login", contacts)
            yield from events
            return
    elif item.type == "profile_unset":
        events = traits_unset(base, traits)
    else:
        events = traits_incremented(base, traits) if item.type == "profile_increment" else traits_appended(base, traits)
    yield from leading(base, events)


_MAKERS = {
    "track": _track,
    "track_signup": _sign_up,
    "track_id_bind": _sign_up,
    "track_id_unbind": _unbind,
    **dict.fromkeys(
        ("profile_set", "profile_set_once", "profile_increment", "profile_append", "profile_unset", "profile_delete"),
        _profile,
    ),
}


def example() -> Example:
    """A batch as the SDK of Python sends it, without gzip."""
    one = (
        b'{"type":"track","event":"payOrder","time":1762862400000,"distinct_id":"42","_track_id":7,'
        b'"properties":{"$is_login_id":true,"$lib":"python","orderID":"o1","orderAmount":19.9}}'
    )
    two = b'{"type":"profile_set","time":1762862400000,"distinct_id":"42","properties":{"$is_login_id":true,"level":1}}'

    def sent(*items: bytes) -> Request:
        data = base64.urlsafe_b64encode(b"[" + b",".join(items) + b"]")
        return Request("/sa", b"data_list=" + data + b"&gzip=0", {"project": "default"})

    return Example(sent(one, two), ("order_completed", "trait_set"), sent(one, b"7", two))

"""Calls: what each method asks of the service and what it makes of the answer, said once for both clients."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec

from huaxiang.client.answers import Count, Page, Portrait, Readiness, Taken, Verdict, Why
from huaxiang.domain.errors import OutOfRange

__all__ = [
    "Alias",
    "Call",
    "Identify",
    "Track",
    "alias",
    "batch",
    "count",
    "identify",
    "page",
    "person",
    "ready",
    "track",
    "why",
]

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request and the object that its answer becomes.

    Attributes:
        read: Makes the object of the body.
        accepted: Statuses whose body is an answer.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    params: Mapping[str, str | int] = field(default_factory=dict)
    body: bytes | None = None
    accepted: tuple[int, ...] = (200,)


def _message_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What every event has: who, when (the server's clock when None, else with its zone), and an id of its own.

    The same id twice is one event, so that a call may be repeated.
    """

    user_id: str | None = None
    anonymous_id: str | None = None
    occurred_at: datetime | None = None
    message_id: str = field(default_factory=_message_id)

    def __post_init__(self) -> None:
        if self.occurred_at is not None and self.occurred_at.tzinfo is None:
            raise OutOfRange("occurred_at has no zone: give an aware datetime, such as datetime.now(UTC)")

    def _document(self, kind: str, **more: Any) -> dict[str, Any]:
        document = {
            "type": kind,
            "messageId": self.message_id,
            "userId": self.user_id,
            "anonymousId": self.anonymous_id,
            "timestamp": None if self.occurred_at is None else self.occurred_at.isoformat(),
            **more,
        }
        return {name: value for name, value in document.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(_Sent):
    """Something that a person did; `event` is a name such as `Product Viewed`."""

    event: str
    properties: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The event as the service reads it."""
        return self._document("track", event=self.event, properties=dict(self.properties))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify(_Sent):
    """What is known of a person."""

    traits: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The event as the service reads it."""
        return self._document("identify", traits=dict(self.traits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(_Sent):
    """A statement that two ids are one person."""

    previous_id: str

    def document(self) -> dict[str, Any]:
        """The event as the service reads it."""
        return self._document("alias", previousId=self.previous_id)


def track(event: str, *, properties: Mapping[str, Any] | None = None, **sent: Any) -> Call[Verdict]:
    """Sends something that a person did; returns what became of it.

    Args:
        event: Its name, such as `Order Completed`.
        properties: What belongs to it, such as order_id and total.
        sent: user_id, anonymous_id, occurred_at (aware), message_id (one of its own unless given).

    Raises:
        ServiceError: The service refuses it, or cannot be reached for long.
    """
    return _one("/v1/track", Track(event=event, properties=properties or {}, **sent))


def identify(user_id: str, traits: Mapping[str, Any] | None = None, **sent: Any) -> Call[Verdict]:
    """Sends what is known of a person; returns what became of it.

    Args:
        user_id: The shop's number of the person.
        traits: Such as phone, city, birthday.
        sent: anonymous_id, occurred_at (aware), message_id.

    Raises:
        ServiceError: The service refuses it, or cannot be reached for long.
    """
    return _one("/v1/identify", Identify(user_id=user_id, traits=traits or {}, **sent))


def alias(previous_id: str, user_id: str, **sent: Any) -> Call[Verdict]:
    """Says that two ids are one person; returns what became of it.

    Args:
        previous_id: The id used so far.
        user_id: The shop's number of the person.
        sent: occurred_at (aware), message_id.

    Raises:
        ServiceError: The service refuses it, or cannot be reached for long.
    """
    return _one("/v1/alias", Alias(previous_id=previous_id, user_id=user_id, **sent))


def batch(events: Iterable[Track | Identify | Alias]) -> Call[list[Verdict]]:
    """Sends events in one request; returns a verdict for each, in order: one that is bad takes no other along.

    Raises:
        ServiceError: The service refuses the request as a whole (413: send fewer), or cannot be reached for long.
    """
    body = _encoder.encode({"batch": [each.document() for each in events]})
    return Call("POST", "/v1/batch", lambda answer: _taken(answer).events, body=body)


def person(person: str, *, purpose: str | None = None) -> Call[Portrait]:
    """A portrait with the tags that pass the gate.

    Args:
        person: Person id, `namespace:value`, or a bare value.
        purpose: What it is wanted for, such as `recommend`; None asks for no particular purpose.

    Raises:
        ServiceError: Nobody has the name (404), several people have it (400), or the service cannot be reached.
    """
    params = {} if purpose is None else {"purpose": purpose}
    return Call("GET", f"/v1/people/{quote(person, safe='')}", _reader(Portrait), params)


def why(person: str, tag: str) -> Call[Why]:
    """Why a person has a tag, or why not.

    Args:
        person: Person id, `namespace:value`, or a bare value.
        tag: Key or exact label.

    Raises:
        ServiceError: There is no such person or tag (404), or the service cannot be reached.
    """
    return Call("GET", f"/v1/people/{quote(person, safe='')}/tags/{quote(tag, safe='')}/why", _reader(Why))


def count(expression: str) -> Call[Count]:
    """How many people meet an expression, or a saved audience of that name.

    Raises:
        ServiceError: The expression cannot be read (400, with the place), or the service cannot be reached.
    """
    return Call("POST", "/v1/audiences/count", _reader(Count), body=_encoder.encode({"expression": expression}))


def page(after: int, *, limit: int = 1_000) -> Call[Page]:
    """The part of the change feed after a sequence number, about `limit` entries."""
    return Call("GET", "/v1/changes", _reader(Page), {"after": after, "limit": limit})


def ready() -> Call[Readiness]:
    """Whether the service can do its work, and if not, what is wrong.

    Raises:
        ServiceError: It cannot be reached.
    """
    return Call("GET", "/readyz", _reader(Readiness), accepted=(200, 503))


def _one(path: str, event: Track | Identify | Alias) -> Call[Verdict]:
    return Call("POST", path, lambda answer: _taken(answer).events[0], body=_encoder.encode(event.document()))


def _taken(body: bytes) -> Taken:
    return msgspec.json.decode(body, type=Taken)


def _reader(kind: type[T]) -> Callable[[bytes], T]:
    return msgspec.json.Decoder(kind).decode

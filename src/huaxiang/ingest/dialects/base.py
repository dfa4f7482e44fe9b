"""The contract of a dialect: a request's bytes to incoming events; pure, and one bad event takes no other along."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from huaxiang.domain.errors import OutOfRange, UnknownName
from huaxiang.domain.instants import SECOND_US, from_iso
from huaxiang.ingest import dialects

__all__ = [
    "Answer",
    "Dialect",
    "DialectSettings",
    "Example",
    "Incoming",
    "Read",
    "Request",
    "dialect",
    "dialect_names",
    "instant_of",
    "scalar_of",
    "standard_answer",
    "text_of",
]

_NOT_DIALECTS = frozenset({"base"})
_MILLISECONDS_FROM = 100_000_000_000
_MICROSECONDS_FROM = 100_000_000_000_000
_json = msgspec.json.Encoder()


class Incoming(msgspec.Struct, kw_only=True, gc=False):
    """An event as a dialect reads it: nothing decided, nothing corrected, nothing masked.

    Attributes:
        message_id: The sender's own id; None where it gives none.
        name: Event name of the contract; None where there is none.
        raw: The event's own bytes, for its size and for what is kept of a refusal.
        occurred_at: By the sender's clock, µs; None where it says nothing.
        sent_at: By the sender's clock when the request left, µs.
        identities: (namespace, value) as sent, in no particular order.
        is_beside: Whether it only comes along with another event of the same sender's item, such as an order's line.
        answers_to: Message id of the sender's item where it is not the event's own: what the verdict names.
        fault: Why the event cannot be read, such as `bad_time`; None when it can.
    """

    message_id: str | None
    name: str | None
    raw: bytes = b""
    occurred_at: int | None = None
    sent_at: int | None = None
    identities: list[tuple[str, str]] = []
    link_kind: str = "login"
    session_id: str | None = None
    item_id: str | None = None
    order_id: str | None = None
    quantity: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    channel: str | None = None
    device: str | None = None
    page: str | None = None
    zone: str | None = None
    dwell_ms: int | None = None
    campaign_id: str | None = None
    text_kind: str | None = None
    text: str | None = None
    properties: dict[str, str] = {}
    is_beside: bool = False
    answers_to: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class DialectSettings:
    """What a dialect must know of the project.

    Attributes:
        namespaces: The dialect's own word for an identity (`user_id`, `anonymous_id`, `email`, `phone`, `device_id`)
            → namespace of the project; a word that is missing stands for itself.
        currency: ISO 4217 code of amounts that name none.
    """

    namespaces: Mapping[str, str] = field(default_factory=lambda: {"phone": "mobile"})
    currency: str = "CNY"

    def namespace(self, word: str) -> str:
        """The project's namespace for a dialect's word."""
        return self.namespaces.get(word, word)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: names of headers in lower case, of a repeated query field the last."""

    path: str
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Read:
    """What a request says.

    Attributes:
        events: In order; those that cannot be read carry a `fault`.
        keys: What it states as its write key, project or token, besides the headers that all dialects share.
        is_dry: Whether its events are to be judged and not written.
    """

    events: list[Incoming]
    keys: tuple[str, ...] = ()
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an SDK is answered."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Example:
    """A request for the contract suite.

    Attributes:
        request: As an SDK sends it, with a body of JSON or a form.
        names: Names of the events it gives, in order.
        broken: The same request with one event that cannot be read among the others.
    """

    request: Request
    names: tuple[str, ...]
    broken: Request


class Dialect(Protocol):
    """A module of this folder."""

    PATHS: Mapping[str, tuple[str, ...]]
    """Paths that SDKs of this dialect call, with their methods."""

    def read(self, request: Request, *, settings: DialectSettings) -> Read:
        """The events of a request.

        Raises:
            BadInput: The body as a whole cannot be read.
            TooLarge: It is over the limit when unpacked.
        """

    def answer(self, request: Request, verdicts: Sequence[Mapping[str, Any]]) -> Answer:
        """What the SDK is answered, when what was accepted is on disk.

        Args:
            verdicts: messageId, verdict and, where there is one, reason of each event that was sent.
        """

    def example(self) -> Example:
        """A request as an SDK sends it."""


def standard_answer(verdicts: Sequence[Mapping[str, Any]], **more: Any) -> Answer:
    """The answer of dialects whose SDKs look at the status alone: success, and the verdicts as `events`."""
    return Answer(_json.encode({"success": True, **more, "events": verdicts}))


def dialect_names() -> tuple[str, ...]:
    """Names of all dialects: the files of this folder."""
    found = [module.name for module in pkgutil.iter_modules(dialects.__path__)]
    return tuple(sorted(set(found) - _NOT_DIALECTS))


def dialect(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        UnknownName: There is no such file.
    """
    if name not in dialect_names():
        raise UnknownName("dialect", name, dialect_names())
    module: Any = importlib.import_module(f"{dialects.__name__}.{name}")
    return module  # type: ignore[no-any-return]


def instant_of(value: object) -> int | None:
    """Instant in µs of what SDKs write: ISO 8601, or seconds, milliseconds or microseconds since 1970.

    Raises:
        OutOfRange: It is none of these.

    >>> instant_of("1970-01-01T00:00:01.500Z"), instant_of(1_700_000_000_000), instant_of(None)
    (1500000, 1700000000000000, None)
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return from_iso(value)
        except (OverflowError, ValueError) as error:
            raise OutOfRange(f"not an instant: {value!r}") from error
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e17:
        raise OutOfRange(f"not an instant: {value!r}")
    if abs(value) >= _MICROSECONDS_FROM:
        return int(value)
    if abs(value) >= _MILLISECONDS_FROM:
        return int(value * 1000)
    return int(value * SECOND_US)


def text_of(value: object) -> str | None:
    """A value as text: numbers and truth as JSON writes them, nested values as JSON; None for nothing.

    >>> text_of(True), text_of(3), text_of(" a "), text_of({"b": [1]}), text_of("  ")
    ('true', '3', 'a', '{"b":[1]}', None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip() or None
    return _json.encode(value).decode()


def scalar_of(value: object) -> str | None:
    """A text or a whole number as text, as ids are; None for everything else.

    >>> scalar_of(42), scalar_of(True), scalar_of(["a"])
    ('42', None, None)
    """
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

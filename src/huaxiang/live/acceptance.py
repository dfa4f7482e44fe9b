"""Acceptance: what an incoming event becomes in the log, decided once and stored; or why it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import NAMESPACES, Namespace, identity_of, is_usable
from huaxiang.domain.ids import content_id, event_id
from huaxiang.domain.instants import DAY_US, MINUTE_US, from_iso
from huaxiang.domain.links import UNLINKED
from huaxiang.ingest.dialects.base import Incoming
from huaxiang.logs.base import Refusal

__all__ = ["MAX_EVENT_BYTES", "OLDEST", "Acceptance", "accept", "is_beyond_horizon"]

MAX_EVENT_BYTES = 32_768
OLDEST = from_iso("2000-01-01T00:00:00Z")
FUTURE_US = 5 * MINUTE_US
_SHOWN = 2_000
_LONGEST_ID = 512
_UNKNOWN = 1_000
_LINK_KINDS = {kind: kind for kind in ("login", "alias", "order", "member")} | {"merge": "alias"}
"""What a sender's kind of link becomes: a merge is only a person's own decision, not a sender's."""
_UNSCRUBBED = frozenset({"property", "coupon_id", "l1", "l2", "l3", "brand", "purpose", "kind"})
_NEEDED = {
    **dict.fromkeys(
        ("trait_set", "trait_set_once", "trait_appended"), (("property", "no_property"), ("value", "no_value"))
    ),
    "trait_incremented": (("property", "no_property"),),
    **dict.fromkeys(("consent_given", "consent_withdrawn"), (("purpose", "no_purpose"),)),
}
_NORMALISED = frozenset({"mobile", "email"})
_SIMPLE = re.compile(r"(?=[A-Za-wyz_-]*[0-9])(?=[0-]*[1-9A-Wa-wYZyz_])[0-9A-WYZa-wyz_-]{2,64}")
_SHORTEST_NUMBER = 11
_TOKEN = re.compile(r"[!-?A-~]+")
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:(?:86)?1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What acceptance must know of the project.

    Attributes:
        scrub: Masks personal data in a text.
        namespaces: Kinds of identity; an event's first identity is of its strongest.
        blocked: Values that never stand for a person.
        currency: ISO 4217 code of amounts that name none.
    """

    scrub: Callable[[str], str]
    namespaces: Sequence[Namespace] = NAMESPACES
    blocked: frozenset[str] = frozenset()
    currency: str = "CNY"
    _priorities: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_priorities", {each.name: each.priority for each in self.namespaces})

    def identities(self, stated: Iterable[tuple[str, str]]) -> list[str]:
        """The usable identities as `namespace:value`, strongest first, each once."""
        usable = {}
        for namespace, value in stated:
            if _is_simple(namespace, value):
                identity = f"{namespace}:{value}"
            elif len(value) <= _LONGEST_ID and is_usable(namespace, value):
                identity = identity_of(namespace, value)
            else:
                continue
            if not self.blocked or value.strip() not in self.blocked:
                usable[identity] = (self._priorities.get(namespace, _UNKNOWN), identity)
        return sorted(usable, key=usable.__getitem__) if len(usable) > 1 else list(usable)

    def rank(self, identity: str) -> int:
        """Priority of an identity's namespace, 1 the strongest; unknown ones come last."""
        return self._priorities.get(identity.partition(":")[0], _UNKNOWN)


def _is_simple(namespace: str, value: str) -> bool:
    """Whether a value is sure to stand for somebody as it is: an id of letters and digits with nothing odd in it."""
    return namespace not in _NORMALISED and _SIMPLE.fullmatch(value) is not None


def accept(incoming: Incoming, *, source: str, received_at: int, rules: Acceptance) -> AcceptedEvent | Refusal:
    """The event as the log keeps it, or the reason why it is not used.

    The instant is the sender's, moved once by how far the sender's clock was off when the request left (its
    `sent_at` against `received_at`). An event without a usable identity is accepted: it waits for a link.

    Args:
        source: Name of the sender.
        received_at: The instant of receipt, µs.

    Returns:
        A refusal has the reason of the dialect, or `too_large`, `no_name`, `bad_message_id`, `not_two_identities`
        (to be unlinked), `future` (more than five minutes ahead) or `before_2000`.
    """
    occurred_at = _corrected(incoming, received_at)
    name, message_id = incoming.name, incoming.message_id or _own_id(incoming, received_at)
    identities = rules.identities(incoming.identities)
    reason = incoming.fault or _fault(incoming, occurred_at, received_at) or _misshapen(incoming, identities)
    if reason is None and len(message_id) > _LONGEST_ID:
        reason = "bad_message_id"
    if reason is not None or name is None:
        raw = rules.scrub(incoming.raw[:_SHOWN].decode("utf-8", "replace"))
        return Refusal(source, message_id[:_LONGEST_ID], reason or "no_name", received_at, raw)
    event = AcceptedEvent(event_id(source, message_id), source, message_id, name, occurred_at, received_at, identities)
    event.link_kind = _LINK_KINDS.get(incoming.link_kind, "login")
    if incoming.text is not None:
        event.text, event.text_kind = rules.scrub(incoming.text), incoming.text_kind or "social"
    if incoming.amount_minor is not None:
        event.amount_minor, event.currency = incoming.amount_minor, incoming.currency or rules.currency
    event.session_id, event.item_id, event.order_id = incoming.session_id, incoming.item_id, incoming.order_id
    event.quantity, event.dwell_ms, event.campaign_id = incoming.quantity, incoming.dwell_ms, incoming.campaign_id
    event.channel, event.device = incoming.channel, incoming.device
    event.page, event.zone = incoming.page, incoming.zone
    if incoming.properties:
        event.properties = _properties(incoming.properties, rules.scrub)
    return event


def is_beyond_horizon(event: AcceptedEvent, *, horizon_days: int) -> bool:
    """Whether the event is so old that live state may not reach it: it is kept, the next build folds it in full."""
    return event.occurred_at < event.received_at - horizon_days * DAY_US


def _corrected(incoming: Incoming, received_at: int) -> int:
    if incoming.occurred_at is None:
        return received_at
    skew = 0 if incoming.sent_at is None else received_at - incoming.sent_at
    return incoming.occurred_at + skew


def _own_id(incoming: Incoming, received_at: int) -> str:
    """Id of an event whose sender gives none: of its content, and of its receipt where it does not say when it was."""
    at = received_at if incoming.occurred_at is None else incoming.occurred_at
    return content_id(incoming.raw.decode("utf-8", "replace"), incoming.name, incoming.properties, at)


def _fault(incoming: Incoming, occurred_at: int, received_at: int) -> str | None:
    if len(incoming.raw) > MAX_EVENT_BYTES:
        return "too_large"
    if not incoming.name or len(incoming.name) > _LONGEST_ID:
        return "no_name"
    if occurred_at > received_at + FUTURE_US:
        return "future"
    return "before_2000" if occurred_at < OLDEST else None


def _misshapen(incoming: Incoming, identities: Sequence[str]) -> str | None:
    """What a statement about traits, consents or identities lacks; None for every other event."""
    needed = _NEEDED.get(incoming.name or "")
    if needed is not None:
        return next((reason for name, reason in needed if name not in incoming.properties), None) or (
            "not_an_integer" if incoming.name == "trait_incremented" and incoming.quantity is None else None
        )
    return "not_two_identities" if incoming.name == UNLINKED and len(identities) != 2 else None


def _properties(stated: Mapping[str, str], scrub: Callable[[str], str]) -> dict[str, str]:
    return {name: value if _is_plain(name, value) else scrub(value) for name, value in sorted(stated.items())}


def _is_plain(name: str, value: str) -> bool:
    """Whether a value is a code: one word of ASCII without a phone, an e-mail or an identity number in it."""
    if name in _UNSCRUBBED:
        return True
    return _TOKEN.fullmatch(value) is not None and (len(value) < _SHORTEST_NUMBER or _PERSONAL.search(value) is None)

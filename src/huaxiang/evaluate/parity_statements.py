"""What is said of persons midway in a stream: traits, merges, undos, ties; each with its place of arrival."""

from __future__ import annotations

import random
from collections.abc import Sequence

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import DAY_US, MINUTE_US
from huaxiang.domain.links import stated_links

__all__ = ["Placed", "decisions", "doubled", "profile_calls", "ties"]

Placed = tuple[float, AcceptedEvent]
"""A place among the events of a stream, and an event that arrives there."""
_CALLS = ("trait_set", "trait_set_once", "trait_incremented", "trait_appended", "traits_cleared")
_OFTEN = (8, 4, 5, 5, 1)
_TRAITS = ("level", "points", "likes")
_ANYWHERE = (0.0, 1.0)
_VALUES = ("gold", "7", "", '["tea","coffee"]')


def profile_calls(events: Sequence[AcceptedEvent], rng: random.Random) -> list[Placed]:
    """Up to six statements about traits of every third identity; of one in ten days late, and pairs at one instant."""
    identities = sorted({name for event in events for name in event.identities})
    found: list[Placed] = []
    for number, identity in enumerate(rng.sample(identities, len(identities) // 3)):
        for call in range(rng.randint(1, 6)):
            place, at = _somewhere(events, rng)
            found.append((place, _call(f"p{number}-{call}", rng, identity, at)))
            if rng.random() < 0.2:
                found.append((rng.random() * len(events), _call(f"q{number}-{call}", rng, identity, at)))
    return found


def _call(message: str, rng: random.Random, identity: str, at: int) -> AcceptedEvent:
    (name,) = rng.choices(_CALLS, _OFTEN)
    value = rng.choice(_VALUES) if name == "trait_set" else rng.choice(("tea", "milk", "7"))
    is_sum = name == "trait_incremented"
    properties = {"property": rng.choice(_TRAITS)} if name != "traits_cleared" else {}
    if properties and not is_sum:
        properties["value"] = value
    quantity = rng.randint(-3, 9) if is_sum else None
    return _event(message, name, at, [identity], quantity=quantity, properties=properties)


def decisions(events: Sequence[AcceptedEvent], rng: random.Random, *, merges: int, undos: int) -> list[Placed]:
    """Merges of strangers and undos, half of them of those merges, half of links of the stream.

    Instants and arrivals are in any order, but for a fifth of the merges, which come in the third quarter and are
    undone in the last; a third of what is undone is merged again.
    """
    strongest = sorted({event.identities[0] for event in events if event.identities})
    merged = [rng.sample(strongest, 2) for _ in range(merges)]
    linked = sorted({(link.a, link.b) for event in events for link in stated_links(event)})
    in_order = merges // 5
    plan = [
        (merged[in_order:], False, _ANYWHERE),
        (merged[:in_order], False, (0.5, 0.75)),
        (merged[: undos // 2], True, (0.75, 1.0)),
        (map(list, rng.sample(linked, undos - undos // 2)), True, _ANYWHERE),
        (merged[: undos // 3], False, _ANYWHERE),
    ]
    return [
        _decision(events, rng, pair, is_undo=is_undo, within=within)
        for pairs, is_undo, within in plan
        for pair in pairs
    ]


def _decision(
    events: Sequence[AcceptedEvent],
    rng: random.Random,
    pair: list[str],
    *,
    is_undo: bool,
    within: tuple[float, float],
) -> Placed:
    place, at = _somewhere(events, rng, within=within)
    name, kind = ("identity_unlinked", "login") if is_undo else ("identity_linked", "merge")
    return place, _event(f"{name}-{place}-{rng.random()}", name, at, pair, link_kind=kind)


def ties(events: Sequence[AcceptedEvent], rng: random.Random) -> list[Placed]:
    """Pairs of views and of traits of one person at one instant, which arrive apart, the greater id first."""
    newest = max(event.occurred_at for event in events)
    known = [event for event in events if event.identities and "l1" in event.properties][:40]
    found: list[Placed] = []
    for number, event in enumerate(known):
        for name, properties in (("product_viewed", [event.properties] * 2), ("trait_set", _levels(number))):
            pair = [
                _event(f"t{number}-{half}", f"{name}", newest - MINUTE_US, event.identities[:1], properties=each)
                for half, each in zip((f"{name}-a", f"{name}-b"), properties, strict=True)
            ]
            greater, lesser = sorted(pair, key=lambda each: each.event_id, reverse=True)
            place = len(events) * (0.55 + 0.2 * rng.random())
            found += [(place, greater), (place + len(events) * 0.2, lesser)]
    return found


def _levels(number: int) -> list[dict[str, str]]:
    return [{"property": "tied", "value": f"{half}{number}"} for half in ("x", "y")]


def doubled(placed: Sequence[Placed], rng: random.Random, *, share: float) -> list[Placed]:
    """The statements, a share of them once more later on."""
    again = [(place + 1 + 500 * rng.random(), event) for place, event in placed if rng.random() < share]
    return [*placed, *again]


def _somewhere(
    events: Sequence[AcceptedEvent], rng: random.Random, *, within: tuple[float, float] = _ANYWHERE
) -> tuple[float, int]:
    """A place of arrival and the instant of the event there; of those anywhere one in ten is up to twenty days late."""
    place = int(len(events) * rng.uniform(*within) * 0.999)
    late = rng.randrange(20 * DAY_US) if within == _ANYWHERE and rng.random() < 0.1 else 0
    return place + 0.5, events[place].occurred_at - late


def _event(message: str, name: str, at: int, identities: Sequence[str], **columns: object) -> AcceptedEvent:
    return AcceptedEvent(event_id("app", message), "app", message, name, at, at, list(identities), **columns)  # type: ignore[arg-type]

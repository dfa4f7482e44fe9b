"""Live identity resolution: which people the newest events speak of, and whom they turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import LINK_WEIGHTS
from huaxiang.domain.profiles import IdentityRow, LinkRow
from huaxiang.stores.base import Store
from huaxiang.tags.kit import Kit

__all__ = ["Resolved", "resolve_events"]


@dataclass(slots=True)
class Resolved:
    """What the events changed about who is who.

    Attributes:
        rows: Identities that are new, seen earlier than known, or of another person now.
        links: New or earlier links.
        moved: (old person, new person, event id) of identities whose person changed.
        person_of: Person of every identity of the events.
    """

    rows: dict[str, IdentityRow] = field(default_factory=dict)
    links: list[LinkRow] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    person_of: dict[str, str] = field(default_factory=dict)


def resolve_events(events: Sequence[AcceptedEvent], store: Store, kit: Kit) -> Resolved:
    """Applies the events' identities and links to what the store knows; writes nothing.

    The people of a raw component (everything that links reach) are resolved anew from all its links by the same
    pure function as in a build, so that the order of arrival never matters.
    """
    known = store.identities({identity for event in events for identity in event.identities})
    earliest = _earliest(events)
    changed = {
        identity: at for identity, at in earliest.items() if identity not in known or at < known[identity].first_seen_at
    }
    links = _new_links(events, store)
    seeds = set(changed) | {name for link in links for name in (link.a, link.b)}
    resolved = Resolved(links=links)
    place = {identity: number for number, event in enumerate(events) for identity in event.identities}
    last_event: dict[str, str] = {}
    for component in _components(seeds, links, store):
        _resolve_component(component, changed, resolved, store=store, kit=kit)
        newest = events[max(place[name] for name in component[0] if name in place)]
        last_event.update(dict.fromkeys(component[0], newest.event_id))
    _note_moves(resolved, store, last_event)
    for identity in earliest:
        row = resolved.rows.get(identity) or known[identity]
        resolved.person_of[identity] = row.person_id
    return resolved


def _earliest(events: Iterable[AcceptedEvent]) -> dict[str, int]:
    earliest: dict[str, int] = {}
    for event in events:
        for identity in event.identities:
            at = earliest.get(identity)
            earliest[identity] = event.occurred_at if at is None else min(at, event.occurred_at)
    return earliest


def _new_links(events: Iterable[AcceptedEvent], store: Store) -> list[LinkRow]:
    """Links that are not known, or known only from a later instant."""
    stated: dict[tuple[str, str, str], LinkRow] = {}
    for event in events:
        for other in event.identities[1:]:
            a, b = sorted((event.identities[0], other))
            if a == b:
                continue
            weight = LINK_WEIGHTS[event.link_kind]
            link = LinkRow(a, b, event.link_kind, event.occurred_at, weight, event.event_id)
            old = stated.get((a, b, link.kind))
            if old is None or link.statement < old.statement:
                stated[a, b, link.kind] = link
    if not stated:
        return []
    known = {(link.a, link.b, link.kind): link for link in store.links_of({key[0] for key in stated})}
    return [link for key, link in sorted(stated.items()) if key not in known or link.statement < known[key].statement]


def _components(seeds: set[str], new_links: Sequence[LinkRow], store: Store) -> list[tuple[set[str], list[LinkRow]]]:
    """Raw components (members, links) that hold a seed: everything that stored and new links reach."""
    fresh = {(link.a, link.b, link.kind): link for link in new_links}
    found = []
    left = set(seeds)
    while left:
        members: set[str] = set()
        links: dict[tuple[str, str, str], LinkRow] = {}
        frontier = {left.pop()}
        while frontier:
            members |= frontier
            touching = {(link.a, link.b, link.kind): link for link in store.links_of(frontier)}
            touching.update({key: link for key, link in fresh.items() if link.a in frontier or link.b in frontier})
            links.update(touching)
            frontier = {name for key in touching for name in key[:2]} - members
        left -= members
        found.append((members, [links[key] for key in sorted(links)]))
    return found


def _resolve_component(
    component: tuple[set[str], list[LinkRow]], changed: dict[str, int], resolved: Resolved, *, store: Store, kit: Kit
) -> None:
    members, links = component
    stored = store.identities(members)
    rows = []
    for identity in sorted(members):
        row = stored.get(identity)
        at = changed.get(identity)
        if at is None:
            assert row is not None
            at = row.first_seen_at
        rows.append(IdentityRow(identity, at, "" if row is None else row.person_id))
    person_of = kit.resolve(rows, links, kit.namespaces)
    for row in rows:
        now = IdentityRow(row.identity, row.first_seen_at, person_of[row.identity])
        if stored.get(row.identity) != now:
            resolved.rows[row.identity] = now


def _note_moves(resolved: Resolved, store: Store, last_event: dict[str, str]) -> None:
    stored = store.identities(resolved.rows)
    for identity, row in sorted(resolved.rows.items()):
        old = stored.get(identity)
        if old is not None and old.person_id != row.person_id:
            resolved.moved.append((old.person_id, row.person_id, last_event[identity]))

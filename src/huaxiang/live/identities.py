"""Live identity resolution: which people the newest events speak of, and whom they turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.links import UNLINKED, stated_links
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
        undone: Event ids among those of `moved` that are undos.
        person_of: Person of every identity of the events.
    """

    rows: dict[str, IdentityRow] = field(default_factory=dict)
    links: list[LinkRow] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    person_of: dict[str, str] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)


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
    spoken = _Spoken(events)
    for component in _components(seeds, links, store):
        moved = _resolve_component(component, changed, resolved, store=store, kit=kit)
        _note_moves(resolved, moved, spoken, component[0])
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
    """Links that are not known, or that take the place of a known one."""
    stated: dict[tuple[str, str, str], LinkRow] = {}
    for event in events:
        for link in stated_links(event):
            key = (link.a, link.b, link.kind)
            old = stated.get(key)
            if old is None or link.takes_place_of(old):
                stated[key] = link
    if not stated:
        return []
    known = {(link.a, link.b, link.kind): link for link in store.links_of({key[0] for key in stated})}
    return [link for key, link in sorted(stated.items()) if key not in known or link.takes_place_of(known[key])]


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
) -> list[tuple[str, str]]:
    """Notes the rows that differ from the stored ones; returns (old, new) person of every identity that had one."""
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
    return [(row.person_id, person_of[row.identity]) for row in rows if row.person_id]


class _Spoken:
    """Which events of a batch speak of an identity last: its undos, and everything else."""

    def __init__(self, events: Sequence[AcceptedEvent]) -> None:
        self._events = events
        self._places: dict[bool, dict[str, int]] = {True: {}, False: {}}
        for number, event in enumerate(events):
            self._places[event.name == UNLINKED].update(dict.fromkeys(event.identities, number))

    def last(self, members: Iterable[str], *, is_undo: bool) -> str | None:
        """Id of the last undo, or of the last other event, that speaks of one of the identities."""
        places = self._places[is_undo]
        newest = max((places[name] for name in members if name in places), default=None)
        return None if newest is None else self._events[newest].event_id


def _note_moves(resolved: Resolved, moved: Sequence[tuple[str, str]], spoken: _Spoken, members: set[str]) -> None:
    """Who went where because of which event: of people who were split an undo, if there is one."""
    became: dict[str, set[str]] = {}
    for old, new in moved:
        became.setdefault(old, set()).add(new)
    undo, other = (spoken.last(members, is_undo=is_undo) for is_undo in (True, False))
    for old, new in sorted({each for each in moved if each[0] != each[1]}):
        is_split = len(became[old]) > 1
        event_id = (undo or other) if is_split else (other or undo)
        assert event_id is not None
        resolved.moved.append((old, new, event_id))
        if event_id == undo:
            resolved.undone.add(event_id)

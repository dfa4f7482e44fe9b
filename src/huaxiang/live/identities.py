"""Live identity resolution: which people the newest events speak of, and whom they turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    members, reached = _reached(set(changed).union(*((link.a, link.b) for link in links)), links, store)
    rows = _rows(members, changed, store)
    person_of = kit.resolve(rows, reached, kit.namespaces) if rows else {}
    resolved = Resolved(links=links)
    for row in rows:
        now = person_of[row.identity]
        if now != row.person_id or row.identity in changed:
            resolved.rows[row.identity] = IdentityRow(row.identity, row.first_seen_at, now)
    if any(row.person_id not in ("", person_of[row.identity]) for row in rows):
        _note_moves(resolved, rows, person_of, _Spoken(events, reached))
    for identity in earliest:
        of_event = resolved.rows.get(identity) or known[identity]
        resolved.person_of[identity] = of_event.person_id
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


def _reached(seeds: set[str], new_links: Sequence[LinkRow], store: Store) -> tuple[set[str], list[LinkRow]]:
    """Everything that stored and new links reach from the seeds, and those links."""
    fresh: dict[str, list[LinkRow]] = {}
    for link in new_links:
        for end in (link.a, link.b):
            fresh.setdefault(end, []).append(link)
    members: set[str] = set()
    links: dict[tuple[str, str, str], LinkRow] = {}
    frontier = seeds
    while frontier:
        members |= frontier
        touching = {(link.a, link.b, link.kind): link for link in store.links_of(frontier)}
        touching.update({(link.a, link.b, link.kind): link for name in frontier for link in fresh.get(name, ())})
        links.update(touching)
        frontier = {name for key in touching for name in key[:2]} - members
    return members, [links[key] for key in sorted(links)]


def _rows(members: set[str], changed: dict[str, int], store: Store) -> list[IdentityRow]:
    """The members with their earliest sign and the person whom they belonged to, "" for those that are new."""
    stored = store.identities(members)
    rows = []
    for identity in sorted(members):
        row = stored.get(identity)
        at = changed[identity] if row is None or identity in changed else row.first_seen_at
        rows.append(IdentityRow(identity, at, "" if row is None else row.person_id))
    return rows


class _Spoken:
    """Which events of a batch speak last of the identities that links reach from one another."""

    def __init__(self, events: Sequence[AcceptedEvent], links: Sequence[LinkRow]) -> None:
        self._root: dict[str, str] = {}
        for link in links:
            self._root[self.root(link.a)] = self.root(link.b)
        self._last: dict[tuple[str, bool], str] = {}
        for event in events:
            is_undo = event.name == UNLINKED
            self._last.update({(self.root(name), is_undo): event.event_id for name in event.identities})

    def root(self, name: str) -> str:
        """The identity that stands for all that links reach from this one."""
        while (above := self._root.get(name, name)) != name:
            self._root[name] = self._root.get(above, above)
            name = above
        return name

    def last(self, name: str, *, is_undo: bool) -> str | None:
        """Id of the last undo, or of the last other event, that speaks of an identity or of what it is linked with."""
        return self._last.get((self.root(name), is_undo))


def _note_moves(resolved: Resolved, rows: Sequence[IdentityRow], person_of: Mapping[str, str], spoken: _Spoken) -> None:
    """Who went where because of which event: of people who were split an undo, if there is one."""
    became: dict[str, set[str]] = {}
    for row in rows:
        became.setdefault(row.person_id, set()).add(person_of[row.identity])
    moved = set()
    for row in rows:
        now = person_of[row.identity]
        if row.person_id in ("", now):
            continue
        undo, other = (spoken.last(row.identity, is_undo=is_undo) for is_undo in (True, False))
        event_id = (undo or other) if len(became[row.person_id]) > 1 else (other or undo)
        assert event_id is not None
        moved.add((row.person_id, now, event_id))
        if event_id == undo:
            resolved.undone.add(event_id)
    resolved.moved = sorted(moved)

"""What the live page shows of the change feed: updates of tags with person, cause, and the gate's answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from huaxiang.console.views.people import names_of
from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Change
from huaxiang.project.readable import Readable
from huaxiang.stores.base import Store
from huaxiang.tags.feed import held_rows, replay_feed, undo_feed
from huaxiang.tags.outward import outward, whole_groups

__all__ = ["CAUSES", "News", "Shift", "Update", "cause_of", "event_names", "news", "updates_of"]

CAUSES = ("event", "late_event", "timer", "decay", "merge", "undo", "rebuild", "user", "erase")
"""Kinds of cause, as the feed names them before the colon."""
_MOST_READ = 5_000
_TRIES = 3
_Row = Mapping[str, Any]
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shift:
    """A field of a tag that changed; `*` for a tag gained (old is None) or lost (new is None)."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Update:
    """One update of one tag of one person.

    Attributes:
        name: Member number or masked identity; empty where none is known any more.
        is_visitor: Whether the person is known by a device alone.
        labels: Label of the tag in Chinese and in English.
        cause: One of `CAUSES`, or what the feed says where it is none of them.
        event_id: Of the event that caused it; empty when none did.
        shifts: What changed.
        leaving: What of it leaves through the gate; empty when nothing does.
        withheld: Why nothing leaves: a state of the definition or a reason of the gate; None when something does.
    """

    seq: int
    person_id: str
    name: str
    is_visitor: bool
    tag_key: str
    labels: tuple[str, str]
    cause: str
    event_id: str
    at: int
    shifts: tuple[Shift, ...]
    leaving: tuple[Shift, ...]
    withheld: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What the feed says after a number.

    Attributes:
        next: What to ask for next.
        is_end: Whether it reaches the feed's end.
        n_updates: Updates of tags, listed or not.
        people: Everyone whom they are about.
        updates: The newest of them, in order of seq.
    """

    next: int
    is_end: bool
    n_updates: int
    people: frozenset[str]
    updates: tuple[Update, ...]


def cause_of(text: str) -> tuple[str, str]:
    """Kind and what it names of a change's cause.

    >>> cause_of("late_event:app/7:1"), cause_of("decay")
    (('late_event', 'app/7:1'), ('decay', ''))
    """
    kind, _, named = text.partition(":")
    return kind, named


def news(project: Readable, after: int, *, most: int) -> News:
    """The feed after a number, the newest `most` updates with all that the page shows of them."""
    store = project.store()
    found = store.changes(after, limit=_MOST_READ + 1)
    entries = whole_groups(found, limit=_MOST_READ)
    groups = _grouped(entries)
    return News(
        next=entries[-1].seq if entries else after,
        is_end=len(entries) == len(found),
        n_updates=len(groups),
        people=frozenset(each.person_id for each in entries),
        updates=_told(project, groups[len(groups) - most :] if len(groups) > most else groups),
    )


def updates_of(project: Readable, person_id: str, after: int) -> tuple[Update, ...]:
    """The updates of one person after a number, in order of seq."""
    store = project.store()
    changes = store.changes_of([person_id], until=store.meta().feed_seq)
    return _told(project, _grouped([each for each in changes if each.seq > after]))


def event_names(project: Readable, after: int, *, most: int = 2_000) -> tuple[int, list[tuple[str, str, int]]]:
    """The newest accepted event's number, and (event id, name, received_at) of the newest events after one."""
    log = project.log()
    last = log.last_seq()
    rows = log.read(max(after, last - most)) if last > after else []
    return last, [(event.event_id, event.name, event.received_at) for _, event in rows]


def _grouped(changes: Iterable[Change]) -> list[list[Change]]:
    def of(each: Change) -> tuple[str, str, str, int]:
        return (each.person_id, each.tag_key, each.cause, each.at)

    return [list(rows) for _, rows in groupby(changes, key=of)]


def _told(project: Readable, groups: Sequence[Sequence[Change]]) -> tuple[Update, ...]:
    if not groups:
        return ()
    store = project.store()
    held = _rows_before(store, groups)
    people = sorted({group[0].person_id for group in groups})
    identities = store.identities_of(people)
    names = {each: names_of(identities.get(each, ())) for each in people}
    return tuple(_update(project, group, held, names[group[0].person_id]) for group in groups)


def _rows_before(store: Store, groups: Sequence[Sequence[Change]]) -> dict[_Place, dict[str, Any]]:
    """Assignments of the groups' people as they stood before the first group.

    Near the feed's end they are the profiles with the newest entries undone, which costs the same however long the
    feed is; where somebody writes between, far from the end, or where profiles and feed do not fit, the feed of
    these people is replayed.
    """
    people, after = sorted({group[0].person_id for group in groups}), groups[0][0].seq - 1
    for _ in range(_TRIES):
        meta = store.meta()
        if meta.feed_seq - after > _MOST_READ:
            break
        held: dict[_Place, dict[str, Any]] = {}
        for profile in store.profiles(people):
            held |= held_rows(profile.person_id, profile.tags)
        newer = [each for each in store.changes(after, limit=_MOST_READ + 1) if each.person_id in set(people)]
        if store.meta() == meta:
            with suppress(KeyError):
                return undo_feed(held, newer)
            break
    return replay_feed(_begun(store.changes_of(people, until=after)))


def _begun(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes of tags that the feed says were gained: of a feed that begins later the rest is not known."""
    begun: set[_Place] = set()
    for each in changes:
        if each.field == "*":
            begun.add((each.person_id, each.tag_key))
        if (each.person_id, each.tag_key) in begun:
            yield each


def _update(
    project: Readable, group: Sequence[Change], held: dict[_Place, dict[str, Any]], names: Mapping[str, Any]
) -> Update:
    """The update of a group; `held` moves on to what stands after it."""
    first = group[0]
    place = (first.person_id, first.tag_key)
    before = held.pop(place, None)
    seed = [] if before is None else [replace(first, field="*", old=None, new=dict(before))]
    is_known = before is not None or first.field == "*"
    after = replay_feed([*seed, *group]).get(place) if is_known else None
    if after is not None:
        held[place] = after
    leaving = outward(group, seed, project.gate()).changes
    kind, named = cause_of(first.cause)
    definition = project.catalogue().find(first.tag_key)
    labels = (first.tag_key, first.tag_key) if definition is None else (definition.label_zh, definition.label_en)
    return Update(
        seq=group[-1].seq,
        person_id=first.person_id,
        name=names["name"],
        is_visitor=names["is_visitor"],
        tag_key=first.tag_key,
        labels=labels,
        cause=kind,
        event_id=named if kind in {"event", "late_event"} else "",
        at=first.at,
        shifts=_shifts(group),
        leaving=_shifts(leaving),
        withheld=None if leaving else _withheld(project, first, after or before),
    )


def _shifts(changes: Iterable[Change]) -> tuple[Shift, ...]:
    return tuple(Shift(each.field, each.old, each.new) for each in changes)


def _withheld(project: Readable, change: Change, row: _Row | None) -> str:
    """Why the gate lets nothing of an update leave; `row` is the tag after it, or before it when it is lost."""
    if row is None:
        return "unknown_definition"
    tag = HeldTag(tag_key=change.tag_key, evidence_kind="", references={}, level=None, **row)
    reason = project.gate().reason(tag, at=change.at)
    if reason == "definition_not_active":
        return str(project.catalogue()[change.tag_key].state)
    return reason or str(row["status"])

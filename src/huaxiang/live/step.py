"""One step: accepted events into folds, the touched people derived anew, only the changed fields written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.events import AcceptedEvent, FoldEvent, time_order
from huaxiang.domain.profiles import HeldTag, IdentityRow, Item, Profile
from huaxiang.domain.readings import PERSONAL_KINDS, reading_event
from huaxiang.domain.tags import Change
from huaxiang.folds.partition import state_of_events
from huaxiang.folds.people import Ints, People
from huaxiang.folds.replays import decode_recent, encode_recent, run_replays
from huaxiang.folds.states import StateCodec, StateRows
from huaxiang.folds.view import fold_row
from huaxiang.live.identities import Resolved, resolve_events
from huaxiang.live.texts import RememberedReadings
from huaxiang.stores.base import Store, StoredState, Update
from huaxiang.tags.derive import derive
from huaxiang.tags.feed import changes_between
from huaxiang.tags.kit import Kit

__all__ = ["Stepper"]

_CHUNK = 2_000
_MOST = 2**53
_NUMBERS = ("quantity", "amount_minor", "dwell_ms", "discount_minor")


@dataclass(slots=True)
class _Folded:
    """State of the touched people, by identity.

    Attributes:
        living: People who own an identity, sorted.
        identities: Theirs, one person after another.
        person: Index of each identity's person among `living`.
        rows: State by identity, merged; the new events are in it.
        recent: Recent events by identity.
        stepped: Places of the identities that got new events.
    """

    living: list[str]
    identities: list[str]
    person: Ints
    rows: StateRows
    recent: list[list[FoldEvent]]
    stepped: list[int]


class Stepper:
    """Steps one generation of the store; the same events in any order and any batches give the same profiles."""

    def __init__(self, store: Store, kit: Kit) -> None:
        self._store, self._kit = store, kit
        self._codec = StateCodec(kit.data_folds)
        self._replays, self._read = kit.replays, RememberedReadings(kit.read_text)
        self._window_us = max((replay.window_us for replay in self._replays), default=0)

    def step(self, batch: Sequence[tuple[int, AcceptedEvent]], *, as_of: int) -> Update:
        """The update that a batch of (seq, event) brings; nothing is written.

        Args:
            batch: Events of the accepted log in order of seq, not empty.
            as_of: Not before any instant of the batch.
        """
        events = [event for _, event in batch]
        revision = self._store.meta().revision
        resolved = resolve_events(events, self._store, self._kit)
        touched = {resolved.person_of[event.identities[0]] for event in events if event.identities}
        touched |= {person for old, new, _ in resolved.moved for person in (old, new)}
        touched |= {row.person_id for row in resolved.rows.values()}
        folded = self._fold(sorted(touched), events, resolved)
        update = self._derive(sorted(touched), folded, resolved, causes=self._causes(events, resolved), as_of=as_of)
        update.log_seq, update.revision = batch[-1][0], revision
        update.links = resolved.links
        update.identities = [resolved.rows[name] for name in sorted(resolved.rows)]
        update.states = self._stored(folded, as_of)
        return update

    def timers(self, *, as_of: int, limit: int = _CHUNK) -> Update | None:
        """The update of people whose timers fire not later than as_of; None when there are none."""
        meta = self._store.meta()
        due = self._store.due(as_of, limit=limit)
        if not due:
            return None
        folded = self._fold(due, [], Resolved())
        update = self._derive(due, folded, Resolved(), causes={}, as_of=as_of)
        update.log_seq, update.revision = meta.log_seq, meta.revision
        return update

    def _fold(self, touched: Sequence[str], events: Sequence[AcceptedEvent], resolved: Resolved) -> _Folded:
        """State of the touched people with the new events in it."""
        owned = self._owned(touched, resolved)
        living = [person for person in touched if owned[person]]
        identities = [name for person in living for name in owned[person]]
        person = np.repeat(np.arange(len(living), dtype=np.int64), [len(owned[each]) for each in living])
        stored = self._store.states(identities)
        known = [at for at, name in enumerate(identities) if name in stored]
        states = [stored[identities[at]] for at in known]
        recent: list[list[FoldEvent]] = [[] for _ in identities]
        for at, state in zip(known, states, strict=True):
            recent[at] = decode_recent(state.recent)
        rows = self._codec.decode([state.folds for state in states])
        rows = rows.owned_by(np.array(known, dtype=np.int64), len(identities))
        fresh = self._fold_events(events)
        place = {name: at for at, name in enumerate(identities)}
        owner = np.array([place[event.identity] for event in fresh], dtype=np.int64)
        for at, event in zip(owner.tolist(), fresh, strict=True):
            recent[at].append(event)
        new = state_of_events(self._codec, fresh, owner, len(identities))
        return _Folded(living, identities, person, self._codec.merge(rows, new), recent, sorted(set(owner.tolist())))

    def _fold_events(self, events: Sequence[AcceptedEvent]) -> list[FoldEvent]:
        """Fold events of the accepted ones, those of the readings of their texts beside them."""
        items = self._store.items({event.item_id for event in events if event.item_id is not None})
        found = []
        for event in events:
            row = fold_row(event, items, self._kit.categorise, zone=self._kit.zone)
            if row is not None:
                _check_numbers(row)
                found.append(row)
                found += self._readings(event, row, items)
        return found

    def _stored(self, folded: _Folded, as_of: int) -> list[StoredState]:
        """New bytes of the identities that got events."""
        place = np.full(len(folded.identities), -1, dtype=np.int64)
        place[folded.stepped] = np.arange(len(folded.stepped))
        states = self._codec.encode(folded.rows.owned_by(place, len(folded.stepped)))
        oldest = as_of - self._window_us
        return [
            StoredState(
                folded.identities[at], state, encode_recent([e for e in folded.recent[at] if e.occurred_at > oldest])
            )
            for at, state in zip(folded.stepped, states, strict=True)
        ]

    def _readings(self, event: AcceptedEvent, row: FoldEvent, items: Mapping[str, Item]) -> list[FoldEvent]:
        if event.text is None or event.text_kind not in PERSONAL_KINDS:
            return []
        item = None if event.item_id is None else items.get(event.item_id)
        read = self._read(event.text, event.text_kind, None if item is None else item.title)
        return [reading_event(row, event.event_id, reading) for reading in read]

    def _causes(self, events: Sequence[AcceptedEvent], resolved: Resolved) -> dict[str, str]:
        newest = self._store.meta().as_of
        causes = {}
        for event in events:
            kind = "late_event" if event.occurred_at < newest else "event"
            for identity in reversed(event.identities):
                causes[resolved.person_of[identity]] = f"{kind}:{event.event_id}"
        for old, new, event_id in resolved.moved:
            causes[old] = causes[new] = f"{'undo' if event_id in resolved.undone else 'merge'}:{event_id}"
        return causes

    def _derive(
        self, touched: Sequence[str], folded: _Folded, resolved: Resolved, *, causes: Mapping[str, str], as_of: int
    ) -> Update:
        kit, living = self._kit, set(folded.living)
        derived = derive(
            self._people(folded, as_of=as_of),
            kit.scorers,
            catalogue=kit.catalogue,
            allowances=kit.allowances,
            run_id=kit.run_id,
            origin="live",
        )
        before = {profile.person_id: profile for profile in self._store.profiles(touched)}
        update = Update(0, as_of, removed=[person for person in touched if person not in living])
        for profile in derived.profiles:
            old = before.get(profile.person_id)
            cause = causes.get(profile.person_id) or _timer_cause(old, as_of)
            update.changes += _changes(profile.person_id, old, profile.tags, cause=cause, at=as_of)
            update.profiles.append(profile)
        for person in update.removed:
            update.changes += _changes(person, before.get(person), [], cause=causes.get(person, "merge:"), at=as_of)
        gone = set(update.removed)
        update.merges = sorted(
            {(old, new, f"event:{event}", as_of) for old, new, event in resolved.moved if old in gone}
        )
        return update

    def _owned(self, touched: Sequence[str], resolved: Resolved) -> dict[str, list[str]]:
        """Identities of each touched person after the step."""
        stored = self._store.identities_of(touched)
        owned: dict[str, list[str]] = {person: [] for person in touched}
        rows: dict[str, IdentityRow] = {row.identity: row for found in stored.values() for row in found}
        rows.update(resolved.rows)
        for row in rows.values():
            if row.person_id in owned:
                owned[row.person_id].append(row.identity)
        return owned

    def _people(self, folded: _Folded, *, as_of: int) -> People:
        """The touched people: the merge of their identities."""
        rows = self._codec.merge(folded.rows.owned_by(folded.person, len(folded.living)))
        events: list[list[FoldEvent]] = [[] for _ in folded.living]
        for person, recent in zip(folded.person.tolist(), folded.recent, strict=True):
            events[person] += [event for event in recent if event.occurred_at <= as_of]
        for own in events:
            own.sort(key=time_order)
        replays = run_replays(self._replays, events, as_of)
        return People(folded.living, as_of, self._kit.zone, self._codec.to_folds(rows), replays)


def _check_numbers(row: FoldEvent) -> None:
    """Numbers of which a thousand could not be added up in 64 bits are no count, amount or time of a person."""
    for name in _NUMBERS:
        value = getattr(row, name)
        if value is not None and abs(value) > _MOST:
            raise OutOfRange(f"{name} {value} is beyond 2^53")


def _timer_cause(old: Profile | None, as_of: int) -> str:
    """Why a person without events changed: a flag's timer when one fired, else the day's decay."""
    is_flag = old is not None and any(
        tag.valid_until is not None and tag.valid_until <= as_of and tag.tag_key.startswith("flag.") for tag in old.tags
    )
    return "timer" if is_flag or (old is not None and old.next_due % 3_600_000_000) else "decay"


def _changes(person: str, old: Profile | None, new: Sequence[HeldTag], *, cause: str, at: int) -> list[Change]:
    return changes_between(person, [] if old is None else old.tags, new, cause=cause, at=at)

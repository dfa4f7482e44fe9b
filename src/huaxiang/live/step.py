"""One step: accepted events into folds, the touched people derived anew, only the changed fields written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huaxiang.domain.events import AcceptedEvent, FoldEvent, time_order
from huaxiang.domain.profiles import HeldTag, IdentityRow, Item, Profile
from huaxiang.domain.readings import PERSONAL_KINDS, reading_event
from huaxiang.domain.tags import Change
from huaxiang.folds.people import People, rows_from_states
from huaxiang.folds.reduce import Reducer, State, decode_state, encode_state
from huaxiang.folds.replays import decode_recent, encode_recent, run_replays
from huaxiang.folds.view import fold_row
from huaxiang.live.identities import Resolved, resolve_events
from huaxiang.stores.base import Store, StoredState, Update
from huaxiang.tags.derive import derive
from huaxiang.tags.feed import changes_between
from huaxiang.tags.kit import Kit

__all__ = ["Stepper"]

_CHUNK = 2_000


class Stepper:
    """Steps one generation of the store; the same events in any order and any batches give the same profiles."""

    def __init__(self, store: Store, kit: Kit) -> None:
        self._store, self._kit = store, kit
        self._reducer = Reducer(kit.data_folds)
        self._replays = kit.replays
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
        states, recent = self._fold(events, as_of)
        touched = {resolved.person_of[event.identities[0]] for event in events if event.identities}
        touched |= {person for old, new, _ in resolved.moved for person in (old, new)}
        touched |= {row.person_id for row in resolved.rows.values()}
        causes = self._causes(events, resolved)
        update = self._derive(sorted(touched), states, recent, resolved, causes=causes, as_of=as_of)
        update.log_seq, update.revision = batch[-1][0], revision
        update.links = resolved.links
        update.identities = [resolved.rows[name] for name in sorted(resolved.rows)]
        update.states = [
            StoredState(name, encode_state(states[name]), encode_recent(recent[name])) for name in sorted(states)
        ]
        return update

    def timers(self, *, as_of: int, limit: int = _CHUNK) -> Update | None:
        """The update of people whose timers fire not later than as_of; None when there are none."""
        meta = self._store.meta()
        due = self._store.due(as_of, limit=limit)
        if not due:
            return None
        update = self._derive(due, {}, {}, Resolved(), causes={}, as_of=as_of)
        update.log_seq, update.revision = meta.log_seq, meta.revision
        return update

    def _fold(self, events: Sequence[AcceptedEvent], as_of: int) -> tuple[dict[str, State], dict[str, list[FoldEvent]]]:
        """New states and recent events of the identities that the events belong to."""
        items = self._store.items({event.item_id for event in events if event.item_id is not None})
        names = {event.identities[0] for event in events if event.identities}
        stored = self._store.states(names)
        states = {name: decode_state(stored[name].folds) if name in stored else {} for name in names}
        recent = {name: decode_recent(stored[name].recent) if name in stored else [] for name in names}
        for event in events:
            row = fold_row(event, items, self._kit.categorise, zone=self._kit.zone)
            if row is None:
                continue
            for each in (row, *self._readings(event, row, items)):
                self._reducer.step(states[row.identity], each)
                recent[row.identity].append(each)
        oldest = as_of - self._window_us
        return states, {name: [e for e in rows if e.occurred_at > oldest] for name, rows in recent.items()}

    def _readings(self, event: AcceptedEvent, row: FoldEvent, items: Mapping[str, Item]) -> list[FoldEvent]:
        if event.text is None or event.text_kind not in PERSONAL_KINDS:
            return []
        item = None if event.item_id is None else items.get(event.item_id)
        read = self._kit.read_text(event.text, event.text_kind, None if item is None else item.title)
        return [reading_event(row, event.event_id, reading) for reading in read]

    def _causes(self, events: Sequence[AcceptedEvent], resolved: Resolved) -> dict[str, str]:
        newest = self._store.meta().as_of
        causes = {}
        for event in events:
            kind = "late_event" if event.occurred_at < newest else "event"
            for identity in reversed(event.identities):
                causes[resolved.person_of[identity]] = f"{kind}:{event.event_id}"
        for old, new, event_id in resolved.moved:
            causes[old] = causes[new] = f"merge:{event_id}"
        return causes

    def _derive(
        self,
        touched: Sequence[str],
        states: Mapping[str, State],
        recent: Mapping[str, list[FoldEvent]],
        resolved: Resolved,
        *,
        causes: Mapping[str, str],
        as_of: int,
    ) -> Update:
        owned = self._owned(touched, resolved)
        living = [person for person in touched if owned.get(person)]
        people = self._people(living, owned, states, recent, as_of=as_of)
        kit = self._kit
        derived = derive(
            people,
            kit.scorers,
            catalogue=kit.catalogue,
            allowances=kit.allowances,
            run_id=kit.run_id,
            origin="live",
        )
        before = {profile.person_id: profile for profile in self._store.profiles(touched)}
        update = Update(0, as_of, removed=[person for person in touched if not owned.get(person)])
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

    def _people(
        self,
        living: Sequence[str],
        owned: Mapping[str, list[str]],
        states: Mapping[str, State],
        recent: Mapping[str, list[FoldEvent]],
        *,
        as_of: int,
    ) -> People:
        wanted = {name for person in living for name in owned[person] if name not in states}
        stored = self._store.states(wanted)
        merged, events = [], []
        for person in living:
            parts, own = [], []
            for name in owned[person]:
                if name in states:
                    parts.append(states[name])
                    own.extend(recent[name])
                elif name in stored:
                    parts.append(decode_state(stored[name].folds))
                    own.extend(decode_recent(stored[name].recent))
            merged.append(self._reducer.merge(parts))
            events.append(sorted((e for e in own if e.occurred_at <= as_of), key=time_order))
        folds = rows_from_states(merged, self._kit.data_folds)
        return People(list(living), as_of, self._kit.zone, folds, run_replays(self._replays, events, as_of))


def _timer_cause(old: Profile | None, as_of: int) -> str:
    """Why a person without events changed: a flag's timer when one fired, else the day's decay."""
    is_flag = old is not None and any(
        tag.valid_until is not None and tag.valid_until <= as_of and tag.tag_key.startswith("flag.") for tag in old.tags
    )
    return "timer" if is_flag or (old is not None and old.next_due % 3_600_000_000) else "decay"


def _changes(person: str, old: Profile | None, new: Sequence[HeldTag], *, cause: str, at: int) -> list[Change]:
    return changes_between(person, [] if old is None else old.tags, new, cause=cause, at=at)

"""What the store holds of one person besides the profile: recent events, consents, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.errors import ContractBroken, UserError
from huaxiang.domain.events import FoldEvent, time_order
from huaxiang.domain.instants import Zone, to_iso
from huaxiang.domain.profiles import IdentityRow, Profile
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import People, Rows
from huaxiang.folds.replays import decode_recent
from huaxiang.folds.states import StateCodec
from huaxiang.project.naming import find_person
from huaxiang.project.readable import Readable
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.permission import refused, separately_consented

__all__ = ["Consent", "Found", "consent_of", "find", "fold_rows_of", "recent_events"]


@dataclass(frozen=True, slots=True)
class Found:
    """A person as the store has them."""

    store: Store
    meta: Meta
    profile: Profile
    identities: list[IdentityRow]

    @property
    def as_of(self) -> int:
        """The instant that answers speak of, µs."""
        return max(self.meta.as_of, self.profile.as_of)


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether the person refuses profiling, and the purposes consented to separately."""

    is_refusing: bool
    separate: frozenset[str]


def find(project: Readable, name: str, *, as_of: int | None = None) -> Found:
    """The person that a name means.

    Args:
        project: Built.
        name: Person id, `namespace:value`, or a bare value.
        as_of: Instant asked for, µs; the store's own when None.

    Raises:
        UnknownName: Nobody has the name.
        UserError: Several people have it, or the store is later than `as_of`.
    """
    store = project.store()
    meta = store.meta()
    if as_of is not None and as_of < meta.as_of:
        raise UserError(
            f"the project stands at {to_iso(meta.as_of)}, later than {to_iso(as_of)}: "
            f"run `huaxiang build --as-of {to_iso(as_of)}` first"
        )
    person_id = find_person(store, name)
    profile = store.profile(person_id)
    if profile is None:
        raise ContractBroken(f"person {person_id} has identities but no profile")
    return Found(store, meta, profile, store.identities_of([person_id]).get(person_id, []))


def recent_events(found: Found) -> list[FoldEvent]:
    """The person's events that the store still holds, sorted by (occurred_at, event_id)."""
    states = found.store.states([row.identity for row in found.identities])
    events = [event for state in states.values() for event in decode_recent(state.recent)]
    return sorted((event for event in events if event.occurred_at <= found.as_of), key=time_order)


def fold_rows_of(found: Found) -> dict[str, Rows]:
    """Rows of the data folds of the person, by name of fold."""
    codec = StateCodec(fold for fold in declared_folds() if not isinstance(fold, Replay))
    states = found.store.states([row.identity for row in found.identities])
    rows = codec.decode([state.folds for state in states.values()])
    return codec.to_folds(codec.merge(rows.owned_by(np.zeros(rows.n_owners, dtype=np.int64), 1)))


def consent_of(found: Found, zone: Zone) -> Consent:
    """The person's consents as the folds hold them."""
    people = People([found.profile.person_id], found.as_of, zone, fold_rows_of(found))
    return Consent(bool(refused(people)[0]), separately_consented(people)[0])

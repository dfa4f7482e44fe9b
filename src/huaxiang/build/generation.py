"""A new generation of the store out of a build: identities, links, state, items, profiles, feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from huaxiang.build.folding import Batch
from huaxiang.domain.events import FoldEvent
from huaxiang.domain.profiles import IdentityRow, Item, LinkRow, Profile
from huaxiang.domain.tags import Change
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Fold, Replay
from huaxiang.folds.replays import encode_recent
from huaxiang.folds.states import StateCodec
from huaxiang.folds.vectors import fold_rows
from huaxiang.stores.base import Store, StoredState
from huaxiang.tags.feed import changes_between

__all__ = ["feed_changes", "load_batch", "load_identities", "lost_changes", "merges_since"]


def load_identities(store: Store, identities: pa.Table, lake: Lake, items: Sequence[Item], *, as_of: int) -> None:
    """Loads identities, links not later than as_of, and items."""
    names = (identities[name].to_pylist() for name in ("identity", "first_seen_at", "person_id"))
    store.load("identities", (IdentityRow(*row) for row in zip(*names, strict=True)))
    store.load("links", _links_as_of(lake, as_of))
    store.load("items", items)


def _links_as_of(lake: Lake, as_of: int) -> list[LinkRow]:
    """One row a (a, b, kind), of all sources: the earliest, the last of merges and undos."""
    links = lake.read("links")
    found: dict[tuple[str, str, str], LinkRow] = {}
    for row in links.to_pylist():
        link = LinkRow(**row)
        key = (link.a, link.b, link.kind)
        old = found.get(key)
        if link.occurred_at <= as_of and (old is None or link.takes_place_of(old)):
            found[key] = link
    return [found[key] for key in sorted(found)]


def load_batch(store: Store, batch: Batch, profiles: Sequence[Profile], folds: Sequence[Fold]) -> None:
    """Loads the state of a batch's identities and its profiles."""
    store.load("states", _states(batch, folds))
    store.load("profiles", profiles)


def _states(batch: Batch, folds: Sequence[Fold]) -> Iterator[StoredState]:
    """State of the identities that have events."""
    codec = StateCodec(fold for fold in folds if not isinstance(fold, Replay))
    folded = {fold.name: fold_rows(fold, batch.events) for fold in codec.folds}
    n = len(batch.identities)
    states = codec.encode(codec.merge(codec.of_folds(folded, n)))
    recent: dict[str, list[FoldEvent]] = {}
    for events in batch.recent:
        for event in events:
            recent.setdefault(event.identity, []).append(event)
    has_events = np.bincount(batch.events.owner, minlength=n) > 0
    for at in np.flatnonzero(has_events).tolist():
        identity = batch.identities[at]
        yield StoredState(identity, states[at], encode_recent(recent.get(identity, [])))


def feed_changes(
    before: Mapping[str, Profile], profiles: Sequence[Profile], *, run_id: str, at: int
) -> Iterator[Change]:
    """What the rebuild changed for these people against the generation before; everything for who was not there."""
    for profile in profiles:
        was = before.get(profile.person_id)
        yield from changes_between(
            profile.person_id, [] if was is None else was.tags, profile.tags, cause=f"rebuild:{run_id}", at=at
        )


def lost_changes(gone: Sequence[Profile], *, run_id: str, at: int) -> Iterator[Change]:
    """Tags of people who are no longer there under their old id."""
    for profile in gone:
        yield from changes_between(profile.person_id, profile.tags, [], cause=f"rebuild:{run_id}", at=at)


def merges_since(before: Store, identities: pa.Table, *, at: int) -> list[tuple[str, str, str, int]]:
    """(old, new, reason, at) of people of the generation before whose identities belong to another person now."""
    now = dict(zip(identities["identity"].to_pylist(), identities["person_id"].to_pylist(), strict=True))
    living = set(now.values())
    moved = set()
    for person_id, rows in before.identities_of(p.person_id for p in before.profiles()).items():
        if person_id not in living:
            moved |= {(person_id, now[row.identity], "rebuild", at) for row in rows if row.identity in now}
    return sorted(moved)

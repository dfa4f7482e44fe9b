"""Bitmaps kept current by the feed: the people whom it names are read again, and their bits moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext

from huaxiang.audiences.batch import Batch
from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.gate import Gate

__all__ = ["follow"]

_PAGE = 5_000
_BATCH = 500
_MOST_NAMED = 2_000_000
_MOST_GONE = 2


def follow(
    bitmaps: PeopleBitmaps, store: Store, gate: Gate, *, guard: AbstractContextManager[object] | None = None
) -> bool:
    """Moves bitmaps on to where the store stands.

    People named by the feed, touched without it, or whose tags begin or cease to hold by the clock are read again.
    Whatever is read is read after the position that the bitmaps then report, so they are never older than that.

    Args:
        bitmaps: Read from a store of the same generation; while it raises they are of no use any more.
        gate: Of the definitions as they were when the bitmaps were read.
        guard: Held while bits move.

    Returns:
        False where everyone has to be read anew: another generation, entries of the feed that are gone, or a store
        that does not know any more who was touched.
    """
    known, meta = bitmaps.meta, store.meta()
    if meta == known:
        return True
    if bitmaps.is_torn or meta.run_id != known.run_id or _is_before(meta, known):
        return False
    named = _named(store, known.feed_seq, meta.feed_seq)
    touched = _touched(store, known.revision, meta.revision)
    if named is None or touched is None or len(bitmaps.people.ids) > _MOST_GONE * (len(bitmaps.everyone) + _BATCH):
        return False
    bitmaps.is_torn = True
    with guard or nullcontext():
        due = bitmaps.people.ids_of(bitmaps.calendar.take(meta.as_of) & bitmaps.everyone)
    for batch, gone in _read(bitmaps, store, gate, sorted({*named, *touched, *due}), as_of=meta.as_of):
        with guard or nullcontext():
            bitmaps.absorb(batch, gone)
    bitmaps.meta = meta
    bitmaps.is_torn = False
    return True


def _is_before(meta: Meta, known: Meta) -> bool:
    """Whether a store stands earlier than it once did: it is another one."""
    return meta.feed_seq < known.feed_seq or meta.revision < known.revision or meta.as_of < known.as_of


def _named(store: Store, after: int, until: int) -> set[str] | None:
    """Ids of the people whom the feed names after a number; None where one of its entries up to another is gone."""
    people: set[str] = set()
    if until - after > _MOST_NAMED:
        return None
    while after < until:
        changes = store.changes(after, limit=_PAGE)
        if not changes or changes[-1].seq != after + len(changes):
            return None
        people.update(each.person_id for each in changes)
        after = changes[-1].seq
    return people


def _touched(store: Store, known: int, revision: int) -> Collection[str] | None:
    """Ids of the people written since a revision; None where the store does not know any more."""
    if revision == known:
        return ()
    return store.touched_since(known)


def _read(
    bitmaps: PeopleBitmaps, store: Store, gate: Gate, ids: list[str], *, as_of: int
) -> Iterator[tuple[Batch, set[str]]]:
    """People as the store has them now, and the ids of those whom it has no more."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        profiles = list(store.profiles(part))
        yield (
            Batch(profiles, bitmaps.people, gate, as_of=as_of),
            set(part) - {profile.person_id for profile in profiles},
        )

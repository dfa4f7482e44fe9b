"""One generation takes the place of another while a worker goes on writing: the feed goes on without a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from huaxiang.domain.tags import Change
from huaxiang.live.failpoints import reach
from huaxiang.project.ledger import chained
from huaxiang.stores.base import Store
from huaxiang.tags.feed import changes_between

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["carry_feed", "succeeding"]

_PAGE = 50_000


def carry_feed(old: Store, new: Store) -> int:
    """Copies the feed of a generation into the one being built, numbers included; returns the last number given."""
    last = old.meta().feed_seq
    for page in _pages(old, after=0):
        new.load("changes", page)
    new.splice([], after=last, up_to=last, without=[])
    return last


@contextmanager
def succeeding(project: Project, new: Store, *, since: int, drain: Callable[[], object]) -> Iterator[None]:
    """Makes the new generation the current one at the end of its block, with no writer on the old one meanwhile.

    The feed of the new generation is then that of the old one, every entry under its number, followed by what leads
    from the old one's last assignments to its own. What the old one is asked to write afterwards is stale.

    Args:
        new: Built, its feed carried up to `since` with the changes of its people after it.
        since: Last number of the old feed that the new generation was compared with.
        drain: Applies the rest of the log to the new generation; called once before the old one stands still, so
            that little is left to do while it does.
    """
    drain()
    run_id = new.meta().run_id
    if project.generations.current() is None:
        yield
        project.generations.switch(run_id)
        return
    old = project.store()
    try:
        with old.seal():
            drain()
            _hand_over(old, new, since=since)
            yield
            reach("in_generation_switch")
            project.generations.switch(run_id)
    finally:
        old.close()


def _hand_over(old: Store, new: Store, *, since: int) -> None:
    """Gives the new generation the end of the old feed, and compares anew the people whom that end speaks of."""
    touched = sorted({change.person_id for page in _pages(old, after=since) for change in page})
    last = old.meta().feed_seq
    if last > since:
        carried = (change for page in _pages(old, after=since) for change in page)
        new.splice(carried, after=since, up_to=last, without=touched)
        new.load("changes", _differences(old, new, touched))
    known = new.merges()
    wanted = chained((*known, *old.merges(), *_moved(old, new, touched)))
    new.load("merges", [row for row in wanted if row not in known])


def _differences(old: Store, new: Store, touched: Sequence[str]) -> Iterator[Change]:
    meta = new.meta()
    before = {profile.person_id: profile.tags for profile in old.profiles(touched)}
    after = {profile.person_id: profile.tags for profile in new.profiles(touched)}
    for person in touched:
        was, now = before.get(person, []), after.get(person, [])
        yield from changes_between(person, was, now, cause=f"rebuild:{meta.run_id}", at=meta.as_of)


def _moved(old: Store, new: Store, touched: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """(old, new, reason, at) of touched people who are others in the new generation."""
    living = {profile.person_id for profile in new.profiles(touched)}
    owned = old.identities_of([person for person in touched if person not in living])
    now = new.identities({row.identity for rows in owned.values() for row in rows})
    at = new.meta().as_of
    rows = [row for each in owned.values() for row in each if row.identity in now]
    found = sorted({(row.person_id, now[row.identity].person_id) for row in rows})
    return [(was, became, "rebuild", at) for was, became in found if was != became]


def _pages(store: Store, *, after: int) -> Iterator[list[Change]]:
    while page := store.changes(after, limit=_PAGE):
        yield page
        after = page[-1].seq

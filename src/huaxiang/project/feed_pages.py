"""Pages of the outward feed: what `/v1/changes` and the channels give, with the number of entries withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huaxiang.domain.errors import UserError
from huaxiang.domain.instants import SECOND_US, now, to_iso
from huaxiang.domain.tags import Change
from huaxiang.project.readable import Readable
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.feed import held_rows, replay_feed, undo_feed
from huaxiang.tags.outward import outward_from, whole_groups

__all__ = ["MOST", "BeyondTheFeed", "FeedPage", "feed_page", "position_document"]

MOST = 1_000
_ONE_UPDATE = 20
_NEAR = 5_000
_TRIES = 5
_Rows = dict[tuple[str, str], dict[str, Any]]


class BeyondTheFeed(UserError):
    """Raised when a reader asks for what no feed has given yet; carries the feed's end."""

    def __init__(self, after: int, end: int) -> None:
        self.end = end
        super().__init__(f"after {after} lies beyond the feed's end {end}: the feed was begun anew, read it from 0")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of the feed as it may leave.

    Attributes:
        as_of: Instant that the store stood at, µs.
        after: Sequence number that was read last.
        next: What to ask for next.
        is_end: Whether the page reaches the feed's end.
        changes: One document a change: seq, person_id, tag_key, label, field, old, new, cause, at.
        withheld: Entries that the gate keeps back.
    """

    as_of: int
    run_id: str
    after: int
    next: int
    is_end: bool
    changes: list[dict[str, Any]]
    withheld: int

    def head(self) -> dict[str, Any]:
        """The page without its changes: as_of, run_id, lag_seconds, after, next, is_end, withheld."""
        place = {"after": self.after, "next": self.next, "is_end": self.is_end, "withheld": self.withheld}
        return position_document(self.as_of, self.run_id) | place


def position_document(as_of: int, run_id: str) -> dict[str, Any]:
    """as_of, run_id and lag_seconds of an answer that is given now."""
    lag = max(now() - as_of, 0) / SECOND_US
    return {"as_of": to_iso(as_of), "run_id": run_id, "lag_seconds": round(lag, 3)}


def feed_page(project: Readable, after: int, *, limit: int = MOST) -> FeedPage:
    """A page of the outward feed.

    Args:
        project: Built.
        after: Sequence number that was read last; 0 reads from the beginning.
        limit: Entries of the inner feed to look at, about; an update of one tag is never torn apart.

    Raises:
        BeyondTheFeed: `after` lies beyond the feed's end: it was begun anew.
    """
    store = project.store()
    meta = store.meta()
    if after > meta.feed_seq:
        raise BeyondTheFeed(after, meta.feed_seq)
    limit = max(limit, _ONE_UPDATE)
    found = store.changes(after, limit=limit + 1)
    entries = whole_groups(found, limit=limit)
    leaving = outward_from(entries, _before(store, entries, after), project.gate())
    return FeedPage(
        as_of=meta.as_of,
        run_id=meta.run_id,
        after=after,
        next=entries[-1].seq if entries else after,
        is_end=len(entries) == len(found),
        changes=[_document(each, project) for each in leaving.changes],
        withheld=leaving.withheld,
    )


def _before(store: Store, entries: Sequence[Change], after: int) -> _Rows:
    """Assignments of the entries' people as they stood at `after`.

    Near the feed's end the profiles are taken and the newest entries undone, so that it costs the same however long
    the feed before is. That needs profiles and entries of one instant: where somebody writes between again and
    again, and far from the end, the earlier entries of these people are replayed.
    """
    people = sorted({each.person_id for each in entries})
    for _ in range(_TRIES if people else 0):
        meta = store.meta()
        if meta.feed_seq - after > _NEAR:
            break
        held = {
            place: row for each in store.profiles(people) for place, row in held_rows(each.person_id, each.tags).items()
        }
        newer = [each for each in store.changes(after, limit=_NEAR + 1) if each.person_id in set(people)]
        if _is_alone(store, meta):
            return undo_feed(held, newer)
    return replay_feed(store.changes_of(people, until=after)) if people else {}


def _is_alone(store: Store, before: Meta) -> bool:
    """Whether nobody has written since."""
    meta = store.meta()
    return (meta.revision, meta.feed_seq) == (before.revision, before.feed_seq)


def _document(change: Change, project: Readable) -> dict[str, Any]:
    definition = project.catalogue().find(change.tag_key)
    is_zh = project.config.project.language == "zh"
    label = change.tag_key if definition is None else definition.label_zh if is_zh else definition.label_en
    return {
        "seq": change.seq,
        "person_id": change.person_id,
        "tag_key": change.tag_key,
        "label": label,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "cause": change.cause,
        "at": to_iso(change.at),
    }

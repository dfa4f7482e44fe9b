"""The outward feed: changes of tags that the gate lets pass; a tag that stops passing appears as lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Change, Status
from huaxiang.tags.feed import replay_feed
from huaxiang.tags.gate import Gate

__all__ = ["Outward", "outward", "outward_from", "whole_groups"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outward:
    """Changes that may leave, by seq, and the number of those that may not."""

    changes: list[Change]
    withheld: int


def whole_groups(changes: Sequence[Change], *, limit: int) -> list[Change]:
    """The first changes, cut where no update of a tag is torn apart: about `limit`, all when there are no more."""
    if len(changes) <= limit:
        return list(changes)
    end = limit
    while end > 0 and _group(changes[end - 1]) == _group(changes[end]):
        end -= 1
    return list(changes[: end or limit])


def outward(changes: Sequence[Change], earlier: Sequence[Change], gate: Gate) -> Outward:
    """The feed as others may see it, after everything that it said before of the same people, in order of seq."""
    return outward_from(changes, replay_feed(earlier), gate)


def outward_from(changes: Sequence[Change], before: Mapping[tuple[str, str], Row], gate: Gate) -> Outward:
    """The feed as others may see it.

    A tag was out when its status was active, for so it was judged at the time; it is out when it is active and the
    gate lets it pass at the instant of the change. Its fields that changed leave one by one; a tag that begins to
    pass is gained as a whole, one that stops is lost.

    Args:
        changes: Whole updates in order of seq.
        before: Assignments of the same people as they stood before, by (person id, tag key).
        gate: Over the catalogue as it stands.
    """
    held: dict[tuple[str, str], Row] = dict(before)
    found: list[Change] = []
    withheld = 0
    for place, rows in groupby(changes, key=_group):
        group = list(rows)
        key = (place[0], place[1])
        was = held.pop(key, None)
        if was is None and group[0].field != "*":
            withheld += len(group)
            continue
        seed = [] if was is None else [_gained(group[0], was)]
        now = replay_feed([*seed, *group]).get(key)
        if now is not None:
            held[key] = now
        leaving = list(_leaving(group, was, now, gate))
        found += leaving
        withheld += 0 if leaving else len(group)
    return Outward(found, withheld)


def _group(change: Change) -> tuple[str, str, str, int]:
    return (change.person_id, change.tag_key, change.cause, change.at)


def _gained(change: Change, row: Row) -> Change:
    return dataclasses.replace(change, field="*", old=None, new=dict(row))


def _leaving(group: Sequence[Change], before: Row | None, after: Row | None, gate: Gate) -> Iterator[Change]:
    was_out = before is not None and before["status"] == Status.ACTIVE
    is_out = after is not None and _passes(group[-1], after, gate)
    if was_out and is_out:
        yield from group
    elif is_out and after is not None:
        yield _gained(group[-1], after)
    elif was_out and before is not None:
        yield dataclasses.replace(group[-1], field="*", old=dict(before), new=None)


def _passes(change: Change, row: Row, gate: Gate) -> bool:
    tag = HeldTag(tag_key=change.tag_key, evidence_kind="", references={}, level=None, **row)
    return tag.status == Status.ACTIVE and gate.reason(tag, at=change.at) is None

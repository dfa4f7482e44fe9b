"""The change feed: what differs between two states of a person, and the state that a feed gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Change

__all__ = ["FIELDS", "changes_between", "held_rows", "replay_feed", "undo_feed"]

FIELDS = (
    "definition_version",
    "status",
    "score_milli",
    "strength",
    "stance",
    "confidence_milli",
    "valid_from",
    "valid_until",
    "model_id",
    "evidence_id",
)


def _row(tag: HeldTag) -> dict[str, Any]:
    return {name: getattr(tag, name) for name in FIELDS}


def changes_between(
    person_id: str, old: Sequence[HeldTag], new: Sequence[HeldTag], *, cause: str, at: int
) -> list[Change]:
    """Changed fields alone, by tag and field; `*` for a tag gained or lost, with all its fields. seq is 0."""
    before = {tag.tag_key: tag for tag in old}
    after = {tag.tag_key: tag for tag in new}
    changes = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            for name in FIELDS:
                a, b = getattr(was, name), getattr(now, name)
                if a != b:
                    changes.append(Change(0, person_id, key, name, a, b, cause, at))
        else:
            rows = (None if was is None else _row(was), None if now is None else _row(now))
            changes.append(Change(0, person_id, key, "*", *rows, cause, at))
    return changes


def replay_feed(changes: Iterable[Change]) -> dict[tuple[str, str], dict[str, Any]]:
    """Assignments by (person id, tag key) that a feed, replayed from empty, gives."""
    held: dict[tuple[str, str], dict[str, Any]] = {}
    for change in changes:
        place = (change.person_id, change.tag_key)
        if change.field != "*":
            held[place][change.field] = change.new
        elif change.new is None:
            held.pop(place, None)
        else:
            held[place] = dict(change.new)
    return held


def held_rows(person_id: str, tags: Iterable[HeldTag]) -> dict[tuple[str, str], dict[str, Any]]:
    """A person's tags as the feed speaks of them, by (person id, tag key)."""
    return {(person_id, tag.tag_key): _row(tag) for tag in tags}


def undo_feed(
    held: Mapping[tuple[str, str], Mapping[str, Any]], changes: Sequence[Change]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Assignments before some changes, from those after them: what `replay_feed` gives of everything earlier.

    Args:
        held: By (person id, tag key), as they stand after the last of the changes.
        changes: The newest part of the feed of the same people, in order of seq.
    """
    before = {place: dict(row) for place, row in held.items()}
    for change in reversed(changes):
        place = (change.person_id, change.tag_key)
        if change.field != "*":
            before[place][change.field] = change.old
        elif change.old is None:
            before.pop(place, None)
        else:
            before[place] = dict(change.old)
    return before

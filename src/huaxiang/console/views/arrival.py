"""What became of a test event: when it was accepted, whose it is, and the changes of tags it caused."""

from __future__ import annotations

from typing import Any

from huaxiang.console.views.changes import updates_of
from huaxiang.domain.identities import split_identity
from huaxiang.project.readable import Readable

__all__ = ["accepted_at", "arrival"]


def accepted_at(project: Readable, value: str, after: int) -> int | None:
    """When the log accepted an event of an identity of that value, µs; None where it has none after a position."""
    for _, event in project.log().read(after):
        if any(split_identity(each)[1] == value for each in event.identities):
            return event.received_at
    return None


def arrival(project: Readable, value: str, after: int) -> dict[str, Any] | None:
    """The person that a test event made, and the updates of their tags after a number of the feed.

    Returns:
        person_id and updates; None while nobody has the identity yet.
    """
    people = project.store().people_of(value)
    if not people:
        return None
    return {"person_id": people[0], "updates": updates_of(project, people[0], after)}

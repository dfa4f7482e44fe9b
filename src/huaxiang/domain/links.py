"""What an accepted event says of who is who: live and build read it with the same function."""

from __future__ import annotations

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import LINK_WEIGHTS
from huaxiang.domain.profiles import LinkRow

__all__ = ["UNLINKED", "stated_links"]

UNLINKED = "identity_unlinked"


def stated_links(event: AcceptedEvent) -> list[LinkRow]:
    """The links that an event states: its strongest identity is the same person as each of the others.

    `identity_unlinked` says the opposite of exactly two identities, and nothing of any other number.

    >>> event = AcceptedEvent("e", "app", "m", "login", 5, 5, ["member_no:1", "cookie:c"])
    >>> stated_links(event)
    [LinkRow(a='cookie:c', b='member_no:1', kind='login', occurred_at=5, weight_milli=900, event_id='e')]
    """
    is_undo = event.name == UNLINKED
    first, others = event.identities[:1], event.identities[1:]
    if not others or (is_undo and len(others) > 1):
        return []
    kind = "undo" if is_undo else event.link_kind
    pairs = [sorted((*first, other)) for other in others if other != first[0]]
    return [LinkRow(a, b, kind, event.occurred_at, LINK_WEIGHTS[kind], event.event_id) for a, b in pairs]

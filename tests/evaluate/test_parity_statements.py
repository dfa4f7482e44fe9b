from __future__ import annotations

import random

from huaxiang.domain.events import AcceptedEvent
from huaxiang.evaluate.parity_statements import decisions, doubled, profile_calls, ties

HOUR_US = 3_600_000_000
EVENTS = [
    AcceptedEvent(
        f"e{n}", "app", f"m{n}", "product_viewed", n * HOUR_US, n * HOUR_US, [f"member_no:{n % 20}", f"cookie:{n % 30}"]
    )
    for n in range(300)
]
for each in EVENTS:
    each.properties = {"l1": "beauty"}


def test_every_third_identity_has_calls_of_its_profile() -> None:
    found = profile_calls(EVENTS, random.Random(1))
    names = {event.identities[0] for _, event in found}
    assert len(names) == 50 // 3
    assert {event.name for _, event in found} >= {"trait_set", "trait_incremented", "trait_appended"}
    assert all((event.quantity is not None) == (event.name == "trait_incremented") for _, event in found)


def test_decisions_name_two_identities_and_some_undo_what_was_merged() -> None:
    found = decisions(EVENTS, random.Random(2), merges=10, undos=6)
    undone = [event for _, event in found if event.name == "identity_unlinked"]
    merged = [event for _, event in found if event.name == "identity_linked"]
    assert {len(event.identities) for _, event in found} == {2}
    assert (len(undone), len(merged), {event.link_kind for event in merged}) == (6, 12, {"merge"})
    assert {frozenset(e.identities) for e in undone} & {frozenset(e.identities) for e in merged}


def test_of_tied_pairs_the_greater_id_arrives_first() -> None:
    found = ties(EVENTS, random.Random(3))
    for (first, greater), (second, lesser) in zip(found[::2], found[1::2], strict=True):
        assert (greater.occurred_at, greater.name) == (lesser.occurred_at, lesser.name)
        assert (greater.event_id > lesser.event_id, first < second) == (True, True)


def test_a_share_comes_once_more_and_later() -> None:
    placed = [(float(n), event) for n, event in enumerate(EVENTS)]
    found = doubled(placed, random.Random(4), share=0.1)
    again = found[len(placed) :]
    assert 10 < len(again) < 60
    assert all(place > EVENTS.index(event) for place, event in again)

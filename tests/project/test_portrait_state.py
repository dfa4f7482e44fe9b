from __future__ import annotations

from typing import Any

from huaxiang.project.portrait_state import consent_of, find, recent_events


def test_recent_events_are_those_of_all_identities_by_time(shop: Any) -> None:
    assert [event.event_id for event in recent_events(find(shop, "mobile:13912345678"))] == ["e1", "e2", "e3"]


def test_a_refusal_is_read_from_the_folds(shop: Any) -> None:
    assert consent_of(find(shop, "member_no:M2"), shop.zone).is_refusing
    assert not consent_of(find(shop, "member_no:M1"), shop.zone).is_refusing
    assert consent_of(find(shop, "member_no:M1"), shop.zone).separate == frozenset()

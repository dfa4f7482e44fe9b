from __future__ import annotations

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.links import UNLINKED, stated_links
from huaxiang.domain.profiles import LinkRow


def event(name: str, *identities: str, kind: str = "login") -> AcceptedEvent:
    return AcceptedEvent("e1", "app", "m1", name, 7, 8, list(identities), link_kind=kind)


def test_the_strongest_identity_is_linked_with_each_of_the_others() -> None:
    assert stated_links(event("page_viewed", "member_no:1", "mobile:2", "cookie:c")) == [
        LinkRow("member_no:1", "mobile:2", "login", 7, 900, "e1"),
        LinkRow("cookie:c", "member_no:1", "login", 7, 900, "e1"),
    ]


def test_one_identity_or_none_or_twice_the_same_states_nothing() -> None:
    assert stated_links(event("page_viewed")) == []
    assert stated_links(event("page_viewed", "cookie:c")) == []
    assert stated_links(event("page_viewed", "cookie:c", "cookie:c")) == []


def test_a_merge_is_a_link_of_its_own_kind() -> None:
    (link,) = stated_links(event("identity_linked", "member_no:1", "member_no:2", kind="merge"))
    assert (link.kind, link.weight_milli) == ("merge", 1000)


def test_an_unlinking_of_two_is_an_undo_and_of_any_other_number_nothing() -> None:
    (link,) = stated_links(event(UNLINKED, "member_no:1", "cookie:c"))
    assert (link.a, link.b, link.kind) == ("cookie:c", "member_no:1", "undo")
    assert stated_links(event(UNLINKED, "member_no:1", "cookie:c", "cookie:d")) == []
    assert stated_links(event(UNLINKED, "member_no:1")) == []

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.profiles import HeldTag, Item, LinkRow, Profile

words = st.text(max_size=6)
tags = st.builds(
    HeldTag,
    tag_key=words,
    definition_version=st.integers(1, 9),
    status=words,
    score_milli=st.integers(0, 1000),
    strength=st.one_of(st.none(), st.integers(1, 3)),
    stance=st.one_of(st.none(), words),
    confidence_milli=st.integers(0, 1000),
    valid_from=st.integers(0, 2**62),
    valid_until=st.one_of(st.none(), st.integers(0, 2**62)),
    model_id=st.one_of(st.none(), words),
    evidence_id=words,
    evidence_kind=words,
    references=st.dictionaries(words, st.one_of(st.integers(-5, 5), words, st.lists(words, max_size=2)), max_size=2),
    level=st.one_of(st.none(), words),
)
profiles = st.builds(
    Profile,
    person_id=words,
    as_of=st.integers(0, 2**62),
    run_id=words,
    next_due=st.integers(0, 2**62),
    tags=st.lists(tags, max_size=3),
    features=st.dictionaries(words, st.floats(allow_nan=False), max_size=3),
    memberships=st.lists(st.tuples(words, st.integers(0, 1000)), max_size=3),
    traits=st.dictionaries(words, words, max_size=2),
    facts=st.dictionaries(words, words, max_size=2),
)


@given(profiles)
def test_a_profile_comes_back_from_its_bytes_bit_for_bit(profile: Profile) -> None:
    data = msgspec.msgpack.encode(profile)
    assert msgspec.msgpack.decode(data, type=Profile) == profile


def test_rows_are_values() -> None:
    assert LinkRow("a:1", "b:2", "login", 5, 800, None) == LinkRow("a:1", "b:2", "login", 5, 800, None)
    assert len({Item("i", None, None, None, None, None), Item("i", None, None, None, None, None)}) == 1


def test_of_ordinary_statements_the_first_is_kept_and_of_controls_the_last() -> None:
    for kind, keeps_later in (("login", False), ("alias", False), ("merge", True), ("undo", True)):
        first, later = (LinkRow("a:1", "b:2", kind, at, 1000, "e") for at in (1, 2))
        assert later.takes_place_of(first) is keeps_later
        assert first.takes_place_of(later) is not keeps_later
        assert not first.takes_place_of(first)
        lesser, greater = (LinkRow("a:1", "b:2", kind, 1, 1000, event_id) for event_id in "xy")
        assert greater.takes_place_of(lesser) is keeps_later

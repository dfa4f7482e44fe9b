from __future__ import annotations

import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap
from tests.audiences.test_following import Stream, started
from tests.people_streams import GATE, VOCABULARY, apply, streams

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.counting import Counted, keys_of
from huaxiang.audiences.following import follow
from huaxiang.audiences.select import select
from huaxiang.domain.profiles import Profile
from huaxiang.tags.expressions import Held, PlainProfile, bitmap_of, meets, parse, terms_of
from huaxiang.tags.expressions.terms import Comparison, Did, Pattern

TERMS = (
    "tag(fact.buyer)",
    "tag(fact.buyer) >= 500",
    "tag(flag.hesitant)",
    "tag(flag.hesitant) != 500",
    "tag(composite.new)",
    "interest(pet)",
    "interest(pet, prefer)",
    "interest(pet, avoid)",
    "interest(pet.cat)",
    "interest(pet.cat, avoid)",
    "interest(pet.cat.food)",
    "feature(orders) >= 2",
    "feature(share) < 0.5",
    "feature(share) != 2",
    "trait(city) = 上海",
    "trait(birth_year) >= 2000",
    "fact(car) = 1",
    "known(orders)",
    "known(city)",
    "known(car)",
)
expressions = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        inner.map("not ({})".format),
    ),
    max_leaves=8,
)


def as_profile(profile: Profile, as_of: int, *, is_unproven_included: bool) -> PlainProfile:
    tags = profile.tags if is_unproven_included else GATE.filter(profile.tags, at=as_of).tags
    held = {tag.tag_key: Held(tag.score_milli, stance=tag.stance) for tag in tags}
    return PlainProfile(as_of, held, profile.features, profile.traits, profile.facts, [], frozenset())


@settings(max_examples=60, deadline=None)
@given(streams(), expressions)
def test_bitmaps_that_follow_give_whom_the_profiles_give(stream: Stream, text: str) -> None:
    first, steps = stream
    expression = parse(text, VOCABULARY)
    with tempfile.TemporaryDirectory() as folder:
        store = started(folder, first)
        bitmaps = PeopleBitmaps.read(store, GATE)
        for step in steps:
            apply(store, step)
            assert follow(bitmaps, store, GATE)
            for is_unproven_included in (False, True):
                found = bitmap_of(expression, Counted(bitmaps, {}, is_unproven_included))
                as_of = store.meta().as_of
                wanted = [
                    profile.person_id
                    for profile in store.profiles()
                    if meets(expression, as_profile(profile, as_of, is_unproven_included=is_unproven_included))
                ]
                assert bitmaps.people.ids_of(found) == wanted
        store.close()


@settings(max_examples=50, deadline=None)
@given(streams(), expressions)
def test_who_is_withheld_is_told_by_the_most_frequent_reason(stream: Stream, text: str) -> None:
    first, _ = stream
    expression = parse(text, VOCABULARY)
    with tempfile.TemporaryDirectory() as folder:
        store = started(folder, first)
        bitmaps, as_of = PeopleBitmaps.read(store, GATE), store.meta().as_of
        people = {profile.person_id: profile for profile in store.profiles()}
        store.close()
    selection = select(text, bitmaps, VOCABULARY)
    keys = keys_of(terms_of(expression))
    kept: dict[str, set[str]] = {}
    for person in bitmaps.people.ids_of(bitmaps.eligible):
        profile = people[person]
        passing, held = (
            meets(expression, as_profile(profile, as_of, is_unproven_included=each)) for each in (False, True)
        )
        if held and not passing:
            why = {GATE.reason(tag, at=as_of) for tag in profile.tags if tag.tag_key in keys} - {None}
            kept[person] = {str(reason) for reason in why}
    often = {reason: sum(reason in why for why in kept.values()) for why in kept.values() for reason in why}
    told = [min(why, key=lambda reason: (-often[reason], reason)) for why in kept.values()]
    assert selection.withheld == {reason: told.count(reason) for reason in sorted(set(told))}
    assert len(selection) == len(selection.members)


def test_what_bitmaps_know_nothing_of_nobody_meets(bitmaps: PeopleBitmaps) -> None:
    counted = Counted(bitmaps, {Did("product_viewed"): BitMap([0, 99])})
    assert list(counted.bitmap_of(Did("product_viewed"))) == [0]
    assert list(counted.bitmap_of(Did("product_viewed", comparison=Comparison(">", 3)))) == []
    assert list(counted.bitmap_of(Pattern("p001"))) == []

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Change, Kind, State, TagDefinition
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.feed import changes_between, held_rows, replay_feed, undo_feed
from huaxiang.tags.gate import Gate
from huaxiang.tags.outward import outward, outward_from, whole_groups

OPEN, CLOSED = "interest.pet", "interest.sport"
GATE = Gate(
    Catalogue(
        [
            TagDefinition(OPEN, Kind.INTEREST, "宠物", "pet", "x", state=State.ACTIVE),
            TagDefinition(CLOSED, Kind.INTEREST, "运动", "sport", "x", state=State.OBSERVATION),
        ]
    )
)


def held(key: str, confidence: int, score: int = 500) -> HeldTag:
    status = "observation" if key == CLOSED else "active" if confidence >= 820 else "below_threshold"
    return HeldTag(key, 1, status, score, None, None, confidence, 0, None, None, "e", "span", {}, None)


def feed_of(*states: list[HeldTag]) -> list[Change]:
    changes: list[Change] = []
    for at, (old, new) in enumerate(zip(([], *states), states, strict=False), 1):
        for each in changes_between("p", old, new, cause=f"event:{at}", at=at):
            changes.append(Change(len(changes) + 1, "p", *[getattr(each, n) for n in _REST]))
    return changes


_REST = ("tag_key", "field", "old", "new", "cause", "at")


def told(changes: list[Change]) -> list[tuple[str, str, bool, bool]]:
    found = outward(changes, [], GATE).changes
    return [(c.tag_key, c.field, c.old is None, c.new is None) for c in found]


def test_a_tag_that_begins_to_pass_is_gained_as_a_whole():
    assert told(feed_of([held(OPEN, 700)], [held(OPEN, 900)])) == [(OPEN, "*", True, False)]


def test_a_tag_that_stops_passing_is_lost():
    assert told(feed_of([held(OPEN, 900)], [held(OPEN, 700)], [held(OPEN, 600)])) == [
        (OPEN, "*", True, False),
        (OPEN, "*", False, True),
    ]


def test_while_it_passes_its_changed_fields_alone_leave():
    assert told(feed_of([held(OPEN, 900)], [held(OPEN, 900, 600)]))[1:] == [(OPEN, "score_milli", False, False)]


def test_what_is_not_active_never_leaves_and_is_counted():
    changes = feed_of([held(CLOSED, 990)], [held(CLOSED, 995)], [])
    assert (told(changes), outward(changes, [], GATE).withheld) == ([], len(changes))


def test_a_definition_frozen_since_takes_its_tags_back():
    frozen = Gate(Catalogue([TagDefinition(OPEN, Kind.INTEREST, "宠物", "pet", "x", state=State.FROZEN)]))
    changes = feed_of([held(OPEN, 900)], [held(OPEN, 900, 600)])
    assert [c.new for c in outward(changes, [], frozen).changes] == [None]


STATES = st.lists(
    st.lists(
        st.builds(held, st.sampled_from([OPEN, CLOSED]), st.integers(0, 1000), st.integers(0, 1000)),
        max_size=2,
        unique_by=lambda tag: tag.tag_key,
    ),
    max_size=6,
)


@given(states=STATES, limit=st.integers(10, 30))
def test_the_feed_in_pages_replayed_gives_the_tags_that_pass(states, limit):
    changes = feed_of(*states)
    leaving, after = [], 0
    while page := whole_groups([c for c in changes if c.seq > after], limit=limit):
        leaving += outward(page, [c for c in changes if c.seq <= after], GATE).changes
        after = page[-1].seq
    last = states[-1] if states else []
    expected = {("p", tag.tag_key): tag.score_milli for tag in last if GATE.reason(tag, at=9) is None}
    assert {place: row["score_milli"] for place, row in replay_feed(leaving).items()} == expected


@given(states=STATES, cut=st.integers(0, 60))
def test_what_was_held_before_is_the_same_by_replaying_forward_and_by_undoing_from_the_end(states, cut):
    changes = feed_of(*states)
    earlier, later = [c for c in changes if c.seq <= cut], [c for c in changes if c.seq > cut]
    now = held_rows("p", states[-1] if states else [])
    assert now == replay_feed(changes)
    before = undo_feed(now, later)
    assert before == replay_feed(earlier)
    assert outward_from(later, before, GATE) == outward(later, earlier, GATE)


def test_an_update_of_one_tag_is_not_torn_apart():
    changes = feed_of([held(OPEN, 700)], [held(OPEN, 900, 900)])
    assert len(changes) == 4
    assert [len(whole_groups(changes, limit=limit)) for limit in (1, 2, 3, 4, 9)] == [1, 1, 1, 4, 4]

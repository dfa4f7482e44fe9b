from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.profiles import HeldTag
from huaxiang.tags.feed import FIELDS, changes_between, replay_feed


def held(key: str, score: int = 1, confidence: int = 900, stance: str | None = None) -> HeldTag:
    return HeldTag(key, 1, "active", score, None, stance, confidence, 0, None, None, f"e{score}", "event", {}, None)


tags = st.lists(
    st.builds(
        held, st.sampled_from(["a", "b", "c"]), st.integers(0, 2), st.integers(0, 2), st.sampled_from([None, "x"])
    ),
    unique_by=lambda tag: tag.tag_key,
)


def state(held_tags: list[HeldTag]) -> dict[tuple[str, str], dict[str, Any]]:
    return {("p", tag.tag_key): {name: getattr(tag, name) for name in FIELDS} for tag in held_tags}


@given(st.lists(tags, max_size=5))
def test_the_feed_replayed_from_empty_gives_the_last_state(states: list[list[HeldTag]]) -> None:
    changes = []
    before: list[HeldTag] = []
    for after in states:
        changes += changes_between("p", before, after, cause="event:1", at=1)
        before = after
    assert replay_feed(changes) == state(before)


def test_only_fields_that_differ_are_told() -> None:
    changes = changes_between("p", [held("a", 1), held("b", 1)], [held("a", 2), held("b", 1)], cause="event:9", at=7)
    assert [(c.tag_key, c.field, c.old, c.new, c.cause, c.at) for c in changes] == [
        ("a", "score_milli", 1, 2, "event:9", 7),
        ("a", "evidence_id", "e1", "e2", "event:9", 7),
    ]


def test_a_tag_gained_or_lost_is_one_entry_with_all_its_fields() -> None:
    (gained,) = changes_between("p", [], [held("a")], cause="timer", at=1)
    (lost,) = changes_between("p", [held("a")], [], cause="timer", at=1)
    assert (gained.field, gained.old, set(gained.new)) == ("*", None, set(FIELDS))
    assert (lost.field, lost.old, lost.new) == ("*", gained.new, None)


def test_nothing_is_told_when_nothing_changed() -> None:
    assert changes_between("p", [held("a")], [held("a")], cause="decay", at=1) == []

"""What every rule must do; the suite finds each file of the family, and each rule of shipped.yaml, by itself."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sequence_worlds import EVENTS, event_sets, instants

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US
from huaxiang.tags.banned import banned_in
from huaxiang.tags.rulebook import python_rules, shipped_rules, shipped_sequences
from huaxiang.tags.rules.base import INACTIVE, Rule
from huaxiang.tags.sequence import compile_rule

RULES = {
    **{f"{name}.py": rule for name, rule in python_rules().items()},
    **{f"shipped.yaml {rule.key}": compile_rule(rule) for rule in shipped_sequences()},
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
worlds = event_sets(names=(*EVENTS, "order_line_recorded", "cart_cleared"), n_people=1)


def around_example(rule: Rule, events: list[FoldEvent]) -> list[FoldEvent]:
    """Random events moved next to the rule's example, so that they meet it, without its ids."""
    if not events:
        return list(rule.example.events)
    shift = rule.example.events[0].occurred_at - min(event.occurred_at for event in events)
    first = rule.example.events[0]
    moved = [
        msgspec.structs.replace(
            event,
            occurred_at=event.occurred_at + shift,
            item_id=first.item_id if event.item_id == "i1" else event.item_id,
            l1=first.l1 if event.l1 == "beauty" else event.l1,
            l2=first.l2 if event.l1 == "beauty" else event.l2,
            l3=first.l3 if event.l1 == "beauty" else event.l3,
            order_id=first.order_id if event.order_id == "o1" else event.order_id,
        )
        for event in events
    ]
    return [*rule.example.events, *moved]


@every_rule
def test_example_is_flagged_with_evidence_and_an_end(rule: Rule) -> None:
    found = rule.judge(rule.example.events, rule.example.as_of)
    ids = {event.event_id for event in rule.example.events}
    assert found.is_active
    assert found.evidence
    assert set(found.evidence) <= ids
    assert found.valid_from is not None
    assert found.valid_until is not None
    assert found.valid_from <= rule.example.as_of < found.valid_until
    assert not any(e.occurred_at > rule.example.as_of for e in rule.example.events)


@every_rule
def test_flag_fades_by_itself_and_stays_down(rule: Rule) -> None:
    as_of = rule.example.as_of
    for _ in range(len(rule.example.events) + 2):
        next_at = rule.judge(rule.example.events, as_of).next_at
        if next_at is None:
            break
        assert next_at > as_of
        as_of = next_at
    assert rule.judge(rule.example.events, as_of) == INACTIVE
    assert rule.judge(rule.example.events, as_of + 400 * DAY_US) == INACTIVE
    assert as_of - rule.example.events[-1].occurred_at <= rule.window_us


@every_rule
def test_a_person_without_its_events_has_no_flag(rule: Rule) -> None:
    assert rule.judge([], rule.example.as_of) == INACTIVE


@every_rule
def test_key_label_and_listened_events_are_in_order(rule: Rule) -> None:
    assert rule.key.startswith("flag.")
    assert rule.definition
    assert rule.listens_to <= set(EVENT_NAMES)
    assert not any(banned_in(label) for label in rule.label.values())


@every_rule
@settings(max_examples=40, deadline=None)
@given(events=worlds, as_of=instants(), shuffler=st.randoms())
def test_arrival_order_does_not_matter(
    rule: Rule, events: list[FoldEvent], as_of: int, shuffler: random.Random
) -> None:
    events = around_example(rule, events)
    shuffled = shuffler.sample(events, len(events))
    assert rule.judge(shuffled, as_of) == rule.judge(events, as_of)


@every_rule
@settings(max_examples=40, deadline=None)
@given(events=worlds, as_of=instants())
def test_events_it_does_not_listen_to_the_future_and_the_far_past_change_nothing(
    rule: Rule, events: list[FoldEvent], as_of: int
) -> None:
    events = around_example(rule, events)
    low = as_of - rule.window_us
    heard = [e for e in events if e.name in rule.listens_to and low < e.occurred_at <= as_of]
    assert rule.judge(events, as_of) == rule.judge(heard, as_of)


@every_rule
@settings(max_examples=40, deadline=None)
@given(events=worlds, as_of=instants(), cut=st.integers(0, 40))
def test_one_go_equals_two_parts_with_a_store_round_trip(
    rule: Rule, events: list[FoldEvent], as_of: int, cut: int
) -> None:
    events = around_example(rule, events)
    stored = msgspec.msgpack.encode(events[:cut])
    again = [*msgspec.msgpack.decode(stored, type=list[FoldEvent]), *events[cut:]]
    assert rule.judge(again, as_of) == rule.judge(events, as_of)


@every_rule
@settings(max_examples=60, deadline=None)
@given(events=worlds, as_of=instants(), part=st.integers(0, 1000))
def test_answer_is_constant_until_next_at(rule: Rule, events: list[FoldEvent], as_of: int, part: int) -> None:
    seen = [event for event in around_example(rule, events) if event.occurred_at <= as_of]
    answer = rule.judge(seen, as_of)
    end = as_of + 40 * DAY_US if answer.next_at is None else answer.next_at
    assert end > as_of
    assert rule.judge(seen, as_of + (end - 1 - as_of) * part // 1000) == answer
    assert rule.judge(seen, end - 1) == answer


@every_rule
@settings(max_examples=40, deadline=None)
@given(events=worlds, as_of=instants())
def test_an_active_flag_names_events_that_happened(rule: Rule, events: list[FoldEvent], as_of: int) -> None:
    events = around_example(rule, events)
    found = rule.judge(events, as_of)
    happened = {event.event_id for event in events if event.occurred_at <= as_of}
    assert found.is_active == bool(found.evidence) == (found.valid_until is not None)
    assert set(found.evidence) <= happened


def test_every_shipped_rule_says_its_definition_in_both_languages() -> None:
    for rule in shipped_rules():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in rule.definition)
        assert rule.definition_en
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in rule.definition_en)

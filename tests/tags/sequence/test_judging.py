from __future__ import annotations

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from sequence_worlds import START, carts, event_sets, fold_event, instants, rules

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.tags.rules.base import INACTIVE
from huaxiang.tags.sequence import After, SequenceRule, Without, compile_rule, judge_of

HESITANT = SequenceRule(
    "flag.trial",
    {"zh": "试", "en": "trial"},
    After(frozenset({"product_added"}), 3, 24 * HOUR_US, "category"),
    Without(frozenset({"checkout_started", "order_completed"}), 30 * MINUTE_US, "category"),
    "deadline",
    72 * HOUR_US,
)
judge = judge_of(HESITANT)


def at(minutes: int) -> int:
    return START + minutes * MINUTE_US


def test_pending_match_says_when_it_will_be_raised() -> None:
    assert judge(carts(0, 10, 20), at(20)) == dataclasses.replace(INACTIVE, next_at=at(50))


def test_raised_flag_names_its_events_and_its_end() -> None:
    found = judge(carts(0, 10, 20), at(50))
    assert (found.is_active, found.valid_from, found.valid_until) == (True, at(50), at(50 + 72 * 60))
    assert found.evidence == ("e000", "e001", "e002")
    assert found.next_at == found.valid_until


def test_two_carts_or_carts_too_far_apart_raise_nothing() -> None:
    assert judge(carts(0, 10), at(600)) == INACTIVE
    assert judge(carts(0, 10, 24 * 60 + 1), at(24 * 60 + 60)) == INACTIVE
    assert judge(carts(0, 10, 24 * 60), at(24 * 60 + 60)).is_active


def test_carts_of_other_categories_do_not_count_together() -> None:
    assert judge([*carts(0, 10), fold_event(9, "product_added", at(20), l1="food")], at(60)) == INACTIVE


def test_checkout_at_the_deadline_itself_prevents_the_flag_and_later_ends_it() -> None:
    for minute in (20, 50, 51, 600):
        events = [*carts(0, 10, 20), fold_event(9, "checkout_started", at(minute))]
        assert not judge(events, at(max(minute, 50))).is_active


def test_order_of_another_category_changes_nothing_and_one_without_category_ends_it() -> None:
    other = fold_event(9, "order_completed", at(30), l1="food")
    unknown = fold_event(9, "order_completed", at(30))
    assert judge([*carts(0, 10, 20), other], at(60)).is_active
    assert not judge([*carts(0, 10, 20), unknown], at(60)).is_active


def test_a_further_cart_starts_the_clock_anew() -> None:
    assert judge(carts(0, 10, 20, 45), at(60)) == dataclasses.replace(INACTIVE, next_at=at(75))
    assert judge(carts(0, 10, 20, 45), at(75)).evidence == ("e001", "e002", "e003")


def test_example_of_a_compiled_rule_is_flagged() -> None:
    rule = compile_rule(HESITANT)
    assert rule.judge(rule.example.events, rule.example.as_of).is_active
    assert not rule.judge(rule.example.events, rule.example.as_of - 1).is_active
    assert rule.definition.startswith("24 小时内同叶类目加购 ≥3 次,其后 30 分钟内无")


@settings(max_examples=200, deadline=None)
@given(rules(), event_sets(), instants(), st.randoms())
def test_arrival_order_future_and_events_before_the_window_do_not_matter(
    rule: SequenceRule, events: list[FoldEvent], as_of: int, shuffler: random.Random
) -> None:
    answer = judge_of(rule)(events, as_of)
    shuffled = shuffler.sample(events, len(events))
    assert judge_of(rule)(shuffled, as_of) == answer
    seen = [e for e in events if as_of - rule.window_us < e.occurred_at <= as_of and e.name in rule.listens_to]
    assert judge_of(rule)(seen, as_of) == answer


@settings(max_examples=200, deadline=None)
@given(rules(), event_sets(), instants(), st.integers(0, 1000))
def test_answer_is_constant_until_next_at(rule: SequenceRule, events: list[FoldEvent], as_of: int, part: int) -> None:
    judge = judge_of(rule)
    seen = [e for e in events if e.occurred_at <= as_of]
    answer = judge(seen, as_of)
    end = as_of + 40 * 24 * HOUR_US if answer.next_at is None else answer.next_at
    assert end > as_of
    assert judge(seen, end - 1) == judge(seen, as_of + (end - 1 - as_of) * part // 1000) == answer

from __future__ import annotations

import ibis
from hypothesis import given, settings
from pyroaring import BitMap
from sequence_worlds import START, as_table, by_person, carts, event_sets, fold_event, instants, rules

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.tags.sequence import After, SequenceRule, Without, as_ibis, judge_of

connection = ibis.duckdb.connect()
LABEL = {"zh": "试", "en": "trial"}
BUYS = frozenset({"checkout_started", "order_completed"})


def flagged_by_table(rule: SequenceRule, events: list[FoldEvent], as_of: int) -> dict[str, tuple[int, int]]:
    table = connection.create_table("events", as_table(events), overwrite=True)
    rows = as_ibis(rule, table, as_of, key="identity").to_pyarrow().to_pylist()
    assert len({row["identity"] for row in rows}) == len(rows)
    return {row["identity"]: (row["valid_from"], row["valid_until"]) for row in rows}


def flagged_by_judge(
    rule: SequenceRule, events: list[FoldEvent], as_of: int
) -> dict[str, tuple[int | None, int | None]]:
    judge = judge_of(rule)
    found = {who: judge(theirs, as_of) for who, theirs in by_person(events).items()}
    return {who: (each.valid_from, each.valid_until) for who, each in found.items() if each.is_active}


@settings(max_examples=120, deadline=None)
@given(rules(), event_sets(), instants())
def test_table_form_equals_the_judge_on_every_person(rule: SequenceRule, events: list[FoldEvent], as_of: int) -> None:
    by_table, by_judge = flagged_by_table(rule, events, as_of), flagged_by_judge(rule, events, as_of)
    assert by_table == by_judge
    number = {who: place for place, who in enumerate(sorted(by_person(events)))}
    assert BitMap(number[who] for who in by_table) == BitMap(number[who] for who in by_judge)


def test_flag_of_three_carts_lasts_from_the_deadline_to_its_expiry() -> None:
    rule = SequenceRule(
        "flag.trial",
        LABEL,
        After(frozenset({"product_added"}), 3, 24 * HOUR_US, "category"),
        Without(BUYS, 30 * MINUTE_US, "category"),
        "deadline",
        72 * HOUR_US,
    )
    events = carts(0, 10, 20)
    deadline = START + 50 * MINUTE_US
    assert flagged_by_table(rule, events, deadline - 1) == {}
    assert flagged_by_table(rule, events, deadline) == {"member_no:1": (deadline, deadline + 72 * HOUR_US)}
    assert flagged_by_table(rule, events, deadline + 72 * HOUR_US) == {}
    paid = [*events, fold_event(9, "order_completed", deadline + 1, l1="beauty")]
    assert flagged_by_table(rule, paid, deadline + 1) == {}


def test_boundaries_are_the_judges() -> None:
    wait = 20 * MINUTE_US
    silence = Without(frozenset({"order_completed"}), wait, "person")
    rule = SequenceRule("flag.trial", LABEL, After(frozenset({"product_added"})), silence, "deadline", 24 * HOUR_US)
    first, bought = carts(0)[0], "order_completed"
    cases: list[tuple[list[FoldEvent], list[int]]] = [
        ([first, fold_event(9, bought, START)], []),
        ([first, fold_event(9, bought, START - 1)], [START + wait]),
        ([first, fold_event(9, "product_added", START + wait)], [START + 2 * wait]),
        ([first, fold_event(9, "product_added", START + wait + 1)], [START + 2 * wait + 1]),
        ([first, fold_event(9, bought, START + wait)], []),
    ]
    for events, raised in cases:
        as_of = START + 2 * wait + 1
        assert flagged_by_table(rule, events, as_of) == flagged_by_judge(rule, events, as_of)
        assert [since for since, _ in flagged_by_table(rule, events, as_of).values()] == raised
    pending = [first, fold_event(9, "product_added", START + wait)]
    assert flagged_by_table(rule, pending, START + wait) == flagged_by_judge(rule, pending, START + wait) == {}
    apart = [first, fold_event(9, "product_added", START + wait + 1)]
    assert flagged_by_table(rule, apart, START + wait + 1) == {
        "member_no:1": (START + wait, START + wait + 24 * HOUR_US)
    }

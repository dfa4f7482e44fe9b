from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people_worlds import event, people_of

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US
from huaxiang.folds.traits import stated_traits, traits_of


def traits(*events: FoldEvent) -> dict[str, str]:
    (found,) = traits_of(people_of(events))
    return found


def said(name: str, days_ago: float, value: str = "", **columns: Any) -> FoldEvent:
    return event(name, days_ago, property="p", value=value, **columns)


def more(n: int, days_ago: float) -> FoldEvent:
    return event("trait_incremented", days_ago, property="p", quantity=n)


def test_the_last_set_counts_and_an_empty_one_takes_the_trait_back() -> None:
    sets = [said("trait_set", 3, "gold"), said("trait_set", 2, "silver")]
    assert traits(*sets) == {"p": "silver"}
    assert traits(*sets, said("trait_set", 1, "")) == {}
    assert traits(*sets, said("trait_set", 2.5, "")) == {"p": "silver"}


def test_set_once_is_the_first_that_was_said_unless_something_is_set() -> None:
    onces = [said("trait_set_once", 3, "b"), said("trait_set_once", 4, "a"), said("trait_set_once", 1, "a")]
    assert traits(*onces) == {"p": "a"}
    assert traits(*onces, said("trait_set", 9, "set")) == {"p": "set"}
    assert traits(*onces, said("trait_set", 2, "")) == {"p": "a"}
    assert traits(*onces[:2], said("trait_set", 2, "")) == {}


def test_what_is_added_joins_the_set_before_it_sorted() -> None:
    added = [said("trait_appended", 3, "b"), said("trait_appended", 2, "a"), said("trait_appended", 1, "b")]
    assert traits(*added) == {"p": "a, b"}
    assert traits(*added, said("trait_set", 4, "c")) == {"p": "a, b, c"}
    assert traits(*added, said("trait_set", 4, '["c","d"]')) == {"p": "a, b, c, d"}
    assert traits(*added, said("trait_set", 1.5, "c")) == {"p": "b, c"}
    assert traits(*added, said("trait_set", 0.5, "c")) == {"p": "c"}


def test_increments_are_added_to_the_last_whole_number_of_their_day_or_before() -> None:
    assert traits(more(2, 3), more(-5, 1)) == {"p": "-3"}
    assert traits(said("trait_set", 2, "10"), more(2, 4), more(3, 1)) == {"p": "13"}
    assert traits(said("trait_set", 2.1, "10"), more(2, 2.2), more(3, 1)) == {"p": "15"}
    assert traits(said("trait_set", 2, "ten"), more(3, 1)) == {"p": "ten"}
    assert traits(said("trait_set_once", 2, "10"), more(3, 1)) == {"p": "13"}


def test_a_clearing_voids_everything_said_before_it_of_every_trait() -> None:
    before = [said("trait_set", 5, "a"), said("trait_set_once", 5, "b"), said("trait_appended", 5, "c"), more(1, 5)]
    cleared = event("traits_cleared", 4)
    assert traits(*before, cleared) == {}
    assert traits(*before, cleared, said("trait_set_once", 3, "z"), said("trait_set_once", 2, "b")) == {"p": "z"}
    assert traits(*before, cleared, said("trait_appended", 3, "d")) == {"p": "d"}
    assert traits(*before, cleared, more(4, 3)) == {"p": "4"}
    assert traits(more(4, 3.9), event("traits_cleared", 4)) == {}


def test_a_value_set_once_before_and_after_a_clearing_counts_from_its_last_statement_on() -> None:
    onces = [said("trait_set_once", days, value) for days, value in [(6, "a"), (1, "a"), (2, "b")]]
    assert traits(*onces, event("traits_cleared", 4)) == {"p": "b"}


def test_a_trait_names_the_statement_that_it_rests_on() -> None:
    people = people_of(
        [said("trait_set", 2, "7", event_id="set"), more(1, 1)], [said("trait_set_once", 1, "x", event_id="once")]
    )
    first, second = stated_traits(people.folds, 2)
    assert (first["p"].value, first["p"].at) == ("8", people.as_of - DAY_US)
    assert (second["p"].event_id, second["p"].at) == ("once", people.as_of - DAY_US)


def test_only_the_traits_asked_for_are_given() -> None:
    people = people_of([said("trait_set", 1, "a"), event("trait_set", 1, property="other", value="b"), more(1, 1)])
    (own,) = stated_traits(people.folds, 1, names={"other"})
    assert {name: each.value for name, each in own.items()} == {"other": "b"}


def test_one_person_s_calls_leave_the_others_alone() -> None:
    people = people_of([said("trait_set", 1, "a")], [event("traits_cleared", 0.5)], [said("trait_set", 1, "")])
    assert traits_of(people) == [{"p": "a"}, {}, {}]


NAMES = ("trait_set", "trait_set_once", "trait_appended", "trait_incremented", "traits_cleared")


@st.composite
def statement(draw: st.DrawFn) -> FoldEvent:
    name = draw(st.sampled_from(NAMES))
    return event(
        name,
        draw(st.integers(0, 30)) / 8,
        event_id="",
        property=draw(st.sampled_from(["p", "q|r"])),
        value=draw(st.sampled_from(["", "5", "-2", "x", '["x","y"]'] if name == "trait_set" else ["x", "y", "5"])),
        quantity=draw(st.integers(-3, 9)),
    )


def numbered(events: list[FoldEvent]) -> list[FoldEvent]:
    for number, each in enumerate(events):
        each.event_id = f"e{number:02d}"
    return events


def plainly(events: Sequence[FoldEvent]) -> dict[str, str]:
    """The docstring of `stated_traits`, read off the events themselves."""
    cleared = max((each.occurred_at for each in events if each.name == "traits_cleared"), default=-math.inf)
    found = {name: plain_value(events, name, cleared) for name in ("p", "q|r")}
    return {name: value for name, value in found.items() if value is not None}


def plain_value(events: Sequence[FoldEvent], name: str, cleared: float) -> str | None:
    of = {call: [each for each in events if each.name == call and each.property == name] for call in NAMES}
    sets = sorted((each.occurred_at, each.event_id, each.value) for each in of["trait_set"])
    void, base, base_at = cleared, None, -math.inf
    if sets and sets[-1][0] >= cleared:
        base_at, _, base = sets[-1]
        if base == "":
            void, base, base_at = base_at, None, -math.inf
    is_set = base is not None
    if not is_set:
        for value in sorted({str(each.value) for each in of["trait_set_once"]}):
            at = sorted(each.occurred_at for each in of["trait_set_once"] if each.value == value)
            counts_from = at[0] if at[0] >= void else at[-1]
            if at[-1] >= void and (base is None or counts_from < base_at):
                base, base_at = value, counts_from
    since = base_at if is_set else void
    added = {str(each.value) for each in of["trait_appended"] if each.occurred_at >= since}
    if added:
        return ", ".join(sorted(added | set({None: [], '["x","y"]': ["x", "y"]}.get(base, [base]))))  # type: ignore[type-var]
    days = [
        int(each.quantity or 0)
        for each in of["trait_incremented"]
        if (void == -math.inf or each.day > void // DAY_US) and (base is None or each.day >= base_at // DAY_US)
    ]
    if days and (base is None or base in {"5", "-2"}):
        return str(sum(days) + int(base or 0))
    return base


@settings(max_examples=400, deadline=None)
@given(st.lists(statement(), max_size=12).map(numbered), st.randoms(use_true_random=False))
def test_the_value_is_the_same_in_any_order_and_is_what_the_words_say(events: list[FoldEvent], order: Any) -> None:
    expected = plainly(events)
    shuffled = list(events)
    order.shuffle(shuffled)
    assert traits(*shuffled) == expected


@pytest.mark.parametrize("text", ['["a",1]', "[broken", "[]", "a, b"])
def test_a_set_that_is_no_list_of_texts_is_one_text_among_those_added(text: str) -> None:
    parts = [] if text == "[]" else [text]
    assert traits(said("trait_set", 2, text), said("trait_appended", 1, "z"))["p"] == ", ".join(sorted([*parts, "z"]))

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people_worlds import TODAY, bought, event, people_of, viewed

from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.domain.tags import Evidence, Proposal, State
from huaxiang.tags.abnormal import ABNORMAL, AbnormalScorer, abnormal_among, is_staff, not_abnormal
from huaxiang.tags.scorer import Scored


def found(*events) -> Proposal | None:
    proposals = AbnormalScorer().score(people_of([viewed(1)], events, [viewed(2)]), Scored()).proposals
    assert {each.person for each in proposals} <= {1}
    return proposals[0] if proposals else None


def burst(n: int, *, hours: int = 1) -> list:
    return [viewed(3 + (at % hours) / 24, event_id=f"b{at}") for at in range(n)]


def lines(n: int, *, every_days: float, item: str = "sku-1") -> list:
    return [
        event("order_line_recorded", 60 - at * every_days, order_id=f"o{at}", item_id=item, event_id=f"l{at}{item}")
        for at in range(n)
    ]


def trait(name: str, value: str, days_ago: float = 1):
    return event("trait_set", days_ago, property=name, value=value)


def test_300_events_in_an_hour_are_abnormal_and_299_are_not() -> None:
    fast = found(*burst(300))
    assert fast is not None
    assert fast.evidence.references["n_events"] == 300
    assert fast.valid_from == (TODAY - 3) * DAY_US
    assert found(*burst(299)) is None
    assert found(*burst(400, hours=2)) is None


def test_ten_orders_of_one_item_in_seven_days_are_abnormal() -> None:
    stocking = found(*lines(10, every_days=0.7))
    assert stocking is not None
    assert stocking.evidence.references["item"] == "sku-1"
    assert found(*lines(9, every_days=0.1)) is None
    one_basket = [event("order_line_recorded", 5, order_id="o", item_id="s", event_id=f"l{at}") for at in range(20)]
    assert found(*one_basket) is None
    assert found(*lines(12, every_days=1.0)) is None
    assert found(*lines(5, every_days=0.1), *lines(5, every_days=0.1, item="sku-2")) is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("is_staff", "是", True),
        ("is_test", "TRUE", True),
        ("role", "分销商", True),
        ("role", "vip", False),
        ("is_staff", "no", False),
    ],
)
def test_staff_tests_and_resellers_are_told_by_their_traits(name: str, value: str, expected: bool) -> None:
    assert is_staff({name: value}) is expected
    assert (found(trait(name, value)) is not None) is expected


def test_a_person_lifts_the_flag_and_sets_it() -> None:
    assert found(*burst(300), trait("is_abnormal", "否")) is None
    assert found(trait("is_staff", "yes"), trait("is_abnormal", "no")) is None
    stated = found(viewed(1), trait("is_abnormal", "是"))
    assert stated is not None
    assert stated.evidence.references == {"abnormal": "stated", "trait": "is_abnormal"}
    assert found(*burst(300), trait("is_abnormal", "否", 2), trait("is_abnormal", "是", 1)) is not None


def test_the_first_day_that_shows_it_is_told() -> None:
    early = found(*lines(30, every_days=0.5))
    assert early is not None
    assert early.evidence.references["n_orders"] == 11
    assert early.evidence.references["day"] == to_iso((TODAY - 55) * DAY_US)[:10]


def test_a_trait_that_was_taken_back_or_cleared_tells_nothing() -> None:
    staff = trait("is_staff", "yes", 3)
    assert found(staff) is not None
    assert found(staff, trait("is_staff", "", 2)) is None
    assert found(staff, event("traits_cleared", 2)) is None


def test_ordinary_people_stay_in_every_fit() -> None:
    people = people_of([viewed(1)], burst(300), [bought("a", 3)], [])
    assert not_abnormal(people).tolist() == [True, False, True, True]


def test_only_this_flag_marks_an_abnormal_account() -> None:
    evidence = Evidence("fact", {})
    proposals = [Proposal(at, key, 1000, 1000, 0, None, evidence) for at, key in ((3, ABNORMAL), (4, "flag.hesitant"))]
    assert abnormal_among(proposals) == {3}


def test_the_definition_says_its_bounds_in_both_languages() -> None:
    (definition,) = AbnormalScorer().definitions()
    assert definition.state is State.ACTIVE
    assert "300" in definition.definition_text
    assert "300" in definition.definition_text_en


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["a", "b"])), max_size=40))
def test_the_week_is_counted_as_a_plain_loop_counts_it(bought_on: list[tuple[int, str]]) -> None:
    events = [
        event("order_line_recorded", days, item_id=item, order_id=f"o{at}", event_id=f"e{at}")
        for at, (days, item) in enumerate(bought_on)
    ]
    expected = any(
        sum(other == item and day - 7 < of <= day for of, other in ((TODAY - d, i) for d, i in bought_on)) >= 10
        for day, item in ((TODAY - d, i) for d, i in bought_on)
    )
    assert (found(*events) is not None) is expected

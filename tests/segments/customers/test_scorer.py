from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people_worlds import AS_OF, bought, event, people_of, viewed

from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Proposal, State
from huaxiang.segments.customers.aipl import AIPL
from huaxiang.segments.customers.model import fit_customers
from huaxiang.segments.customers.purchases import purchases_of
from huaxiang.segments.customers.scorer import CustomerScorer
from huaxiang.tags.scorer import Scored

REGULAR = [bought(f"o{days}", days) for days in (4, 14, 24, 34)]
ONCE = [bought("one", 200)]


@pytest.fixture(scope="module")
def scorer() -> CustomerScorer:
    return CustomerScorer(fit_customers([purchases_of(people_of(REGULAR, ONCE, [bought("two", 30)]))]), currency="CNY")


def proposed(scorer: CustomerScorer, *events: object, as_of: int = AS_OF) -> dict[str, Proposal]:
    people = people_of(events, as_of=as_of)  # type: ignore[arg-type]
    return {proposal.tag_key.split(".")[0]: proposal for proposal in scorer.score(people, Scored()).proposals}


def test_a_buyer_has_one_stage_and_one_group_and_others_none(scorer: CustomerScorer) -> None:
    found = proposed(scorer, *REGULAR)
    assert {key: each.tag_key for key, each in found.items()} == {
        "aipl": "aipl.loyal",
        "life_cycle": "life_cycle.mature",
        "rfm": "rfm.key_value",
    }
    assert found["life_cycle"].evidence.references["cycle_days"] == 10
    assert found["rfm"].evidence.references | {"last_order_day": ""} == {
        "r": 5, "f": 4, "m": 4, "last_order_day": "", "n_orders": 4, "net_minor": 40_000, "newest_order": "o4"
    }  # fmt: skip
    assert found["rfm"].score_milli == 833
    assert proposed(scorer, viewed(1)).keys() == {"aipl"}
    assert proposed(scorer, bought("a", 3), event("order_refunded", 2, order_id="a", amount_minor=10_000)).keys() == {
        "aipl"
    }


def test_a_stage_holds_until_the_local_day_on_which_silence_ends_it(scorer: CustomerScorer) -> None:
    mature = proposed(scorer, *REGULAR)["life_cycle"]
    assert mature.valid_until is not None
    before, after = (proposed(scorer, *REGULAR, as_of=mature.valid_until + at)["life_cycle"] for at in (-1, 0))
    assert before.tag_key == "life_cycle.mature"
    assert (after.tag_key, after.valid_from) == ("life_cycle.dormant", mature.valid_until)
    assert after.valid_until is not None
    lost = proposed(scorer, *REGULAR, as_of=after.valid_until)["life_cycle"]
    assert (lost.tag_key, lost.valid_from, lost.valid_until) == ("life_cycle.lost", after.valid_until, None)


def test_days_without_an_order_move_nothing_but_the_end_of_recency(scorer: CustomerScorer) -> None:
    today = proposed(scorer, *REGULAR)["rfm"]
    assert today.valid_until is not None
    recent = proposed(scorer, *REGULAR, as_of=AS_OF + DAY_US)["rfm"]
    assert (recent.tag_key, recent.valid_from) == (today.tag_key, today.valid_from)
    late = proposed(scorer, *REGULAR, as_of=today.valid_until)["rfm"]
    assert (late.tag_key, late.valid_from) == ("rfm.key_keep", today.valid_until)


def test_definitions_are_exact_and_name_their_figures(scorer: CustomerScorer) -> None:
    definitions = {each.key: each for each in scorer.definitions()}
    assert len(definitions) == 17
    assert {each.group for each in definitions.values()} == {"aipl", "life_cycle", "rfm"}
    assert all(each.state is State.ACTIVE and each.threshold_milli == 0 for each in definitions.values())
    assert "30 天" in definitions["rfm.key_value"].definition_text
    assert "¥100.00" in definitions["rfm.key_value"].definition_text
    assert "Hughes 1994" in definitions["rfm.key_value"].definition_text
    assert "R 4 / 30 / 30 / 200 天" in definitions["rfm.key_value"].definition_text
    assert "F 1 / 1 / 1 / 4 orders" in definitions["rfm.key_value"].definition_text_en
    assert {f"{key}" for key in definitions} >= {"life_cycle.new", "rfm.general_win_back"}


def test_who_gave_everything_back_has_no_stage(scorer: CustomerScorer) -> None:
    returned = [event("order_refunded", 1, order_id=f"o{days}", amount_minor=10_000) for days in (4, 14, 24, 34)]
    assert proposed(scorer, *REGULAR, *returned).keys() == {"aipl"}
    assert proposed(scorer, bought("a", 3), event("order_cancelled", 2, order_id="a")).keys() == {"aipl"}


def test_who_keeps_one_order_of_four_is_new_and_not_loyal(scorer: CustomerScorer) -> None:
    returned = [event("order_refunded", 1, order_id=f"o{days}", amount_minor=10_000) for days in (14, 24, 34)]
    found = proposed(scorer, *REGULAR, *returned)
    assert found["life_cycle"].tag_key == "life_cycle.new"
    assert found["life_cycle"].evidence.references["is_own_cycle"] is False
    assert found["rfm"].evidence.references["n_orders"] == 1


AIPL_KEYS = {f"aipl.{each.slug}" for each in AIPL}
DAYS = st.lists(st.tuples(st.integers(0, 600), st.booleans()), max_size=6)


@settings(max_examples=60)
@given(st.lists(DAYS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_neither_the_order_of_arrival_nor_the_batch_matters(lives: list[list[tuple[int, bool]]], rng: Random) -> None:
    model = fit_customers([purchases_of(people_of(REGULAR, ONCE, [bought("two", 30)]))])
    scorer = CustomerScorer(model, currency="CNY")
    people = [
        [
            each
            for at, (days, is_returned) in enumerate(life)
            for each in (
                bought(f"o{at}", days + 0.3),
                *([event("order_refunded", days, order_id=f"o{at}", amount_minor=10_000)] if is_returned else []),
            )
        ]
        for life in lives
    ]
    together = scorer.score(people_of(*people), Scored()).proposals
    for place, events in enumerate(people):
        rng.shuffle(events)
        alone = scorer.score(people_of(events), Scored()).proposals
        own = [each for each in together if each.person == place]
        assert [(each.tag_key, each.score_milli, each.valid_from, each.valid_until, each.evidence) for each in own] == [
            (each.tag_key, each.score_milli, each.valid_from, each.valid_until, each.evidence) for each in alone
        ]
        of_orders = [each for each in own if not each.tag_key.startswith("aipl.")]
        assert len({each.tag_key for each in own} & AIPL_KEYS) == len(own) - len(of_orders) <= 1
        assert len(of_orders) == (2 if any(not is_returned for _, is_returned in lives[place]) else 0)

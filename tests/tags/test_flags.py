from __future__ import annotations

from tests.people_worlds import AS_OF, event, people_of

from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.tags.flags import FlagScorer
from huaxiang.tags.rulebook import shipped_rules
from huaxiang.tags.scorer import NEVER, Scored

RULES = [rule for rule in shipped_rules() if rule.key == "flag.hesitant"]


def added(hours_ago: float, number: int) -> object:
    return event("product_added", hours_ago / 24, event_id=f"e{number}", l1="pets", l2="cat-food", l3="dry-cat-food")


def test_a_flag_that_is_up_is_proposed_with_its_events_and_its_next_change() -> None:
    scorer = FlagScorer(RULES)
    carts = [added(3 - number / 2, number) for number in range(3)]
    people = people_of(carts, [], replays=scorer.replays)  # type: ignore[arg-type]
    scored = scorer.score(people, Scored())
    (proposal,) = scored.proposals
    assert (proposal.person, proposal.tag_key, proposal.confidence_milli) == (0, "flag.hesitant", 1000)
    assert proposal.evidence.references == {"events": ["e0", "e1", "e2"], "rule": "flag.hesitant"}
    assert proposal.valid_from == AS_OF - 2 * HOUR_US + 30 * MINUTE_US
    assert scored.next_due is not None
    assert scored.next_due.tolist() == [proposal.valid_until, NEVER]


def test_a_flag_before_its_deadline_is_due_and_not_proposed() -> None:
    scorer = FlagScorer(RULES)
    carts = [added(0.3 - number / 10, number) for number in range(3)]
    scored = scorer.score(people_of(carts, replays=scorer.replays), Scored())  # type: ignore[arg-type]
    assert scored.proposals == []
    assert scored.next_due is not None
    assert AS_OF < scored.next_due[0] <= AS_OF + 30 * MINUTE_US


def test_every_shipped_rule_has_one_definition_and_one_replay() -> None:
    scorer = FlagScorer(shipped_rules())
    keys = [definition.key for definition in scorer.definitions()]
    assert keys == [replay.name.removeprefix("rule:") for replay in scorer.replays]
    assert len(keys) == len(set(keys)) >= 3

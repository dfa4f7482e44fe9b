from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.people_worlds import TODAY, people_of, read, viewed

from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Proposal, State
from huaxiang.interests.definitions import InterestDefinitions
from huaxiang.interests.lexicon import load_attributes
from huaxiang.interests.score import InterestScorer
from huaxiang.interests.taxonomy import load_taxonomy
from huaxiang.interests.touches import TouchCalibration
from huaxiang.tags.scorer import Scored

TREE = load_taxonomy()
MAKE = InterestDefinitions(TREE, load_attributes(), {}, state=State.ACTIVE, threshold_milli=820)
HOLDERS = np.full((8, 6), 100, dtype=np.int64)
SCORER = InterestScorer(MAKE, TouchCalibration(HOLDERS, HOLDERS // 2), allowed_branches=frozenset(), model_id="m1")
FOOD = "interest.pets.cat-food.dry-cat-food"


def scored(*events: Any, scorer: InterestScorer = SCORER) -> dict[str, Proposal]:
    return {each.tag_key: each for each in scorer.score(people_of(list(events)), Scored()).proposals}


def test_behaviour_alone_points_to_its_newest_event() -> None:
    found = scored(viewed(3, event_id="a"), viewed(2, event_id="b"), viewed(1, event_id="c"))[FOOD]
    assert found.evidence.kind == "event"
    assert found.evidence.references == {"touches": 3, "days": 3, "events": ["c"]}
    assert (found.stance, found.strength, found.model_id) == ("prefer", 1, "m1")
    assert found.valid_from == (TODAY - 3) * DAY_US
    assert found.valid_until == (TODAY - 1 + 180) * DAY_US
    assert 0 < found.confidence_milli < 500


def test_a_text_alone_points_to_its_words() -> None:
    found = scored(read(FOOD, 4, span="t1:2:4:lexicon", confidence_milli=870, strength=3))[FOOD]
    assert (found.evidence.kind, found.evidence.level) == ("span", "lexicon")
    assert found.evidence.references == {"spans": ["t1:2:4:lexicon"], "text_days": 1}
    assert (found.confidence_milli, found.strength, found.stance) == (870, 3, "prefer")


def test_text_and_behaviour_are_joined_and_both_shown() -> None:
    touches = (viewed(1, event_id="a"), viewed(2, event_id="b"), viewed(3, event_id="c"))
    both = scored(*touches, read(FOOD, 4))[FOOD]
    assert {"spans", "events"} <= both.evidence.references.keys()
    assert both.score_milli > max(scored(*touches)[FOOD].score_milli, scored(read(FOOD, 4))[FOOD].score_milli)


def test_the_stance_said_most_and_last_leads() -> None:
    assert scored(read(FOOD, 90), read(FOOD, 1, stance="avoid"))[FOOD].stance == "avoid"
    assert scored(read(FOOD, 2), read(FOOD, 3), read(FOOD, 1, stance="avoid", strength=1))[FOOD].stance == "prefer"


def test_what_is_bought_for_others_is_no_interest_of_ones_own() -> None:
    assert scored(read(FOOD, 1, owner="other")) == {}


def test_a_score_fades_with_age_and_goes() -> None:
    scores = [scored(read(FOOD, days))[FOOD].score_milli for days in (0.5, 30, 90)]
    assert scores == sorted(scores, reverse=True)
    assert scored(read(FOOD, 320)) == {}


@pytest.mark.parametrize(("allowed", "n_proposed"), [(frozenset(), 0), (frozenset({"health"}), 1)])
def test_sensitive_branches_are_not_computed_unless_allowed_and_are_counted(
    allowed: frozenset[str], n_proposed: int
) -> None:
    scorer = InterestScorer(MAKE, TouchCalibration(HOLDERS, HOLDERS), allowed_branches=allowed, model_id="m1")
    events = [viewed(day, "health", "devices", "monitors", event_id=f"e{day}") for day in (1, 2, 3)]
    found = scorer.score(people_of(events), Scored())
    assert len(found.proposals) == n_proposed
    assert found.suppressed == {"sensitive": 1 - n_proposed}


def test_a_person_alone_and_in_a_batch_gets_the_same() -> None:
    owned = [[viewed(day, event_id=f"{day}") for day in range(1, n)] + [read(FOOD, n)] for n in range(2, 8)]
    together = SCORER.score(people_of(*owned), Scored()).proposals
    alone = [SCORER.score(people_of(events), Scored()).proposals for events in owned]
    assert [(p.tag_key, p.score_milli, p.evidence) for p in together] == [
        (p.tag_key, p.score_milli, p.evidence) for each in alone for p in each
    ]

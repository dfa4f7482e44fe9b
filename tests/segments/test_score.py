from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.tags import Evidence, Proposal, State
from huaxiang.segments.score import SegmentScorer, segment_definitions
from huaxiang.tags.abnormal import ABNORMAL
from huaxiang.tags.scorer import Scored


def test_a_person_alone_is_scored_as_in_any_batch_bit_for_bit(fitted, people) -> None:
    features, ids, _, model, _ = fitted
    scorer = SegmentScorer(model)
    whole = scorer.score(people(ids), Scored(features=features))
    assert sum(each.tag_key.startswith("segment.") for each in whole.proposals) == 600
    for at in range(0, 600, 37):
        own = {name: values[at : at + 1] for name, values in features.items()}
        alone = scorer.score(people(ids[at : at + 1]), Scored(features=own))
        expected = next(each for each in whole.proposals if each.person == at)
        assert alone.proposals[0].evidence == expected.evidence
        assert alone.proposals[0].confidence_milli == expected.confidence_milli
        assert [(m.segment_id, m.probability_milli) for m in alone.memberships] == [
            (m.segment_id, m.probability_milli) for m in whole.memberships if m.person == at
        ]


def test_abnormal_accounts_have_no_segment_and_others_keep_theirs(fitted, people) -> None:
    features, ids, _, model, _ = fitted
    scorer = SegmentScorer(model)
    flag = Proposal(7, ABNORMAL, 1000, 1000, 0, None, Evidence("fact", {}))
    whole = scorer.score(people(ids), Scored(features=features))
    without = scorer.score(people(ids), Scored([flag], features))
    assert without.proposals == [each for each in whole.proposals if each.person != 7]
    assert without.memberships == [each for each in whole.memberships if each.person != 7]


def test_a_proposal_names_its_segment_its_model_and_its_reasons_in_integers(fitted, people) -> None:
    features, ids, _, model, _ = fitted
    proposal = SegmentScorer(model).score(people(ids), Scored(features=features)).proposals[0]
    references = proposal.evidence.references
    assert proposal.tag_key == f"segment.{references['segment']}"
    assert (proposal.valid_from, proposal.valid_until, proposal.model_id) == (1_000, None, model.model_id)
    assert proposal.evidence.kind == "centre"
    assert len(references["features"]) == 3
    for reason in references["features"]:
        assert all(isinstance(value, int) for name, value in reason.items() if name != "feature")


def test_a_person_of_whom_nothing_is_known_still_has_a_place(fitted, people) -> None:
    _, ids, _, model, _ = fitted
    unknown = {name: np.array([np.nan]) for name in model.features}
    scored = SegmentScorer(model).score(people(ids[:1]), Scored(features=unknown))
    assert len(scored.proposals) == 1
    assert scored.proposals[0].evidence.references["features"][0]["value_milli"] is None


def test_nobody_and_a_missing_feature(fitted, people) -> None:
    features, ids, _, model, _ = fitted
    assert not SegmentScorer(model).score(people([]), Scored(features=features)).proposals
    with pytest.raises(ContractBroken, match="no feature"):
        SegmentScorer(model).score(people(ids[:1]), Scored(features={"orders_180d": np.ones(1)}))


def test_definitions_are_active_only_with_refit_calibration(fitted, fit) -> None:
    features, ids, _, model, _ = fitted
    assert {d.state for d in segment_definitions(model)} == {State.ACTIVE}
    assert {(d.threshold_milli, d.half_life_days) for d in segment_definitions(model)} == {(820, None)}
    alone, _ = fit({name: values[:1] for name, values in features.items()}, ids[:1])
    assert {d.state for d in segment_definitions(alone)} == {State.OBSERVATION}

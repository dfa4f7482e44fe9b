from __future__ import annotations

import io
import json

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput, ContractBroken, OutOfRange
from huaxiang.domain.ids import person_id
from huaxiang.domain.instants import Zone
from huaxiang.domain.tags import State
from huaxiang.folds.people import People
from huaxiang.segments.model import SegmentModel
from huaxiang.segments.score import SegmentScorer, segment_definitions
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import FitContext, fit_stage, segments_table
from huaxiang.stats.agreement import adjusted_rand
from huaxiang.tags.scorer import Scored

FAST = SegmentSettings(n_segments=4, n_refits=10, n_held_out=4)


def fit(features, ids, settings=FAST, **given):
    return fit_stage(features, ids, settings=settings, seed=1, as_of=1_000, context=FitContext(**given))


def people(ids) -> People:
    return People(ids, 1_000, Zone("Asia/Shanghai"), {}, {})


@pytest.fixture(scope="module")
def fitted(request):
    rng = np.random.default_rng(5)
    kind = rng.integers(4, size=600)
    noise = rng.normal(0, 0.25, size=(600, 4))
    features = {
        "orders_180d": np.round(np.exp(np.where(kind == 0, 4.0, 1.0) + noise[:, 0])),
        "average_order_value": np.exp(np.where(kind == 1, 7.0, 4.0) + noise[:, 1]),
        "night_coefficient": np.clip(np.where(kind == 2, 0.7, 0.1) + noise[:, 2] / 4, 0, 1),
        "days_since_last_order": np.round(np.where(kind == 3, 120.0, 10.0) * np.exp(noise[:, 3])),
    }
    ids = [person_id(f"member_no:{number}") for number in range(600)]
    return (features, ids, kind, *fit(features, ids))


def test_planted_kinds_come_back(fitted) -> None:
    features, _, kind, model, report = fitted
    first, milli = model.members(model.matrix(features))
    assert adjusted_rand(kind, first) > 0.9
    assert report.stability_ari > 0.95
    assert report.membership_ece < 0.05
    assert milli[np.arange(600), first].mean() > 950
    names = {segment.name_zh for segment in model.segments}
    assert len(names) == 4
    assert any(name.startswith("夜间活跃") for name in names)


def test_the_order_of_people_does_not_matter(fitted) -> None:
    features, ids, _, model, _ = fitted
    turned = np.random.default_rng(0).permutation(600)
    again, _ = fit({name: values[turned] for name, values in features.items()}, [ids[at] for at in turned])
    assert again.model_id == model.model_id


def test_a_person_alone_is_scored_as_in_any_batch_bit_for_bit(fitted) -> None:
    features, ids, _, model, _ = fitted
    scorer = SegmentScorer(model)
    whole = scorer.score(people(ids), Scored(features=features))
    assert len(whole.proposals) == 600
    for at in range(0, 600, 37):
        own = {name: values[at : at + 1] for name, values in features.items()}
        alone = scorer.score(people(ids[at : at + 1]), Scored(features=own))
        expected = next(each for each in whole.proposals if each.person == at)
        assert alone.proposals[0].evidence == expected.evidence
        assert alone.proposals[0].confidence_milli == expected.confidence_milli
        assert [(m.segment_id, m.probability_milli) for m in alone.memberships] == [
            (m.segment_id, m.probability_milli) for m in whole.memberships if m.person == at
        ]


def test_a_proposal_names_its_segment_its_model_and_its_reasons_in_integers(fitted) -> None:
    features, ids, _, model, _ = fitted
    proposal = SegmentScorer(model).score(people(ids), Scored(features=features)).proposals[0]
    references = proposal.evidence.references
    assert proposal.tag_key == f"segment.{references['segment']}"
    assert (proposal.valid_from, proposal.valid_until, proposal.model_id) == (1_000, None, model.model_id)
    assert proposal.evidence.kind == "centre"
    assert len(references["features"]) == 3
    for reason in references["features"]:
        assert all(isinstance(value, int) for name, value in reason.items() if name != "feature")


def test_a_person_of_whom_nothing_is_known_still_has_a_place(fitted) -> None:
    _, ids, _, model, _ = fitted
    unknown = {name: np.array([np.nan]) for name in model.features}
    scored = SegmentScorer(model).score(people(ids[:1]), Scored(features=unknown))
    assert len(scored.proposals) == 1
    assert scored.proposals[0].evidence.references["features"][0]["value_milli"] is None


def test_nobody_and_a_missing_feature(fitted) -> None:
    features, ids, _, model, _ = fitted
    assert not SegmentScorer(model).score(people([]), Scored(features=features)).proposals
    with pytest.raises(ContractBroken, match="no feature"):
        SegmentScorer(model).score(people(ids[:1]), Scored(features={"orders_180d": np.ones(1)}))


def test_a_model_survives_npz_and_json(fitted) -> None:
    features, _, _, model, _ = fitted
    arrays, meta = model.to_arrays()
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    buffer.seek(0)
    with np.load(buffer, allow_pickle=False) as stored:
        again = SegmentModel.from_arrays({name: stored[name] for name in stored.files}, json.loads(json.dumps(meta)))
    assert again.model_id == model.model_id
    assert again.segments == model.segments
    assert again.members(again.matrix(features))[1].tobytes() == model.members(model.matrix(features))[1].tobytes()
    with pytest.raises(ContractBroken, match="format"):
        SegmentModel.from_arrays(arrays, meta | {"format": 99})


def test_ids_and_given_names_survive_a_new_fit_on_other_people(fitted) -> None:
    features, ids, _, model, _ = fitted
    past = model.known()
    named = [type(past[0])(k.segment_id, k.centre, True, f"我的{k.segment_id}", None) for k in past[:1]] + past[1:]
    half = {name: values[:400] for name, values in features.items()}
    again, report = fit(half, ids[:400], previous=named)
    assert {segment.segment_id for segment in again.segments} == {segment.segment_id for segment in model.segments}
    assert next(s for s in again.segments if s.segment_id == past[0].segment_id).name_zh == f"我的{past[0].segment_id}"
    assert not report.retired
    assert not any(line.is_new for line in report.lines)


def test_definitions_are_active_only_with_refit_calibration(fitted) -> None:
    features, ids, _, model, _ = fitted
    assert {d.state for d in segment_definitions(model)} == {State.ACTIVE}
    assert {(d.threshold_milli, d.half_life_days) for d in segment_definitions(model)} == {(820, None)}
    alone, _ = fit({name: values[:1] for name, values in features.items()}, ids[:1])
    assert {d.state for d in segment_definitions(alone)} == {State.OBSERVATION}


def test_the_table_of_segments_has_its_schema_and_effect_sizes(fitted) -> None:
    model = fitted[3]
    counts = {segment.segment_id: 150 for segment in model.segments}
    rows = segments_table(model, counts).to_pylist()
    assert [row["share"] for row in rows] == [0.25] * 4
    told = json.loads(rows[0]["traits"])["features"][0]
    assert told["direction"] in {"high", "low"}
    assert abs(told["effect"]) > 0.5
    assert set(json.loads(rows[0]["centre"])) == set(model.features)


def test_the_report_explains_the_number_in_two_sentences(fitted) -> None:
    features, ids, _, _, given = fitted
    assert given.explanation_zh.startswith("你指定了 4 个分群。")
    _, report = fit(features, ids, SegmentSettings(low=4, high=6, n_refits=10, n_held_out=2))
    assert [each.n_segments for each in report.curve] == [4, 5, 6]
    assert report.explanation_zh.count("。") == report.explanation_en.count(". ") + 1 == 2
    assert "k=5: ARI" in report.to_text("zh")
    assert report.to_text("en").startswith("Segments: 600 people")
    json.dumps(report.to_json())


def test_minimum_share_and_distance_threshold_change_the_result_and_stand_in_the_report(fitted) -> None:
    features, ids = fitted[:2]
    wide, report = fit(features, ids, SegmentSettings(n_segments=4, n_refits=10, n_held_out=2, distance_threshold=1.0))
    assert len(wide.segments) == 1
    assert "距离阈值 1" in report.to_text("zh")
    few, report = fit(features, ids, SegmentSettings(n_segments=8, n_refits=10, n_held_out=2, min_share=0.2))
    assert len(few.segments) < 5
    assert "去掉过小或过近的分群后" in report.explanation_zh


@pytest.mark.parametrize("n", [1, 3])
def test_fewer_people_than_segments_make_one_segment_and_say_so(fitted, n) -> None:
    features, ids = fitted[:2]
    model, report = fit({name: values[:n] for name, values in features.items()}, ids[:n])
    assert len(model.segments) == 1
    assert "one segment" in report.explanation_en
    scored = SegmentScorer(model).score(people(ids[:n]), Scored(features={k: v[:n] for k, v in features.items()}))
    assert [p.confidence_milli for p in scored.proposals] == [1000] * n


@pytest.mark.parametrize("value", [7.0, np.nan])
def test_constant_and_missing_features_make_one_segment(value) -> None:
    ids = [person_id(f"member_no:{number}") for number in range(50)]
    model, report = fit({"orders_180d": np.full(50, value)}, ids)
    assert len(model.segments) == 1
    assert [each.feature for each in report.left_out] == ["orders_180d"]
    scored = SegmentScorer(model).score(people(ids), Scored(features={"orders_180d": np.full(50, value)}))
    assert len(scored.proposals) == 50


def test_infinite_values_nobody_and_odd_settings_are_refused(fitted) -> None:
    features, ids = fitted[:2]
    with pytest.raises(BadInput, match="infinite"):
        fit(features | {"orders_180d": np.full(600, np.inf)}, ids)
    with pytest.raises(BadInput, match="no people"):
        fit({}, [])
    with pytest.raises(OutOfRange, match="min_share"):
        SegmentSettings(min_share=0.9)
    with pytest.raises(OutOfRange, match="refits"):
        SegmentSettings(n_refits=3)

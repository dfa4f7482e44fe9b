from __future__ import annotations

import json

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.domain.ids import person_id
from huaxiang.segments.score import SegmentScorer
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import segments_table
from huaxiang.stats.agreement import adjusted_rand
from huaxiang.tags.scorer import Scored


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


def test_the_order_of_people_does_not_matter(fitted, fit) -> None:
    features, ids, _, model, _ = fitted
    turned = np.random.default_rng(0).permutation(600)
    again, _ = fit({name: values[turned] for name, values in features.items()}, [ids[at] for at in turned])
    assert again.model_id == model.model_id


def test_ids_and_given_names_survive_a_new_fit_on_other_people(fitted, fit) -> None:
    features, ids, _, model, _ = fitted
    past = model.known()
    named = [type(past[0])(k.segment_id, k.centre, True, f"我的{k.segment_id}", None) for k in past[:1]] + past[1:]
    half = {name: values[:400] for name, values in features.items()}
    again, report = fit(half, ids[:400], previous=named)
    assert {segment.segment_id for segment in again.segments} == {segment.segment_id for segment in model.segments}
    assert next(s for s in again.segments if s.segment_id == past[0].segment_id).name_zh == f"我的{past[0].segment_id}"
    assert not report.retired
    assert not any(line.is_new for line in report.lines)


def test_the_table_of_segments_has_its_schema_and_effect_sizes(fitted) -> None:
    model = fitted[3]
    counts = {segment.segment_id: 150 for segment in model.segments}
    rows = segments_table(model, counts).to_pylist()
    assert [row["share"] for row in rows] == [0.25] * 4
    told = json.loads(rows[0]["traits"])["features"][0]
    assert told["direction"] in {"high", "low"}
    assert abs(told["effect"]) > 0.5
    assert set(json.loads(rows[0]["centre"])) == set(model.features)


def test_minimum_share_and_distance_threshold_change_the_result_and_stand_in_the_report(fitted, fit) -> None:
    features, ids = fitted[:2]
    wide, report = fit(features, ids, SegmentSettings(n_segments=4, n_refits=10, n_held_out=2, distance_threshold=1.0))
    assert len(wide.segments) == 1
    assert "距离阈值 1" in report.to_text("zh")
    few, report = fit(features, ids, SegmentSettings(n_segments=8, n_refits=10, n_held_out=2, min_share=0.2))
    assert len(few.segments) < 5
    assert "去掉过小或过近的分群后" in report.explanation_zh


@pytest.mark.parametrize("n", [1, 3])
def test_fewer_people_than_segments_make_one_segment_and_say_so(fitted, n, fit, people) -> None:
    features, ids = fitted[:2]
    model, report = fit({name: values[:n] for name, values in features.items()}, ids[:n])
    assert len(model.segments) == 1
    assert "one segment" in report.explanation_en
    scored = SegmentScorer(model).score(people(ids[:n]), Scored(features={k: v[:n] for k, v in features.items()}))
    assert [p.confidence_milli for p in scored.proposals] == [1000] * n


@pytest.mark.parametrize("value", [7.0, np.nan])
def test_constant_and_missing_features_make_one_segment(value, fit, people) -> None:
    ids = [person_id(f"member_no:{number}") for number in range(50)]
    model, report = fit({"orders_180d": np.full(50, value)}, ids)
    assert len(model.segments) == 1
    assert [each.feature for each in report.left_out] == ["orders_180d"]
    scored = SegmentScorer(model).score(people(ids), Scored(features={"orders_180d": np.full(50, value)}))
    assert len(scored.proposals) == 50


def test_infinite_values_nobody_and_odd_settings_are_refused(fitted, fit) -> None:
    features, ids = fitted[:2]
    with pytest.raises(BadInput, match="infinite"):
        fit(features | {"orders_180d": np.full(600, np.inf)}, ids)
    with pytest.raises(BadInput, match="no people"):
        fit({}, [])
    with pytest.raises(OutOfRange, match="min_share"):
        SegmentSettings(min_share=0.9)
    with pytest.raises(OutOfRange, match="refits"):
        SegmentSettings(n_refits=3)

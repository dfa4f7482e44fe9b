"""What every feature promises; it finds the features by itself."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.ids import is_tag_key
from huaxiang.folds.declared import declared_folds
from huaxiang.segments.declared import declared_features, usable_features
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.tags.banned import banned_in
from huaxiang.tags.scorer import Scored

_spec = importlib.util.spec_from_file_location("segments_conftest", Path(__file__).parents[1] / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
support = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(support)

FEATURES = declared_features()
NAMES = [
    "product_viewed",
    "product_added",
    "product_favourited",
    "products_searched",
    "content_liked",
    "order_completed",
]
NAMES += ["order_line_recorded", "order_refunded", "coupon_applied", "page_viewed", "trait_set"]
NAMES += ["order_placed", "product_removed", "product_shared", "content_commented", "invite_sent", "element_clicked"]
NAMES += ["product_reviewed", "service_chatted", "cart_viewed"]
word = st.sampled_from(["a", "b", "a-b", "美妆"])
FIGURES = {"unit_prices": {"a|a|a": 1_000, "a|b|美妆": 70, "b|b|b": 999_999}}


@st.composite
def events(draw: st.DrawFn) -> dict[str, list]:
    found: dict[str, list] = {}
    for person in range(draw(st.integers(0, 4))):
        found[f"member_no:{person}"] = [
            support.event(
                draw(st.sampled_from(NAMES)),
                draw(st.sampled_from([0.0, 0.01, 0.3, 1.5, 14.0, 29.9, 44.4, 100.0, 179.9, 300.0])),
                event_id=f"{person}-{number}",
                order_id=draw(st.one_of(st.none(), st.sampled_from(["o1", "o2", "o|3"]))),
                l1=draw(word),
                l2=draw(word),
                l3=draw(word),
                brand=draw(st.one_of(st.none(), word)),
                channel=draw(st.one_of(st.none(), word)),
                amount_minor=draw(st.one_of(st.none(), st.integers(0, 900_000))),
                dwell_ms=draw(st.one_of(st.none(), st.integers(0, 600_000))),
                quantity=draw(st.one_of(st.none(), st.integers(-2, 9))),
                discount_minor=draw(st.one_of(st.none(), st.integers(0, 9_000))),
                **{name: draw(st.one_of(st.none(), word)) for name in ("page", "zone", "device")},
            )
            for number in range(draw(st.integers(0, 12)))
        ]
    return found


@settings(max_examples=60, deadline=None)
@given(batch=events())
def test_a_person_alone_has_the_same_values_as_in_any_batch_bit_for_bit(batch) -> None:
    together = FeatureScorer(figures=FIGURES).score(support.people_of(batch), Scored()).features
    for at, (person, own) in enumerate(batch.items()):
        alone = FeatureScorer(figures=FIGURES).score(support.people_of({person: own}), Scored()).features
        for feature in FEATURES:
            assert together[feature.name][at : at + 1].tobytes() == alone[feature.name].tobytes(), feature.name


@settings(max_examples=60, deadline=None)
@given(batch=events())
def test_values_lie_in_the_documented_range_or_are_not_known(batch) -> None:
    people = support.people_of(batch)
    for feature in FEATURES:
        values = feature.compute(dataclasses.replace(people, figures=FIGURES))
        assert values.dtype == np.float64
        assert values.shape == (len(batch),)
        assert not np.isinf(values).any()
        known = values[~np.isnan(values)]
        assert ((known >= feature.range[0]) & (known <= feature.range[1])).all(), feature.name


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
class TestDeclaration:
    def test_it_is_documented_in_both_languages(self, feature) -> None:
        assert feature.zh
        assert feature.en
        assert feature.unit
        assert len(feature.meaning_zh) > 5
        assert len(feature.meaning_en) > 5
        assert is_tag_key(feature.name)

    def test_it_needs_folds_and_columns_that_exist(self, feature) -> None:
        assert set(feature.needs) <= {fold.name for fold in declared_folds()}
        assert set(feature.columns) <= set(FOLD_SCHEMA.names)

    def test_its_words_insult_nobody(self, feature) -> None:
        for each in (feature.high, feature.low):
            assert each is None or not banned_in(each.zh) + banned_in(each.en)

    def test_nobody_gives_no_values(self, feature) -> None:
        assert feature.compute(support.people_of({})).shape == (0,)


def test_at_least_45_features_are_declared_and_their_labels_are_unique() -> None:
    assert len(FEATURES) >= 45
    assert len({feature.zh for feature in FEATURES}) == len({feature.en for feature in FEATURES}) == len(FEATURES)


def test_a_feature_is_left_out_with_a_note_when_its_columns_or_events_are_lacking() -> None:
    usable, left_out = usable_features(columns={"order_id"}, events={"order_completed"})
    reasons = {each.feature: (each.reason_zh, each.reason_en) for each in left_out}
    assert "orders_180d" in {feature.name for feature in usable}
    assert reasons["dwell_seconds"] == ("数据源缺少列 dwell_ms", "no source has dwell_ms")
    assert reasons["coupon_density"] == ("没有事件 coupon_applied", "there is no event coupon_applied")
    assert len(usable) + len(left_out) == len(FEATURES)

from __future__ import annotations

import dataclasses

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.segments.declared import declared_features
from huaxiang.segments.score_features import FeatureScorer
from huaxiang.tags.scorer import Scored


def test_it_gives_every_feature_and_no_tag(make_people, make_order) -> None:
    scorer = FeatureScorer()
    scored = scorer.score(make_people({"member_no:1": [make_order("o1", 3, 20)]}), Scored())
    assert set(scored.features) == {feature.name for feature in declared_features()}
    assert scored.features["orders_180d"].tolist() == [1.0]
    assert not scored.proposals
    assert not scorer.definitions()


def test_it_names_the_replays_that_it_needs() -> None:
    assert [replay.name for replay in FeatureScorer().replays] == ["decisions", "sessions"]
    assert FeatureScorer([f for f in declared_features() if f.name == "orders_180d"]).replays == ()


def test_a_feature_of_an_unknown_fold_is_refused() -> None:
    odd = dataclasses.replace(declared_features()[0], needs=("order_dayz",))
    with pytest.raises(UnknownName, match="order_days"):
        FeatureScorer([odd])

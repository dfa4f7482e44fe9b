from __future__ import annotations

import io
import json

import numpy as np
import pytest

from huaxiang.domain.errors import ContractBroken
from huaxiang.segments.distances import distances
from huaxiang.segments.membership import nearest
from huaxiang.segments.model import SegmentModel


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


def test_pulls_add_up_to_the_difference_of_squared_distances(fitted, clouded) -> None:
    for features, model in ((fitted[0], fitted[3]), clouded):
        apart = distances(model.matrix(features), model.centres)
        first, second, _ = nearest(apart)
        rows, n_axes = np.arange(first.size), model.centres.shape[1]
        wanted = n_axes * (apart[rows, second] ** 2 - apart[rows, first] ** 2)
        np.testing.assert_allclose(model.pulls(features, first, second).sum(axis=1), wanted, rtol=0.02, atol=0.02)


def test_a_model_of_clouds_survives_and_scores_a_person_alone_as_in_any_batch(clouded) -> None:
    features, model = clouded
    assert model.axes.shape[1] > 1
    again = SegmentModel.from_arrays(*model.to_arrays())
    assert again.model_id == model.model_id
    whole = again.matrix(features)
    for at in range(0, len(whole), 97):
        own = {name: values[at : at + 1] for name, values in features.items()}
        assert model.matrix(own)[0].tobytes() == whole[at].tobytes()


def test_moves_are_by_feature_and_nothing_where_nothing_changed(clouded) -> None:
    features, model = clouded
    assert not model.moves(features, features).any()
    name = model.features[0]
    moved = dict(features, **{name: features[name] + 1.0})
    steps = model.moves(features, moved)
    assert steps[:, 0].any()
    assert not steps[:, 1:].any()

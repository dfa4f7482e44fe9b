from __future__ import annotations

import io
import json

import numpy as np
import pytest

from huaxiang.domain.errors import ContractBroken
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

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from huaxiang.evaluate.lake_features import EVENTS, features_of_lake
from huaxiang.evaluate.segment_work import AS_OF, make_events


def test_everybody_has_declared_features_and_shares_of_the_kinds_that_occur(tmp_path: Path) -> None:
    make_events(tmp_path / EVENTS, 8_000, 200)
    columns = ("item_id", "l1", "l2", "l3", "brand")
    items = pa.table(
        {name: [f"i{n:05d}" if name == "item_id" else f"{name}-{n % 3}" for n in range(20_000)] for name in columns}
    )
    found = features_of_lake(tmp_path, items, as_of=AS_OF)
    assert found.ids == sorted(found.ids)
    assert len(found.ids) == len(set(found.identities)) > 150
    assert {len(values) for values in found.features.values()} == {len(found.ids)}
    assert "night_coefficient" in found.features
    shares = np.stack([found.features[f"channel_share.{name}"] for name in ("app", "h5", "mini_program", "web")])
    totals = shares.sum(axis=0)
    assert np.allclose(totals[~np.isnan(totals)], 1.0)
    assert "brand_loyalty" in found.features

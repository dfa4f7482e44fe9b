from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tables import table
from huaxiang.evaluate.segment_work import AS_OF, WORK, make_events, people_like, score_rate


def test_events_have_the_columns_of_the_lake_and_lie_in_the_year_before(tmp_path: Path) -> None:
    make_events(tmp_path / "events" / "part-0.parquet", 5_000, 200)
    rows = pq.read_table(tmp_path / "events")
    assert [(field.name, field.type) for field in rows.schema] == [
        (field.name, field.type) for field in table("events").schema
    ]
    instants = rows["occurred_at"].to_numpy()
    assert instants.max() < AS_OF
    assert instants.min() >= AS_OF - 366 * DAY_US
    counts = np.unique(rows["identity"].to_numpy(zero_copy_only=False), return_counts=True)[1]
    assert counts.size <= 200
    assert counts.max() > 4 * counts.mean()


def test_every_feature_is_given_to_everybody(tmp_path: Path) -> None:
    WORK["make"](str(tmp_path), "20000", "300")
    n_features, n_people, n_values = WORK["features"](str(tmp_path))  # type: ignore[misc]
    assert n_features >= 45
    assert 250 < n_people <= 300
    assert n_values > 0.5 * n_features * n_people


def test_people_are_of_eight_kinds_that_are_found() -> None:
    assert len(people_like(50)) == 25
    sizes = WORK["cluster"]("3000")
    assert len(sizes) == 8  # type: ignore[arg-type]
    assert sum(sizes) == 3_000  # type: ignore[arg-type]
    assert score_rate(1_000) > 0


def test_the_feature_table_gives_the_segments_that_the_events_give(tmp_path: Path) -> None:
    WORK["make"](str(tmp_path), "20000", "300")
    from_events = WORK["segment_events"](str(tmp_path))
    WORK["save_features"](str(tmp_path))
    assert WORK["segment_table"](str(tmp_path)) == from_events
    labels = WORK["sklearn_table"](str(tmp_path))
    assert len(labels) == 8  # type: ignore[arg-type]
    assert sum(labels) == sum(from_events)  # type: ignore[call-overload]

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
from tests.build.worlds import profile, tag

from huaxiang.build.movements import movements_of, write_movements
from huaxiang.domain.ids import person_id
from huaxiang.engines.lake import Lake
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import fit_stage


def model():
    """Two kinds of people by one feature."""
    values = np.where(np.arange(60) % 2, 1.0, 50.0) + np.arange(60) / 100
    settings = SegmentSettings(n_segments=2, n_refits=10, n_held_out=2)
    ids = [person_id(f"m:{at}") for at in range(60)]
    return fit_stage({"orders_180d": values}, ids, settings=settings, seed=1, as_of=5)[0]


def placed(person: str, segment: str, orders: float, model_id: str):
    held = msgspec.structs.replace(tag(f"segment.{segment}"), model_id=model_id)
    return profile(person, held, features={"orders_180d": orders}, memberships=[(segment, 900)])


def test_a_move_is_written_with_its_cause_and_features(tmp_path: Path) -> None:
    fitted = model()
    many, few = (
        fitted.segments[int(fitted.members(fitted.matrix({"orders_180d": np.array([n])}))[0][0])].segment_id
        for n in (50.0, 1.0)
    )
    before = {"p_1": placed("p_1", few, 1.0, fitted.model_id), "p_2": placed("p_2", few, 1.0, fitted.model_id)}
    now = [
        placed("p_1", many, 50.0, fitted.model_id),
        placed("p_2", few, 1.0, fitted.model_id),
        placed("p_3", few, 1.0, fitted.model_id),
        profile("p_4"),
    ]
    moved = movements_of(before, now, model=fitted, last=fitted)
    lake = Lake(tmp_path / "lake")
    write_movements(lake, moved, at=77, part="part-0")
    (row,) = lake.read("movements").to_pylist()
    assert {name: row[name] for name in ("person_id", "from_segment", "to_segment", "cause", "at")} == {
        "person_id": "p_1",
        "from_segment": few,
        "to_segment": many,
        "cause": "behaviour",
        "at": 77,
    }
    assert json.loads(row["features"])[0] | {"step_milli": 0} == {
        "feature": "orders_180d",
        "before_milli": 1_000,
        "now_milli": 50_000,
        "step_milli": 0,
    }


def test_nobody_moved_is_an_empty_table(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    write_movements(lake, [], at=1, part="part-0")
    assert lake.read("movements").num_rows == 0

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huaxiang.cli.simulating import simulate_shop
from huaxiang.evaluate import households
from huaxiang.project.opening import Project


def test_features_are_columns_of_everybody_in_order_of_id(tmp_path: Path) -> None:
    simulate_shop(tmp_path / "shop", people=40, seed=7)
    project = Project.open(tmp_path / "shop")
    project.build()
    ids, features = households.features_of(project)
    assert ids == sorted(ids)
    assert set(ids) == {each.person_id for each in project.store().profiles() if each.memberships}
    profile = project.store().profile(ids[0])
    assert profile is not None
    known = {name: values[0] for name, values in features.items() if not np.isnan(values[0])}
    assert known == pytest.approx({name: value for name, value in profile.features.items() if name in known})
    assert "lifetime_value_365d" not in features


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(households, "EXAMPLE", Path("nowhere/run.py"))
    assert "checkout" in str(households.households_missing())

from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.views.rfm import SCORES, rfm_grid
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences


def test_cells_and_groups_are_the_same_buyers(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    grid = rfm_grid(project)
    n_buyers = sum(any(tag.tag_key.startswith("rfm.") for tag in each.tags) for each in project.store().profiles())
    assert grid["n_people"] == n_buyers > 0
    assert sum(row["n_people"] for row in grid["cells"]) == n_buyers
    assert sum(row["n_people"] for row in grid["groups"]) == n_buyers
    assert sum(row["net_minor"] for row in grid["cells"]) == sum(row["net_minor"] for row in grid["groups"])
    assert sum(row["net_share"] for row in grid["groups"]) == pytest.approx(1.0)
    assert {row["r"] for row in grid["cells"]} | {row["f"] for row in grid["cells"]} <= set(range(1, SCORES + 1))


def test_a_group_has_the_people_of_its_audience(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    audiences = Audiences.of(project)
    for row in rfm_grid(project)["groups"]:
        selection = audiences.select(f"tag({row['key']})")
        assert row["n_people"] == len(selection.members) + sum(selection.excluded.values())

from __future__ import annotations

from typing import Any

from huaxiang.project.opening import Project
from huaxiang.project.readable import Readable


def test_the_hand_made_shop_and_a_project_have_everything_that_reading_asks_for(shop: Any) -> None:
    asked = [name for name in vars(Readable) if not name.startswith("_")]
    assert {"store", "lake", "gate", "config"} <= set(asked)
    attributes = {"folder", "config", "zone"}
    assert not [name for name in asked if not hasattr(shop, name)]
    assert not [name for name in asked if name not in attributes and not hasattr(Project, name)]

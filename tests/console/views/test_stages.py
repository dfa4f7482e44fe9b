from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.stages import STAGE_GROUPS, stage_movement
from huaxiang.project.opening import Project


@pytest.mark.parametrize("group", list(STAGE_GROUPS))
def test_now_is_what_the_tags_say_and_nobody_is_lost_on_the_way(demo_shop: Path, group: str) -> None:
    project = Project.open(demo_shop)
    movement = stage_movement(project, group)
    assert movement is not None
    held: dict[str, int] = {}
    for profile in project.store().profiles():
        keys = {tag.tag_key for tag in profile.tags}
        if "flag.abnormal" not in keys:
            for key in keys:
                head, _, slug = key.partition(".")
                if head == group:
                    held[slug] = held.get(slug, 0) + 1
    assert {row["slug"]: row["n_now"] for row in movement["stages"] if row["slug"] and row["n_now"]} == held
    assert sum(row["n_now"] for row in movement["stages"]) == sum(row["n_then"] for row in movement["stages"])
    for row in movement["stages"]:
        left = sum(flow["n_people"] for flow in movement["flows"] if flow["from_stage"] == row["slug"])
        came = sum(flow["n_people"] for flow in movement["flows"] if flow["to_stage"] == row["slug"])
        assert row["n_now"] == row["n_then"] - left + came


def test_labels_are_in_the_readers_language(demo_shop: Path) -> None:
    movement = stage_movement(Spoken(Project.open(demo_shop), "en"), "life_cycle")
    assert movement is not None
    assert movement["stages"][0]["label"] == "new customer"
    assert all(row["text"].isascii() for row in movement["stages"])


def test_a_build_that_kept_none_has_none(built_shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.open(built_shop)
    monkeypatch.setattr(type(project.store()), "table", lambda self, name: [])
    assert stage_movement(project, "aipl") is None

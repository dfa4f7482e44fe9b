from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.spoken import Spoken
from huaxiang.project.opening import Project
from huaxiang.project.reading import segment_names


@pytest.mark.parametrize(("language", "column"), [("zh", "name_zh"), ("en", "name_en")])
def test_names_come_in_the_visitors_language(built_shop: Path, language: str, column: str) -> None:
    project = Project.open(built_shop)
    known = {row["segment_id"]: row[column] for row in project.store().table("segments")}
    assert segment_names(Spoken(project, language)) == known


def test_everything_else_is_that_of_the_reading(built_shop: Path) -> None:
    project = Project.open(built_shop)
    spoken = Spoken(project, "en")
    assert spoken.config.project.name == project.config.project.name
    assert spoken.manifest() == project.manifest()
    assert (spoken.folder, spoken.zone) == (project.folder, project.zone)
    assert spoken.store().meta() == project.store().meta()

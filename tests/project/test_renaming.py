from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huaxiang.cli.simulating import simulate_shop
from huaxiang.domain.errors import ConfigurationError, UnknownName, UserError
from huaxiang.project.opening import Project
from huaxiang.project.reading import segment_names
from huaxiang.project.renaming import rename_segment
from huaxiang.project.views import segments_view


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renaming") / "shop"
    simulate_shop(folder, people=80, seed=7)
    Project.open(folder).build()
    return folder


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Project:
    return Project.open(Path(shutil.copytree(built, tmp_path / "shop")))


def test_a_name_holds_at_once_everywhere_and_survives_the_next_build(shop: Project) -> None:
    first = min(segment_names(shop))
    assert rename_segment(shop, first, "周末囤货的人", en="Weekend stockers") == first
    again = Project.open(shop.folder)
    for project in (shop, again):
        assert segment_names(project)[first] == "周末囤货的人"
        assert project.catalogue()[f"segment.{first}"].label_en == "Weekend stockers"
    assert "周末囤货的人" in {each["name"] for each in segments_view(again)["segments"]}
    again.build()
    assert segment_names(again)[first] == "周末囤货的人"


def test_a_segment_is_found_by_its_name_and_may_be_named_again(shop: Project) -> None:
    segment, old = min(segment_names(shop).items())
    assert rename_segment(shop, old, "甲") == segment
    assert rename_segment(shop, "甲", " 乙  组 ") == segment
    assert segment_names(shop)[segment] == "乙 组"
    assert shop.history.tag_states()[f"segment.{segment}"]["label_zh"] == "乙 组"


def test_bad_names_are_refused_in_one_line(shop: Project) -> None:
    (first, _), (_, other) = sorted(segment_names(shop).items())[:2]
    with pytest.raises(UserError, match="is the name of"):
        rename_segment(shop, first, other)
    with pytest.raises(UserError, match="1 to 40"):
        rename_segment(shop, first, "  ")
    with pytest.raises(ConfigurationError, match="穷人"):
        rename_segment(shop, first, "穷人组")
    with pytest.raises(UnknownName, match="s9999"):
        rename_segment(shop, "s9999", "甲")

"""One simulated shop, built once: the laws only look at it, or work on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.laws.shops import usual_shop

from huaxiang.project.opening import Project
from huaxiang.simulate.parameters import read_parameters
from huaxiang.simulate.stage import simulate

PEOPLE = 250


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A simulated shop of 250 people, built; look, do not touch."""
    folder = tmp_path_factory.mktemp("laws") / "示例 小店 No 1"
    simulate(folder, people=PEOPLE, seed=7, parameters=read_parameters())
    project = Project.open(folder)
    project.build()
    return project


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A shop of twelve written by hand, built; look, do not touch."""
    return usual_shop().build(tmp_path_factory.mktemp("laws") / "十二 人")


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[Project], Project]:
    """A built project once more, to be damaged."""

    def copied(project: Project) -> Project:
        return Project.open(Path(shutil.copytree(project.folder, tmp_path / "副本 copy")))

    return copied

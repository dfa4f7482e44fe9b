from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.laws.shops import usual_shop

from huaxiang.domain.errors import ProjectMissing, UnknownName, UserError
from huaxiang.project.opening import Project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return usual_shop().build(tmp_path_factory.mktemp("opening") / "小 店")


def test_a_folder_without_configuration_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectMissing, match=r"huaxiang\.toml"):
        Project.open(tmp_path)


def test_opening_reads_the_configuration_alone(tmp_path: Path) -> None:
    project = usual_shop().write(tmp_path / "shop")
    assert project.config.project.name == "laws"
    assert not (tmp_path / "shop" / ".huaxiang").exists()
    for ask in (project.current_run, project.store, project.lake, project.check, project.worker, project.catalogue):
        with pytest.raises(ProjectMissing, match="huaxiang build"):
            ask()


def test_everything_of_a_built_project_opens(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.folder.parent)
    project = Project.open(Path(built.folder.name))
    assert project.folder == built.folder
    assert project.store().meta().run_id == project.current_run() == project.manifest()["run_id"]
    assert project.lake().count("people") == 12
    assert project.log().last_seq() == 0
    assert "beauty" in project.taxonomy().nodes
    held = {tag.tag_key for profile in project.store().profiles() for tag in profile.tags}
    assert held <= {definition.key for definition in project.catalogue().definitions()}


def test_unknown_runs_and_engines_are_told(built: Project) -> None:
    with pytest.raises(UnknownName, match="run"):
        built.manifest("20200101T000000Z-0000")
    with pytest.raises(UnknownName, match="engine"):
        built.engine("sparc")


def test_an_engine_whose_library_is_not_installed_says_what_to_install(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("huaxiang.engines.spark", "huaxiang.engines.jvm"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UserError) as told:
        built.engine("spark")
    message = "the engine spark needs pyspark, which is not installed: pip install 'huaxiang[spark]', and Java 17"
    assert str(told.value) == message


def test_limits_are_those_of_the_configuration_or_of_the_machine(built: Project, tmp_path: Path) -> None:
    assert built.limits().threads == os.cpu_count()
    assert built.limits().memory_mb > 100
    shop = usual_shop()
    shop.settings = "\n[engine]\nthreads = 1\nmemory_mb = 512\n"
    limits = shop.write(tmp_path / "shop").limits()
    assert (limits.threads, limits.memory_mb) == (1, 512)


def test_a_worker_stands_where_the_build_ended(built: Project) -> None:
    worker = built.worker()
    assert worker.step() == 0
    assert worker.store.meta().run_id == built.current_run()
    worker.store.close()

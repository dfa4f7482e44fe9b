from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.laws.shops import usual_shop

from huaxiang.project.opening import Project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    shop = usual_shop()
    for number, source in enumerate(("from-shop", "log-web", "searches")):
        shop.events[number]["query"] = f"猫粮{source}"
    return shop.build(tmp_path_factory.mktemp("checking") / "shop")


def test_the_document_of_the_contract(built: Project) -> None:
    document = built.check()
    assert set(document) == {"as_of", "run_id", "difference", "checks"}
    assert document["run_id"] == built.current_run()
    assert all(set(each) == {"name", "left", "right", "difference"} for each in document["checks"])
    assert document["difference"] == sum(each["difference"] for each in document["checks"]) == 0


def test_rows_used_are_compared_table_by_table(built: Project) -> None:
    checks = {each["name"]: each for each in built.check()["checks"]}
    assert checks["rows used in orders"]["left"] == 6
    assert checks["rows used in texts"]["left"] == 12
    assert checks["rows of texts as built"]["left"] == 15


def test_a_source_may_be_called_like_a_part_of_ours(tmp_path: Path) -> None:
    project = usual_shop().write(tmp_path / "shop")
    toml = project.folder / "huaxiang.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('name = "events"', 'name = "log-web"'), encoding="utf-8")
    project = Project.open(project.folder)
    project.build()
    assert project.check()["difference"] == 0
    path = next(path for path in project.lake().files("events") if path.stem.startswith("log-web"))
    pq.write_table(pq.read_table(path).slice(1), path)
    assert {each["name"] for each in project.check()["checks"] if each["difference"]} == {
        "rows of events from sources",
        "rows of events as built",
    }

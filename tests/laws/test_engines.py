"""What is built does not depend on the engine that builds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.engines.present import lacking
from tests.laws.runs import run
from tests.laws.shops import held

from huaxiang.build import fitting, folding
from huaxiang.project.opening import Project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(lacking("spark") is not None, reason=lacking("spark") or ""),
]
OWN_FEATURES = "- {name: days_an_order, zh: 每单活跃天数, value: active_days_30d / orders_180d}\n"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Features that each fit was given, as bytes; people stand in several parts of several batches."""
    monkeypatch.setattr(folding, "_BATCH_EVENTS", 1)
    monkeypatch.setattr(folding, "_PART_EVENTS", 1)
    found: list[dict[str, Any]] = []
    fit = fitting.fit_stage

    def fit_stage(features: dict[str, Any], ids: list[str], **settings: Any) -> Any:
        found.append({"ids": ids} | {name: values.tobytes() for name, values in features.items()})
        return fit(features, ids, **settings)

    monkeypatch.setattr(fitting, "fit_stage", fit_stage)
    return found


def built(project: Project, engine: str) -> tuple[dict[str, Any], dict[str, Any], pa.Table, Any]:
    """Manifest, weights of the models, rows of the features and what people hold, of a build from nothing."""
    shutil.rmtree(project.derived)
    project = Project.open(project.folder)
    manifest = project.build(engine=engine).manifest
    weights = {
        f"{name} {each}": values.tobytes()
        for name, version in manifest["models"].items()
        for each, values in project.artefacts.load(name, version).arrays.items()
    }
    features = project.lake().read("features").sort_by([("person_id", "ascending"), ("feature", "ascending")])
    return manifest, weights, features, held(project)


def test_spark_builds_what_duckdb_builds(
    shop: Project, copy: Callable[[Project], Project], seen: list[dict[str, Any]]
) -> None:
    project = copy(shop)
    (project.folder / "features.yaml").write_text(OWN_FEATURES, encoding="utf-8")
    manifest, weights, features, tags = built(project, "duckdb")
    parts = {file.stem.split("-")[1] for file in project.lake().files("fold_events")}
    theirs = built(project, "spark")
    assert {file.stem.split("-")[1] for file in project.lake().files("fold_events")} == parts
    assert len(parts) > 2
    assert theirs[0]["tables"] == manifest["tables"]
    assert (manifest["engine"], theirs[0]["engine"]) == ("duckdb", "spark")
    assert [name for name in seen[0] if seen[0][name] != seen[1][name]] == []
    assert "days_an_order" in seen[0]
    assert np.isnan(np.frombuffer(seen[0]["days_an_order"])).any()
    assert theirs[1] == weights
    assert theirs[2:] == (features, tags)


def test_spark_prints_one_document_and_leaves_nothing_beside_the_project(
    small: Project, copy: Callable[[Project], Project], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    project, here = copy(small), tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    done = run("build", project.folder, "--engine", "spark", "--json")
    assert done.returncode == 0, done.stderr
    assert [line[:1] for line in done.stdout.splitlines()] == ["{"]
    assert [line for line in done.stderr.splitlines() if not line.startswith("· ")] == []
    assert list(here.iterdir()) == []
    assert list((project.derived / "spill").iterdir()) == []
    assert held(Project.open(project.folder)) == held(small)

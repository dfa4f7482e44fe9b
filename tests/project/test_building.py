from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.laws.runs import outside
from tests.laws.shops import held, usual_shop

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.domain.instants import DAY_US, from_iso, now, to_iso
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return usual_shop().build(tmp_path_factory.mktemp("building") / "shop")


def test_the_manifest_says_what_was_read_done_and_written(built: Project) -> None:
    manifest = built.manifest()
    assert manifest["run_id"] == built.current_run()
    assert manifest["as_of"] == "2025-05-26T12:01:00.000000Z"
    assert set(manifest["stages"]) == {
        "ingest",
        "identity",
        "interests",
        "folds",
        "models",
        "tags",
        "discovery",
        "journeys",
    }
    assert all(
        {"rows_in", "rows_out", "rejects", "seconds", "peak_mb"} <= each.keys() for each in manifest["stages"].values()
    )
    assert {"version", "argv", "config_hash", "log_seq", "seed", "engine", "inputs", "models"} <= manifest.keys()
    assert all(each["sha256"] and each["rows"] >= 0 for each in manifest["inputs"])
    assert manifest["tables"]["orders"]["rows"] == 6
    path = built.derived / "runs" / built.current_run() / "run.json"
    assert json.loads(path.read_text(encoding="utf-8")) == manifest


def test_a_rehearsal_up_to_a_stage_changes_nothing(built: Project) -> None:
    before = outside(built.folder)
    report = built.build(stage="folds")
    assert list(report.manifest["stages"]) == ["ingest", "identity", "interests", "folds"]
    assert outside(built.folder) == before


def test_wrong_requests_are_refused_before_anything_is_done(built: Project) -> None:
    before = outside(built.folder)
    with pytest.raises(UnknownName, match="nearest: folds"):
        built.build(stage="fold")
    with pytest.raises(UserError, match="future"):
        built.build(as_of=now() + DAY_US)
    with pytest.raises(UnknownName, match="run"):
        built.build(keep_models="20200101T000000Z-0000")
    with pytest.raises(UnknownName, match="engine"):
        built.build(engine="sparc")
    assert outside(built.folder) == before


def test_kept_models_are_those_of_the_run_and_old_runs_go(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    first = project.current_run()
    report = project.build(keep_models=first)
    assert set(report.manifest["models"].values()) == {first}
    for _ in range(2):
        project.build()
    assert len(list((project.derived / "lake").iterdir())) == 3
    assert len(list((project.derived / "store").glob("*.sqlite"))) == 2
    assert not list((project.derived / "spill").iterdir())


def test_a_build_goes_on_with_the_feed_and_says_its_run_as_cause(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    first = project.store().changes(0, limit=10**6)
    assert {change.cause for change in first} == {f"rebuild:{project.current_run()}"}
    project.build()
    assert project.store().changes(0, limit=10**6) == first


def test_a_view_of_the_past_is_marked_and_left_again(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    now_held = held(project)
    at = from_iso("2025-05-15T00:00:00Z")
    manifest = project.build(as_of=at).manifest
    assert (manifest["is_historic"], manifest["as_of"]) == (True, to_iso(at))
    with pytest.raises(UserError, match="view of the past"):
        project.worker()
    project.build()
    assert held(project) == now_held


def test_features_of_the_projects_own_are_built_scored_and_selected(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    path = project.folder / "features.yaml"
    path.write_text("- {name: twice, zh: 两倍单数, value: orders_180d * 2}\n", encoding="utf-8")
    Project.open(project.folder).build()
    project = Project.open(project.folder)
    features = [profile.features for profile in project.store().profiles()]
    assert any(row["twice"] > 0 for row in features if "twice" in row)
    assert all(row["twice"] == 2 * row["orders_180d"] for row in features if "orders_180d" in row)
    several = Audiences.of(project).select("feature(twice) >= 2").members
    assert several == Audiences.of(project).select("feature(orders_180d) >= 1").members
    assert several
    # what a model was made of stays with it: the file may change before the next build
    path.unlink()
    kit = Project.open(project.folder).kit(project.current_run())
    assert "twice" in {each.name for scorer in kit.scorers for each in getattr(scorer, "features", ())}
    path.write_text("- {name: twice, zh: 两倍单数, value: order_180d * 2}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"features\.yaml: feature twice: .*nearest: orders_180d"):
        Project.open(project.folder).build()

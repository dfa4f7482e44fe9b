from __future__ import annotations

from pathlib import Path

import pytest
from tests.laws.runs import outside
from tests.laws.shops import usual_shop

from huaxiang.project.leftovers import discard, sweep
from huaxiang.project.opening import Project

LATER = "29990101T000000Z-abcd"
EARLIER = "20000101T000000Z-abcd"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return usual_shop().build(tmp_path_factory.mktemp("leftovers") / "shop")


def leave(project: Project, run_id: str) -> None:
    """What a killed build leaves: half a lake, a store, models, scratch, and the ledger's next state."""
    for name in (
        f"lake/{run_id}/events/part-0.parquet",
        f"store/{run_id}.sqlite",
        f"store/{run_id}.sqlite-wal",
        f"models/segments/{run_id}/manifest.json",
        f"models/interests/{run_id}.partial/weights.npz",
        f"spill/{run_id}/duckdb-x/block",
        f"runs/{run_id}/run.partial",
    ):
        path = project.derived / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    (project.ledger / f"merges.json.{run_id}").write_text("[]")


@pytest.mark.parametrize("run_id", [LATER, EARLIER])
def test_what_never_became_current_is_swept_away(built: Project, run_id: str) -> None:
    before = outside(built.folder)
    leave(built, run_id)
    assert sweep(built) == [run_id]
    assert outside(built.folder) == before
    assert not list((built.derived / "spill").iterdir())


def test_a_finished_run_that_did_not_become_current_goes_too(built: Project) -> None:
    leave(built, LATER)
    (built.derived / "runs" / LATER / "run.json").write_text("{}")
    assert sweep(built) == [LATER]


def test_what_is_current_and_what_was_is_kept(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    project.build()
    before = outside(project.folder)
    assert sweep(project) == []
    discard(project, project.current_run())
    assert outside(project.folder) == before


def test_what_the_current_run_had_prepared_is_put_in_place(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    (project.ledger / f"merges.json.{project.current_run()}").write_text('[["p_2", "p_1", "rebuild", 1]]')
    sweep(project)
    assert project.history.merges() == [("p_2", "p_1", "rebuild", 1)]


def test_models_of_users_are_not_runs_and_stay(built: Project) -> None:
    own = built.derived / "models" / "intent" / "v1"
    own.mkdir(parents=True)
    sweep(built)
    assert own.exists()

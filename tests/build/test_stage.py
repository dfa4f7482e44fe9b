from __future__ import annotations

from pathlib import Path

import pytest
from tests.laws.shops import usual_shop

from huaxiang.build.stage import STAGES
from huaxiang.domain.instants import to_iso
from huaxiang.domain.tables import TABLES
from huaxiang.project.opening import Project


def test_every_stage_is_recorded_in_its_order(built: Project) -> None:
    stages = built.manifest()["stages"]
    assert tuple(stages) == STAGES
    assert stages["ingest"]["rows_in"] == stages["ingest"]["rows_out"] + sum(stages["ingest"]["rejects"].values())
    assert stages["identity"]["rows_out"] == stages["tags"]["rows_in"] == 12


def test_the_manifest_counts_what_the_store_holds(built: Project) -> None:
    manifest, store = built.manifest(), built.store()
    statuses: dict[str, int] = {}
    for profile in store.profiles():
        for tag in profile.tags:
            statuses[tag.status] = statuses.get(tag.status, 0) + 1
    assert statuses == manifest["assignments_by_status"]
    assert store.count() == manifest["tables"]["people"]["rows"] == 12
    assert to_iso(store.meta().as_of) == manifest["as_of"]
    store.close()


def test_hashes_are_of_documented_tables(built: Project) -> None:
    assert set(built.manifest()["tables"]) <= set(TABLES)
    assert {"events", "assignments", "evidence", "features"} <= set(built.manifest()["tables"])


def test_equal_inputs_and_models_give_equal_tables(tmp_path: Path, built: Project) -> None:
    again = usual_shop().build(tmp_path / "again")
    first, second = built.manifest()["tables"], again.manifest()["tables"]
    again.build(keep_models=again.current_run())
    third = again.manifest()["tables"]
    assert second == third
    own = {"assignments", "segments", "tags"}
    assert {name: each for name, each in first.items() if name not in own} == {
        name: each for name, each in second.items() if name not in own
    }


@pytest.mark.parametrize("stage", ["ingest", "folds"])
def test_a_rehearsal_runs_up_to_its_stage_and_changes_nothing(built: Project, stage: str) -> None:
    before = built.current_run()
    report = built.build(stage=stage)
    assert tuple(report.manifest["stages"]) == STAGES[: STAGES.index(stage) + 1]
    assert built.current_run() == before

from __future__ import annotations

import pytest
from tests.build.worlds import rows

from huaxiang.build.record import Stages, peak_mb, table_hashes
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake


def test_a_stage_is_recorded_when_it_ends_well() -> None:
    stages = Stages()
    with stages.stage("ingest") as entry:
        entry["rows_in"] = 5
    record = stages.stages["ingest"]
    assert (record["rows_in"], record["rows_out"], record["rejects"]) == (5, 0, {})
    assert record["seconds"] >= 0
    assert record["peak_mb"] == pytest.approx(peak_mb(), abs=50)


def test_a_stage_that_fails_is_not_recorded() -> None:
    stages = Stages()
    with pytest.raises(ZeroDivisionError), stages.stage("ingest"):
        raise ZeroDivisionError
    assert stages.stages == {}


def test_hashes_know_no_order_and_no_run_but_every_other_cell(lake: Lake, session: Session) -> None:
    def of(*given: dict[str, object]) -> dict[str, object]:
        lake.write("assignments", rows("assignments", *given))
        return table_hashes(lake, session, ["assignments"])["assignments"]

    one, two = {"person_id": "p_1", "run_id": "r1"}, {"person_id": "p_2", "run_id": "r1"}
    first = of(one, two)
    assert first["rows"] == 2
    assert first == of(two, one) == of(one | {"run_id": "r2"}, two | {"run_id": "r2"})
    assert first != of(one, two | {"score_milli": 1})
    assert first != of(one, one)


def test_a_table_without_files_has_no_rows(lake: Lake, session: Session) -> None:
    assert table_hashes(lake, session, ["links"]) == {"links": {"rows": 0, "hash": "0" * 16}}

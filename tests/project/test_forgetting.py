from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.laws.shops import held, usual_shop

from huaxiang.domain.errors import ProjectBusy
from huaxiang.domain.events import AcceptedEvent
from huaxiang.project.forgetting import forget
from huaxiang.project.lock import hold


def test_people_go_from_all_generations_whatever_id_these_knew_them_by(tmp_path: Path) -> None:
    shop = usual_shop()
    project = shop.build(tmp_path / "shop")
    shop.members[0]["registered_at"] = "2025-03-01 09:00:00"
    shop.members[0]["mobile"] = "13899990000"
    project = shop.build(tmp_path / "shop")
    person = project.store().people_of("member_no:M00")[0]
    gone = forget(project, [person])
    assert gone["store"] == 2
    assert gone["lake"] > 20
    assert project.store().people_of("member_no:M00") == []
    assert not [key for key in held(project) if key[0] == person]
    assert len({key[0] for key in held(project)}) == 11


def test_nobody_is_forgotten_while_a_build_runs(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    with hold(project.derived / "build.lock", purpose="build"), pytest.raises(ProjectBusy):
        forget(project, [])
    assert set(forget(project, []).values()) == {0}


def test_check_adds_up_after_people_were_forgotten_and_still_finds_a_row_that_was_lost(tmp_path: Path) -> None:
    shop = usual_shop()
    shop.orders.append({"order_id": "bad", "member_no": "M01", "placed_at": "昨天", "amount": "1.00", "status": "paid"})
    project = shop.write(tmp_path / "shop")
    log = project.log()
    log.append([AcceptedEvent(f"e{n}", "app", f"m{n}", "page_viewed", n, n, [f"member_no:M0{n}"]) for n in (1, 2)])
    log.close()
    project.build()
    for name in ("M01", "M05"):
        forget(project, project.store().people_of(f"member_no:{name}"))
        document = project.check()
        assert [each for each in document["checks"] if each["difference"]] == []
    receipt = project.derived / "runs" / project.current_run() / "forgotten.json"
    assert "M01" not in receipt.read_text(encoding="utf-8")
    path = next(path for path in project.lake().files("events") if project.lake().count_of(path))
    pq.write_table(pq.read_table(path, partitioning=None).slice(1), path)
    assert project.check()["difference"] > 0
    project.build()
    assert project.check()["difference"] == 0

from __future__ import annotations

from pathlib import Path

import pytest
from tests.laws.shops import held, usual_shop

from huaxiang.domain.errors import ProjectBusy
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

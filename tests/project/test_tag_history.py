from __future__ import annotations

import json
from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.domain.instants import Zone
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.project.ledger import Ledger
from huaxiang.project.tag_history import HISTORY, STATES, import_tag_history
from huaxiang.tags.catalogue import Catalogue

ZONE = Zone("Asia/Shanghai")
HEAD = (
    "tag_key,tag_label,state,changed_at,changed_by,reason,cycle,delivered,clicked,baseline_delivered,baseline_clicked\n"
)
FROZEN = """interest.pets,宠物,observation,2026-01-01 00:00:00,何静,上线,,,,,
interest.pets,宠物,active,2026-02-01 00:00:00,何静,试验有效,,,,,
interest.pets,宠物,active,2026-03-01 00:00:00,system,周期数据,1,1000,60,1000,50
interest.pets,宠物,active,2026-04-01 00:00:00,system,周期数据,2,1000,30,1000,50
interest.pets,宠物,active,2026-05-01 00:00:00,system,周期数据,3,1000,31,1000,50
interest.pets,宠物,frozen,2026-05-02 00:00:00,system,连续走低,,,,,
interest.food,食品,active,2026-02-01 00:00:00,何静,试验有效,,,,,
"""


def written(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "tag-history.csv"
    path.write_text(head + rows, encoding="utf-8")
    return path


def test_a_frozen_tag_comes_frozen_with_reason_who_and_bad_cycles(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    assert import_tag_history(ledger, written(tmp_path, FROZEN), zone=ZONE) == {"interest.pets": "frozen"}
    made = TagDefinition("interest.pets", Kind.INTEREST, "宠物", "pets", "读出", state=State.ACTIVE)
    found = Catalogue([made], states=Ledger(ledger).tag_states())["interest.pets"]
    assert (found.state, found.changed_by, found.bad_cycles) == (State.FROZEN, "system", 2)
    assert found.reason == "导入 imported (tag-history.csv): 连续走低"
    assert found.changed_at == 1_777_651_200_000_000  # 2026-05-01T16:00Z


def test_what_was_active_elsewhere_is_kept_and_proves_nothing_here(tmp_path: Path) -> None:
    import_tag_history(tmp_path / "ledger", written(tmp_path, FROZEN), zone=ZONE)
    assert "interest.food" not in Ledger(tmp_path / "ledger").tag_states()
    rows = [json.loads(line) for line in (tmp_path / "ledger" / HISTORY).read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 7
    assert rows[3].items() >= {"cycle": 2, "delivered": 1000, "clicked": 30, "baseline_clicked": 50}.items()


def test_a_second_import_changes_nothing_and_a_later_row_does(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    import_tag_history(ledger, written(tmp_path, FROZEN), zone=ZONE)
    before = (ledger / STATES).read_bytes()
    assert import_tag_history(ledger, written(tmp_path, FROZEN), zone=ZONE) == {}
    assert (ledger / STATES).read_bytes() == before
    later = FROZEN + "interest.pets,宠物,retired,2026-06-01 00:00:00,何静,下线,,,,,\n"
    assert import_tag_history(ledger, written(tmp_path, later), zone=ZONE) == {"interest.pets": "retired"}
    assert Ledger(ledger).tag_states()["interest.pets"]["state"] == "retired"


def test_a_decision_made_here_later_is_not_undone(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    own = {"key": "interest.pets", "state": "active", "changed_at": 1_790_000_000_000_000, "reason": "解冻测试"}
    (ledger / STATES).write_text(json.dumps(own) + "\n", encoding="utf-8")
    assert import_tag_history(ledger, written(tmp_path, FROZEN), zone=ZONE) == {}
    assert Ledger(ledger).tag_states()["interest.pets"]["state"] == "active"


@pytest.mark.parametrize(
    ("rows", "head", "line", "message"),
    [
        ("", "tag_key,state\n", 1, "has no column changed_at, changed_by, reason"),
        ("a b,x,active,2026-01-01,y,z,,,,,\n", HEAD, 2, "'a b' is no tag key"),
        ("a,x,actve,2026-01-01,y,z,,,,,\n", HEAD, 2, "'actve' is no state"),
        ("a,x,active,soon,y,z,,,,,\n", HEAD, 2, "not an ISO 8601 instant"),
        ("a,x,active,2026-01-01,y,z,one,,,,\n", HEAD, 2, "invalid literal"),
    ],
)
def test_a_mistake_gives_file_and_line(tmp_path: Path, rows: str, head: str, line: int, message: str) -> None:
    path = written(tmp_path, rows, head)
    with pytest.raises(ConfigurationError) as caught:
        import_tag_history(tmp_path / "ledger", path, zone=ZONE)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)
    assert not (tmp_path / "ledger").exists()


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        import_tag_history(tmp_path / "ledger", tmp_path / "none.csv", zone=ZONE)

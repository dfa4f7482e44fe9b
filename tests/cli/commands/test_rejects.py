from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huaxiang.domain.events import AcceptedEvent
from huaxiang.project.opening import Project


def test_every_row_that_is_not_used_is_shown_with_its_reason(ran: Callable[..., Any], built: Path) -> None:
    document = ran("rejects", built, "--json").document
    assert document["total"] == len(document["rejects"]) == sum(each["rows"] for each in document["counts"])
    assert document["total"] > 0


def test_people_read_counts_by_source(ran: Callable[..., Any], built: Path) -> None:
    assert "异常数据" in ran("rejects", built).out


def test_events_that_could_not_be_folded_are_shown_with_the_fault(
    ran: Callable[..., Any], built: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built, tmp_path / "shop"))
    log = Project.open(folder).log()
    log.append([AcceptedEvent("e1", "app", "m1", "page_viewed", 5, 5, ["cookie:c"])])
    log.park(1, "ValueError at folds/x.py:3 in step")
    log.close()
    document = ran("rejects", folder, "--json").document
    shown = {"seq": 1, "event_id": "e1", "source": "app", "name": "page_viewed"}
    assert document["unfoldable_events"] == [{**shown, "why": "ValueError at folds/x.py:3 in step"}]
    assert document["refused_events"] == {"unfoldable": 1}
    assert "unfoldable" in ran("rejects", folder).out

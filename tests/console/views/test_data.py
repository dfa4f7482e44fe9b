from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.data import further, rejected_rows, source_rows
from huaxiang.project.opening import Project

LATER = time.time() + 86_400


@pytest.fixture
def shop(built_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built_shop, tmp_path / "shop"))


def states(shop: Path) -> dict[str, str]:
    return {row.name: row.state for row in source_rows(Project.open(shop))}


def test_a_source_tells_what_was_read_of_it(shop: Path) -> None:
    rows = {row.name: row for row in source_rows(Project.open(shop))}
    assert rows["reviews"].rows == 6
    assert rows["reviews"].rejected == 0
    assert rows["reviews"].table == "texts"
    assert rows["events"].path == "events.csv"
    assert rows["events"].newest_at is not None


def test_a_file_is_changed_when_its_content_is(shop: Path) -> None:
    assert states(shop) == {"events": "same", "reviews": "same"}
    os.utime(shop / "events.csv", (LATER, LATER))
    assert states(shop)["events"] == "same"
    with (shop / "events.csv").open("a", encoding="utf-8") as file:
        file.write("new,product_viewed,2025-11-01T10:00:00Z,i1,,,M01,c1\n")
    os.utime(shop / "events.csv", (LATER, LATER))
    assert states(shop)["events"] == "changed"
    (shop / "events.csv").unlink()
    assert states(shop)["events"] == "gone"


def test_a_source_that_was_added_since_is_not_computed_yet(shop: Path) -> None:
    with (shop / "huaxiang.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nname = "more"\nkind = "csv"\npath = "events.csv"\ntable = "events"\n')
        file.write('map = { name = "event", occurred_at = "at" }\nperson = { member_no = "user_id" }\n')
    first = source_rows(Project.open(shop))[0]
    assert (first.name, first.rows, first.state) == ("more", None, "new")


def test_rejected_rows_are_given_by_reason_with_their_place(shop: Path) -> None:
    with (shop / "events.csv").open("a", encoding="utf-8") as file:
        file.write("x1,product_viewed,not a time,i1,,,M01,c1\nx2,,2025-11-02T10:00:00Z,i1,,,M01,c1\n")
    project = Project.open(shop)
    project.build()
    row = next(row for row in source_rows(project) if row.name == "events")
    assert row.rejected == 2
    assert len(rejected_rows(project, "events", "")) == 2
    one = rejected_rows(project, "events", row.reasons[0][0])
    assert [(each.file, each.reason) for each in one] == [("events.csv", row.reasons[0][0])]
    assert one[0].line is not None
    assert rejected_rows(project, "reviews", "") == []


def test_missing_data_is_told_in_the_readers_language(shop: Path) -> None:
    project = Project.open(shop)
    told = [each.data for each in further(Spoken(project, "en"))]
    assert any("coupons" in each for each in told)
    assert not any("reviews" in each for each in told)
    assert len(further(Spoken(project, "zh"))) == len(told)

from __future__ import annotations

from pathlib import Path

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.sales import paid_orders
from huaxiang.console.views.weekly import WEEK_DAYS, weekly, weekly_tables
from huaxiang.project.opening import Project


def test_the_week_is_counted_from_the_orders(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    told = weekly(project)
    own = paid_orders(project).within(WEEK_DAYS).rows.to_pylist()
    assert told["now"]["n_orders"] == len(own) > 0
    assert told["now"]["net_minor"] == sum(row["net_minor"] for row in own)
    assert told["now"]["n_buyers"] == len({row["person_id"] for row in own} - {None})
    assert told["now"]["n_new_buyers"] <= told["now"]["n_buyers"]
    before = paid_orders(project).within(WEEK_DAYS, before_days=WEEK_DAYS).rows.num_rows
    assert told["before"]["n_orders"] == before


def test_every_segment_has_its_page_and_the_best_one_is_named(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    told = weekly(project)
    assert {page["id"] for page in told["segments"]} == {row["segment_id"] for row in project.store().table("segments")}
    best = max(told["segments"], key=lambda page: page["net_minor"])
    assert any(best["name"] in sentence for sentence in told["sentences"])
    assert all(page["n_in"] == page["n_out"] == 0 for page in told["segments"])


def test_it_speaks_english(demo_shop: Path) -> None:
    told = weekly(Spoken(Project.open(demo_shop), "en"))
    assert all(ord(sign) < 0x2E80 for sentence in told["sentences"] for sign in sentence.replace("¥", ""))


def test_the_workbook_has_a_sheet_for_each_part(demo_shop: Path) -> None:
    tables = weekly_tables(weekly(Project.open(demo_shop)))
    assert list(tables) == ["week", "segments", "stages", "rfm", "retention"]
    assert tables["stages"]["n_now"].type == "int64"
    assert tables["segments"].num_rows == len(weekly(Project.open(demo_shop))["segments"])

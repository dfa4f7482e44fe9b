from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from huaxiang.cli.main import main
from huaxiang.console.spoken import Spoken
from huaxiang.console.views.sales import paid_orders
from huaxiang.console.views.weekly import WEEK_DAYS, weekly, weekly_tables
from huaxiang.project import views
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
    told = weekly(Project.open(demo_shop))
    assert tables["segments"]["net_sales"].to_pylist() == [page["net_minor"] / 100 for page in told["segments"]]
    assert tables["segments"].num_rows == len(weekly(Project.open(demo_shop))["segments"])


def test_who_moved_is_counted_where_they_came_from_and_where_they_went(
    demo_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project.open(demo_shop)
    a, b = (row["segment_id"] for row in project.store().table("segments")[:2])
    moves = [("p1", a, b, "behaviour"), ("p2", a, b, "model"), ("p3", "s9999", a, "model")]
    names = ("person_id", "from_segment", "to_segment", "cause")
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in moves])
    monkeypatch.setattr(views, "_moved_rows", lambda project: table)
    pages = {page["id"]: page for page in weekly(project)["segments"]}
    assert (pages[a]["n_in"], pages[a]["n_out"]) == (1, 2)
    assert (pages[b]["n_in"], pages[b]["n_out"]) == (2, 0)


def test_a_shop_without_orders_is_told_so(tmp_path: Path) -> None:
    viewed = "".join(f"u{n},product_viewed,2025-11-{n:02d} 10:00:00\n" for n in range(1, 21))
    (tmp_path / "events.csv").write_text("user_id,event,time\n" + viewed, "utf-8")
    assert main(["init", str(tmp_path / "shop"), "--from", str(tmp_path / "events.csv"), "--yes"]) == 0
    Project.open(tmp_path / "shop").build()
    told = weekly(Spoken(Project.open(tmp_path / "shop"), "en"))
    assert told["sentences"] == ["No order was paid yet: add orders first."]
    assert told["cohorts"] == []
    assert list(weekly_tables(told))[:2] == ["week", "segments"]

from __future__ import annotations

from pathlib import Path

from huaxiang.console.views.feeding import rejects_of, sources_of
from huaxiang.project.opening import Project


def test_rows_of_a_source_are_used_or_have_a_reason(demo_shop: Path) -> None:
    found = sources_of(Project.open(demo_shop))
    assert {"tracking", "orders", "members"} <= {row["name"] for row in found}
    for row in found:
        assert row["used"] + row["rejected"] == row["rows"]
        assert sum(rows for _, rows in row["reasons"]) == row["rejected"]
        assert row["share"] == row["rejected"] / row["rows"]


def test_sources_with_most_rejects_come_first(demo_shop: Path) -> None:
    rejected = [row["rejected"] for row in sources_of(Project.open(demo_shop))]
    assert rejected == sorted(rejected, reverse=True)
    assert rejected[0] > 0


def test_a_source_is_as_fresh_as_its_newest_row_of_the_past(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    as_of = project.store().meta().as_of
    newest = {row["name"]: row["newest_at"] for row in sources_of(project)}
    orders = [at for at in project.lake().read("orders")["placed_at"].to_pylist() if at <= as_of]
    assert newest["orders"] == max(orders)
    assert newest["members"] is None


def test_reasons_are_counted_by_source(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    counted = rejects_of(project)
    assert sum(sum(each.values()) for each in counted.values()) == project.lake().count("rejects")

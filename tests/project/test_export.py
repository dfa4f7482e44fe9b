from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import TABLES
from huaxiang.domain.tags import Change
from huaxiang.project.export import export_table, read_table
from huaxiang.stores.base import Update

ANNA = "p_0000000000000001"
FOUNDATION = "interest.beauty.foundation.texture-light"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_is_read_in_its_own_schema(shop: Any, name: str) -> None:
    rows, _ = read_table(shop, name)
    assert rows.column_names == list(TABLES[name].names)


def test_assignments_pass_the_gate_and_the_rest_is_counted(shop: Any) -> None:
    rows, withheld = read_table(shop, "assignments")
    assert FOUNDATION not in rows["tag_key"].to_pylist()
    assert rows.num_rows == 5
    assert withheld == {"below_threshold": 1}


def test_memberships_rest_on_the_tag_of_their_segment(shop: Any) -> None:
    rows, withheld = read_table(shop, "memberships")
    assert rows["segment_id"].to_pylist() == ["s0001"]
    assert withheld == {"not_held": 1}


def test_evidence_of_withheld_tags_stays(shop: Any) -> None:
    rows, _ = read_table(shop, "evidence")
    assert f"evidence-of-{FOUNDATION}" not in rows["evidence_id"].to_pylist()


def test_the_feed_leaves_out_what_does_not_pass(shop: Any) -> None:
    changes = [Change(0, ANNA, key, "*", None, {"score_milli": 1}, "event:x", 1) for key in ("fact.buyer", FOUNDATION)]
    shop.store().apply(Update(0, shop.store().meta().as_of, changes=changes))
    rows, withheld = read_table(shop, "tag_changes")
    assert rows["tag_key"].to_pylist() == ["fact.buyer"]
    assert withheld == {"below_threshold": 1}


def test_events_name_the_person_they_belong_to(shop: Any) -> None:
    rows, _ = read_table(shop, "events")
    assert dict(zip(rows["event_id"].to_pylist(), rows["person_id"].to_pylist(), strict=True))["e1"] == ANNA


def test_a_file_says_what_it_holds_and_what_was_withheld(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "assignments.parquet"
    document = export_table(shop, "assignments", path)
    assert (document["rows"], document["withheld"]) == (5, {"below_threshold": 1})
    assert pq.read_metadata(path).num_rows == 5


def test_a_table_that_does_not_exist_names_the_nearest(shop: Any, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="nearest: assignments"):
        export_table(shop, "assignment", tmp_path / "x.csv")

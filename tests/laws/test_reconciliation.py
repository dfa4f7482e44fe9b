"""Law 6: every row is used or rejected with file and line, and check() finds what is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.laws.shops import usual_shop

from huaxiang.project.opening import Project

TABLES = ["assignments", "events", "evidence", "features", "identities", "interests", "memberships", "orders"]


def test_rows_of_every_source_are_used_or_rejected(shop: Project) -> None:
    ingest = shop.manifest()["stages"]["ingest"]
    for name, source in ingest["sources"].items():
        assert source["rows_in"] == source["used"] + source["rejected"], name
    assert ingest["rows_in"] == ingest["rows_out"] + sum(ingest["rejects"].values())
    files: Counter[str] = Counter()
    for file in shop.manifest()["inputs"]:
        path = Path(file["path"])
        files[file["source"]] += pq.read_metadata(path).num_rows if path.suffix == ".parquet" else _n_rows(path)
    assert {name: source["rows_in"] for name, source in ingest["sources"].items()} == dict(files)


def _n_rows(path: Path) -> int:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    return lines - (path.suffix == ".csv")


def test_every_reject_stands_in_its_file_at_its_line(shop: Project) -> None:
    rejects = shop.lake().read("rejects").to_pylist()
    assert len(rejects) > 50
    for row in rejects:
        path = Path(row["path"])
        if path.suffix == ".parquet":
            assert 1 <= row["line"] <= pq.read_metadata(path).num_rows
            continue
        line = path.read_text(encoding="utf-8").splitlines()[row["line"] - 1]
        shown = [part for part in re.split(r"[*,\"{}]+", row["raw"]) if len(part) > 3]
        assert shown
        assert all(part in line for part in shown), row


def test_a_planted_bad_row_is_looked_up_with_its_reason(tmp_path: Path) -> None:
    shop = usual_shop()
    shop.orders.insert(
        2, {"order_id": "bad", "member_no": "M01", "placed_at": "昨天", "amount": "1.00", "status": "paid"}
    )
    shop.events.append({**shop.events[0]})
    project = shop.build(tmp_path / "shop")
    found = {(Path(r["path"]).name, r["line"], r["reason"]) for r in project.lake().read("rejects").to_pylist()}
    assert found == {("orders.csv", 4, "bad placed_at"), ("events.csv", len(shop.events) + 1, "duplicate")}
    assert project.check()["difference"] == 0


def test_check_gives_zero_on_a_built_shop(shop: Project) -> None:
    document = shop.check()
    assert document["difference"] == 0
    assert all(each["left"] == each["right"] for each in document["checks"])
    assert {"source rows = used + rejected", "rejects kept", "feed replayed = assignments"} <= {
        each["name"] for each in document["checks"]
    }


@pytest.mark.parametrize("name", TABLES)
def test_check_finds_a_row_lost_in_the_lake(small: Project, copy: Callable[[Project], Project], name: str) -> None:
    project = copy(small)
    lake = project.lake()
    path = next(path for path in lake.files(name) if lake.count_of(path))
    pq.write_table(pq.read_table(path).slice(1), path)
    assert project.check()["difference"] > 0


def test_check_finds_a_profile_lost_in_the_store(small: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(small)
    project.store()._db.execute("DELETE FROM profiles WHERE person_id = (SELECT min(person_id) FROM profiles)")
    assert project.check()["difference"] > 0

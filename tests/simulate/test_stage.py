from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import BadInput, OutOfRange
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.stage import SimulationReport, simulate


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path, small: Parameters) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(tmp_path / name, people=250, seed=seed, parameters=small)
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    other = hashes(tmp_path / "c")
    assert other["sources/events/part-00000.parquet"] != hashes(tmp_path / "a")["sources/events/part-00000.parquet"]


def test_first_block_does_not_depend_on_the_number_of_people(tmp_path: Path, small: Parameters) -> None:
    simulate(tmp_path / "few", people=100, seed=1, parameters=small)
    simulate(tmp_path / "many", people=300, seed=1, parameters=small)
    part = "sources/events/part-00000.parquet"
    assert (tmp_path / "few" / part).read_bytes() == (tmp_path / "many" / part).read_bytes()
    few = (tmp_path / "few/sources/members.csv").read_text(encoding="utf-8")
    assert (tmp_path / "many/sources/members.csv").read_text(encoding="utf-8").startswith(few)


def test_blocks_share_no_order_message_text_or_coupon(tmp_path: Path, small: Parameters) -> None:
    simulate(tmp_path, people=300, seed=1, parameters=small)
    for name, key in (("orders.csv", 0), ("coupons.csv", 0), ("messages.csv", 0)):
        lines = (tmp_path / "sources" / name).read_text(encoding="utf-8").splitlines()[1:]
        keys = [line.split(",")[key] for line in lines]
        assert len(keys) == len(set(keys)) > 0
    texts = [json.loads(line) for line in (tmp_path / "truth/texts.jsonl").read_text(encoding="utf-8").splitlines()]
    ids = [each["text_id"] for each in texts if "text_id" in each]
    assert len(ids) == len(set(ids)) > 0


def test_report_counts_what_lies_in_the_files(shop: tuple[Path, SimulationReport]) -> None:
    folder, report = shop
    parts = list((folder / "sources/events").glob("*.parquet"))
    assert report.events == sum(pq.read_metadata(part).num_rows for part in parts)
    events = report.faults["events"]
    assert report.events == events["events"] + events["duplicated"]
    assert f"{report.events:,} events" in report.to_text("en")
    assert f"{report.events:,} 次行为" in report.to_text()
    assert json.loads((folder / "truth/faults.json").read_text(encoding="utf-8")) == report.faults


def test_every_source_of_the_mapping_is_a_file_with_the_mapped_columns(shop: tuple[Path, SimulationReport]) -> None:
    folder, _ = shop
    config = tomllib.loads((folder / "huaxiang.toml").read_text(encoding="utf-8"))
    assert config["project"]["seed"] == 5
    for source in config["source"]:
        wanted = {raw for raw in source["map"].values() if isinstance(raw, str)} | set(
            source.get("person", {}).values()
        )
        assert wanted <= columns_of(folder, source), source["name"]


def columns_of(folder: Path, source: dict[str, Any]) -> set[str]:
    first = min(folder.glob(source["path"]))
    if source["kind"] == "parquet":
        return set(pq.read_schema(first).names)
    line = first.read_text(encoding="utf-8").splitlines()[0]
    return set(json.loads(line)) if source["kind"] == "jsonl" else {cell.strip('"') for cell in line.split(",")}


def test_mapping_does_not_know_the_truth(shop: tuple[Path, SimulationReport]) -> None:
    folder, _ = shop
    config = tomllib.loads((folder / "huaxiang.toml").read_text(encoding="utf-8"))
    assert [source["path"] for source in config["source"] if "truth" in source["path"]] == []


def test_second_simulation_replaces_the_first_and_leaves_other_files(tmp_path: Path, small: Parameters) -> None:
    simulate(tmp_path, people=200, seed=1, parameters=small)
    (tmp_path / "tags.yaml").write_text("mine", encoding="utf-8")
    simulate(tmp_path, people=100, seed=1, parameters=small)
    assert not (tmp_path / "sources/events/part-00001.parquet").exists()
    assert (tmp_path / "tags.yaml").read_text(encoding="utf-8") == "mine"


def test_project_that_was_not_simulated_is_left_alone(tmp_path: Path, small: Parameters) -> None:
    (tmp_path / "huaxiang.toml").write_text("version = 1", encoding="utf-8")
    with pytest.raises(BadInput, match="not simulated"):
        simulate(tmp_path, people=10, seed=1, parameters=small)
    assert (tmp_path / "huaxiang.toml").read_text(encoding="utf-8") == "version = 1"


def test_nobody_is_refused(tmp_path: Path, small: Parameters) -> None:
    with pytest.raises(OutOfRange):
        simulate(tmp_path / "none", people=0, seed=1, parameters=small)
    assert not (tmp_path / "none").exists()


def test_progress_is_told_after_each_block(tmp_path: Path, small: Parameters) -> None:
    told: list[tuple[int, int]] = []
    simulate(tmp_path, people=250, seed=1, parameters=small, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(100, 250), (200, 250), (250, 250)]


def test_one_person_is_enough(tmp_path: Path, parameters: Parameters) -> None:
    quiet = replace(parameters, people=replace(parameters.people, dormant_share=1.0, anonymous_share=0.0))
    report = simulate(tmp_path, people=1, seed=1, parameters=quiet)
    assert report.people == 1
    assert report.rows["members.csv"] == 1

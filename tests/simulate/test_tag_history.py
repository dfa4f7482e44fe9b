from __future__ import annotations

import csv
from pathlib import Path

from huaxiang.simulate.stage import SimulationReport


def history(folder: Path) -> list[dict[str, str]]:
    with (folder / "tag-history.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_last_states_are_active_under_observation_and_one_frozen(shop: tuple[Path, SimulationReport]) -> None:
    last: dict[str, str] = {}
    for row in history(shop[0]):
        last[row["tag_key"]] = row["state"]
    states = list(last.values())
    assert states.count("frozen") == 1
    assert states.count("active") >= 4
    assert states.count("observation") >= 3


def test_frozen_tag_sank_under_its_baseline_three_cycles_running(shop: tuple[Path, SimulationReport]) -> None:
    rows = history(shop[0])
    frozen = next(row for row in rows if row["state"] == "frozen")
    cycles = [row for row in rows if row["tag_key"] == frozen["tag_key"] and row["cycle"]][-3:]
    for row in cycles:
        rate = int(row["clicked"]) / int(row["delivered"])
        assert rate < 0.85 * int(row["baseline_clicked"]) / int(row["baseline_delivered"])
    assert frozen["reason"]
    assert frozen["changed_by"]


def test_rows_of_a_tag_are_in_order_of_time(shop: tuple[Path, SimulationReport]) -> None:
    by_tag: dict[str, list[str]] = {}
    for row in history(shop[0]):
        by_tag.setdefault(row["tag_key"], []).append(row["changed_at"])
    assert all(times == sorted(times) for times in by_tag.values())

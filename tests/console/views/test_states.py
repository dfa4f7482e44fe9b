from __future__ import annotations

from pathlib import Path

from huaxiang.console.views.states import SHOWN_STATES, tag_states
from huaxiang.project.opening import Project


def test_each_state_counts_people_once(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    catalogue = project.catalogue()
    rows = project.lake().read("assignments").to_pylist()
    for each in tag_states(project):
        holders = {row["person_id"] for row in rows if catalogue[row["tag_key"]].state == each["state"]}
        assert each["people"] == len(holders)


def test_states_come_in_one_order_with_the_most_held_tags_first(demo_shop: Path) -> None:
    found = tag_states(Project.open(demo_shop))
    states = [each["state"] for each in found]
    assert states == [state for state in SHOWN_STATES if state in states]
    assert {"active", "observation"} <= set(states)
    for each in found:
        holders = [count for _, count, _ in each["top"]]
        assert holders == sorted(holders, reverse=True)


def test_a_tag_is_usable_where_somebody_holds_it_for_sure(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    catalogue = project.catalogue()
    sure = [row for row in project.lake().read("assignments").to_pylist() if row["status"] == "active"]
    active = next(each for each in tag_states(project) if each["state"] == "active")
    assert all(catalogue[row["tag_key"]].state == "active" for row in sure)
    assert active["usable"] == len({row["tag_key"] for row in sure})
    assert active["usable_people"] == len({row["person_id"] for row in sure})
    assert 0 < active["usable"] <= active["definitions"]
    assert all(each["usable"] == 0 for each in tag_states(project) if each["state"] != "active")

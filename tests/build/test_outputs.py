from __future__ import annotations

import json

from tests.build.worlds import profile, tag

from huaxiang.build.outputs import Counts, write_profiles
from huaxiang.engines.lake import Lake

PEOPLE = [
    profile("p_1", tag("flag.a"), tag("flag.b", status="observation", evidence="ev2"), features={"orders": 0.1}),
    profile("p_2", tag("flag.a"), memberships=[("s0002", 700), ("s0001", 300)]),
]


def test_profiles_become_rows_and_are_counted(lake: Lake) -> None:
    counts = Counts()
    write_profiles(lake, PEOPLE, counts, part="part-0")
    write_profiles(lake, [profile("p_3", tag("flag.a"), memberships=[("s0002", 900)])], counts, part="part-1")
    assignments = lake.read("assignments").to_pylist()
    assert [(row["person_id"], row["tag_key"], row["status"]) for row in assignments] == [
        ("p_1", "flag.a", "active"),
        ("p_1", "flag.b", "observation"),
        ("p_2", "flag.a", "active"),
        ("p_3", "flag.a", "active"),
    ]
    assert {(row["as_of"], row["run_id"], row["origin"]) for row in assignments} == {(9, "r1", "batch")}
    assert lake.read("features").to_pylist() == [{"person_id": "p_1", "feature": "orders", "value": 0.1}]
    assert [tuple(row.values()) for row in lake.read("memberships").to_pylist()] == [
        ("p_2", "s0002", 700, 1),
        ("p_2", "s0001", 300, 2),
        ("p_3", "s0002", 900, 1),
    ]
    assert counts.by_status == {"active": 3, "observation": 1}
    assert counts.by_segment == {"s0002": 2}


def test_shared_evidence_is_one_row(lake: Lake) -> None:
    counts = Counts()
    write_profiles(lake, PEOPLE[:1], counts, part="part-0")
    write_profiles(lake, PEOPLE[1:], counts, part="part-1")
    evidence = lake.read("evidence").to_pylist()
    assert [row["evidence_id"] for row in evidence] == ["ev", "ev2"]
    assert json.loads(evidence[0]["references"]) == {"events": ["e1"]}


def test_nobody_is_an_empty_part_of_each_table(lake: Lake) -> None:
    write_profiles(lake, [], Counts(), part="part-0")
    assert [lake.count(name) for name in ("assignments", "evidence", "features", "memberships")] == [0, 0, 0, 0]
    assert lake.files("assignments")

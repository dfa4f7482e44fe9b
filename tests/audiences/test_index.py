from __future__ import annotations

from typing import Any

import pyarrow as pa

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.index import PeopleIndex, columns_of


def test_everyone_is_there_with_the_gates_reason_beside_each_tag(index: PeopleIndex) -> None:
    assert index.ids == ["p_1", "p_2", "p_3", "p_4"]
    rows = index.assignments.to_pylist()
    assert [(row["person_id"], row["tag_key"], row["reason"]) for row in rows] == [
        (0, "fact.buyer", None),
        (0, "interest.pet", None),
        (1, "interest.pet", "below_threshold"),
        (1, "composite.new", "definition_not_active"),
        (3, "fact.buyer", None),
    ]


def test_people_whom_nothing_may_reach_are_excluded_by_reason(index: PeopleIndex) -> None:
    assert {reason: list(people) for reason, people in index.excluded.items()} == {"refused": [2], "minor": [3]}
    assert list(index.eligible) == [0, 1]


def test_bitmaps_give_the_same_columns_as_the_store(index: PeopleIndex, bitmaps: PeopleBitmaps) -> None:
    def rows(table: pa.Table) -> list[tuple[Any, ...]]:
        return sorted(tuple(map(str, row.values())) for row in table.to_pylist())

    columns = columns_of(bitmaps)
    assert (columns.meta, columns.ids, columns.excluded) == (index.meta, index.ids, index.excluded)
    assert rows(columns.assignments) == rows(index.assignments.drop_columns("confidence_milli"))
    for name in ("features", "traits", "facts"):
        assert rows(getattr(columns, name)) == rows(getattr(index, name))
        assert getattr(columns, name).schema == getattr(index, name).schema


def test_names_are_those_that_people_have(index: PeopleIndex) -> None:
    assert index.names("traits", "name") == {"age", "gender"}
    assert index.names("facts", "name") == set()

from __future__ import annotations

from huaxiang.audiences.index import PeopleIndex
from huaxiang.tags.expressions import bitmap_of
from huaxiang.tags.expressions.terms import Tag


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


def test_withheld_tags_are_not_held_unless_asked_for(index: PeopleIndex) -> None:
    pet = Tag("interest.pet")
    assert list(bitmap_of(pet, index.with_events())) == [0]
    assert list(bitmap_of(pet, index.with_events(is_unproven_included=True))) == [0, 1]


def test_names_are_those_that_people_have(index: PeopleIndex) -> None:
    assert index.names("traits", "name") == {"age", "gender"}
    assert index.names("facts", "name") == set()

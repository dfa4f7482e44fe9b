from __future__ import annotations

from huaxiang.console.views.chips import Builder, Chip, Group
from huaxiang.console.views.edits import add, add_inside, can_exclude, exclusions, put, switch, switch_group
from huaxiang.tags.expressions.terms import Tag

A, B, C = Chip(Tag("a")), Chip(Tag("b")), Chip(Tag("c"))
WITHOUT_C = Group("or", (C,), is_not=True)


def test_parts_are_added_and_taken_away() -> None:
    builder = add(add(Builder(), A), Group("or", (B,)))
    assert builder == Builder("and", (A, Group("or", (B,))))
    builder = add_inside(builder, 1, C)
    assert builder.parts[1] == Group("or", (B, C))
    assert put(builder, 1, 0, None).parts == (A, Group("or", (C,)))
    assert put(builder, 1, 0, A).parts == (A, Group("or", (A, C)))
    assert put(builder, 0, None, B).parts == (B, Group("or", (B, C)))
    assert put(builder, 1, None, None).parts == (A,)


def test_a_group_without_chips_goes_away() -> None:
    assert put(Builder("and", (A, WITHOUT_C)), 1, 0, None).parts == (A,)


def test_an_exclusion_applies_to_all_that_was_chosen_before() -> None:
    assert add(Builder("or", (A, B)), WITHOUT_C) == Builder("and", (Group("or", (A, B)), WITHOUT_C))
    assert add(Builder("or", (A,)), WITHOUT_C) == Builder("and", (A, WITHOUT_C))
    assert not can_exclude(Builder("or", (A, Group("and", (B, C)))))
    assert can_exclude(Builder("and", (A, Group("or", (B, C)))))


def test_the_other_word_never_lets_in_who_was_left_out() -> None:
    assert switch(Builder("and", (A, B))) == Builder("or", (A, B))
    assert switch(Builder("and", (A, B, WITHOUT_C))) == Builder("and", (Group("or", (A, B)), WITHOUT_C))


def test_a_group_changes_its_own_word() -> None:
    assert switch_group(Builder("or", (A, Group("and", (B, C)))), 1).parts[1] == Group("or", (B, C))
    assert switch_group(Builder("or", (A, B)), 1) == Builder("or", (A, B))


def test_a_negated_group_leaves_people_out_only_under_and() -> None:
    assert exclusions(Builder("and", (A, WITHOUT_C))) == {1}
    assert exclusions(Builder("or", (A, WITHOUT_C))) == frozenset()

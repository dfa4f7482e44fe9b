from __future__ import annotations

from typing import cast

from expression_worlds import VOCABULARY
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from huaxiang.tags.expressions import Expression, Term, bitmap_of, members_of, parse
from huaxiang.tags.expressions.terms import And, Not, Or, Tag


def expressions_of_sets() -> st.SearchStrategy[Expression]:
    tags = st.sampled_from(sorted(Planted().sets)).map(Tag)
    parts = st.recursive(
        tags,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=4).map(lambda parts: And(tuple(parts))),
            st.lists(inner, min_size=2, max_size=4).map(lambda parts: Or(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=8,
    )
    return cast("st.SearchStrategy[Expression]", parts)


def plainly(expression: Expression, index: Planted) -> set[int]:
    match expression:
        case And(parts):
            return set.intersection(*(plainly(part, index) for part in parts))
        case Or(parts):
            return set.union(*(plainly(part, index) for part in parts))
        case Not(part):
            return set(index.everyone) - plainly(part, index)
    return set(index.bitmap_of(expression))


class Planted:
    """An index with a set for each tag."""

    def __init__(self) -> None:
        self.everyone = BitMap(range(10))
        self.sets = {"flag.hesitant": BitMap([1, 2]), "fact.member": BitMap([2, 3]), "segment.s0001": BitMap([2, 9])}

    def bitmap_of(self, term: Term) -> BitMap:
        return self.sets[getattr(term, "key", "")]


def test_and_or_not_are_intersection_union_and_the_rest_of_everyone() -> None:
    def numbers(text: str) -> list[int]:
        return list(bitmap_of(parse(text, VOCABULARY), Planted()))

    assert numbers("tag(flag.hesitant) and tag(fact.member)") == [2]
    assert numbers("tag(flag.hesitant) or tag(fact.member)") == [1, 2, 3]
    assert numbers("not tag(flag.hesitant)") == [0, 3, 4, 5, 6, 7, 8, 9]
    assert numbers("tag(flag.hesitant)") == [1, 2]
    assert numbers("tag(flag.hesitant) and not tag(fact.member)") == [1]
    assert numbers("not tag(flag.hesitant) and not tag(fact.member)") == [0, 4, 5, 6, 7, 8, 9]
    assert numbers("tag(flag.hesitant) or tag(fact.member) or segment(s0001)") == [1, 2, 3, 9]
    assert numbers("not (tag(flag.hesitant) or segment(s0001)) and tag(fact.member)") == [3]


@given(expressions_of_sets())
def test_the_indexs_own_bitmaps_are_left_as_they_are(expression: Expression) -> None:
    index = Planted()
    bitmap_of(expression, index)
    assert (index.everyone, index.sets) == (Planted().everyone, Planted().sets)


@given(expressions_of_sets())
def test_several_indexes_are_answered_at_once_as_they_are_alone(expression: Expression) -> None:
    first, second = Planted(), Planted()
    second.everyone, second.sets["segment.s0001"] = first.everyone, BitMap([0, 2])
    second.sets["fact.member"] = first.sets["fact.member"]
    alone = [bitmap_of(expression, index) for index in (first, second, first)]
    found = members_of(expression, (first, second, first))
    assert [each.among(first.everyone) for each in found] == alone
    assert [each.count_in(first.everyone) for each in found] == [len(each) for each in alone]


def test_what_two_indexes_answer_alike_is_joined_once() -> None:
    index = Planted()
    expression = parse("tag(flag.hesitant) and not tag(fact.member)", VOCABULARY)
    once, again = members_of(expression, (index, index))
    assert once is again


@given(expressions_of_sets())
def test_the_order_of_evaluation_changes_nothing(expression: Expression) -> None:
    assert set(bitmap_of(expression, Planted())) == plainly(expression, Planted())

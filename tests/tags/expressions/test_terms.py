from __future__ import annotations

from huaxiang.tags.expressions.terms import And, Comparison, Feature, Not, Or, Tag, terms_of


def test_terms_are_given_from_left_to_right() -> None:
    a, b = Tag("a"), Feature("b", Comparison(">", 1))
    assert list(terms_of(Or((And((a, Not(b))), a)))) == [a, b, a]


def test_expressions_are_values() -> None:
    assert hash(And((Tag("a"), Not(Tag("b"))))) == hash(And((Tag("a"), Not(Tag("b")))))

from __future__ import annotations

import numpy as np

from huaxiang.evaluate.audience_world import (
    EXCLUDED,
    draw_expressions,
    excluded_people,
    holders_of,
    planned_tags,
    vocabulary,
)
from huaxiang.tags.expressions import parse, terms_of
from huaxiang.tags.expressions.terms import Interest, Tag

TAGS = planned_tags()


def test_two_hundred_tags_are_held_thirteen_times_by_a_person() -> None:
    held = list(holders_of(TAGS, 20_000, seed=1))
    n_pairs = sum(len(numbers) for _, cells in held for numbers, _ in cells.values())
    assert (len(TAGS), len({tag.key for tag in TAGS})) == (200, 200)
    assert 12.3 < n_pairs / 20_000 < 13.5
    for tag, cells in held:
        numbers = np.concatenate([each for each, _ in cells.values()])
        assert len(np.unique(numbers)) == len(numbers)
        assert all((np.diff(each.astype(np.int64)) > 0).all() for each, _ in cells.values())
        assert {cell.reason for cell in cells} <= {None, *(reason for reason, _ in tag.withheld)}


def test_everyone_is_in_one_segment_at_most() -> None:
    members = [numbers for tag, cells in holders_of(TAGS[:8], 5_000, seed=2) for numbers, _ in cells.values()]
    everyone = np.concatenate(members)
    assert len(everyone) == len(np.unique(everyone)) == 5_000


def test_the_same_seed_gives_the_same_people_and_expressions() -> None:
    first, again = (list(holders_of(TAGS[-3:], 2_000, seed=7)) for _ in range(2))
    for (_, cells), (_, others) in zip(first, again, strict=True):
        assert all((cells[cell][0] == others[cell][0]).all() for cell in cells)
    assert draw_expressions(TAGS, 20, seed=3) == draw_expressions(TAGS, 20, seed=3)


def test_expressions_have_up_to_eight_terms_of_every_kind() -> None:
    words = vocabulary(TAGS)
    terms = [list(terms_of(parse(text, words))) for text in draw_expressions(TAGS, 200, seed=5)]
    assert {len(each) for each in terms} == set(range(1, 9))
    flat = [term for each in terms for term in each]
    interests = [term for term in flat if isinstance(term, Interest)]
    assert {len(term.keys) for term in interests} == {1, 6, 24}
    assert any(isinstance(term, Tag) and term.comparison is not None for term in flat)


def test_shares_of_people_are_in_no_audience() -> None:
    found = excluded_people(100_000, seed=1)
    assert found.keys() == EXCLUDED.keys()
    for reason, share in EXCLUDED.items():
        assert abs(len(found[reason]) / 100_000 - share) < 0.003

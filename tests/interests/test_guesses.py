"""The linear level for categories: shares that sum to one, a nearest category however unsure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.guesses import Guess, load_guesser
from huaxiang.interests.taxonomy import load_taxonomy

GUESSER = load_guesser()
TREE = load_taxonomy()


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("加厚羽绒睡袋", "sports"),
        ("车载雨刮水壶盖", "vehicles"),
        ("宝宝辅食碗勺", "mother-baby"),
        ("全自动猫砂铲", "pets"),
    ],
)
def test_words_that_nobody_wrote_down_come_near(word: str, first: str) -> None:
    assert GUESSER.likeliest(word).leaf.split(".")[0] == first


@given(st.text(max_size=20))
def test_shares_sum_to_one_and_a_level_holds_those_below(text: str) -> None:
    assert float(GUESSER.shares(text).sum()) == pytest.approx(1.0, abs=1e-3)
    first, shelf, leaf = GUESSER.likeliest(text).shares
    assert first + 1e-4 >= shelf >= leaf - 1e-6 > -1e-6


def test_every_class_is_a_category_of_the_tree() -> None:
    assert set(GUESSER.shelves) <= TREE.nodes.keys()
    assert GUESSER.likeliest("吹风机").leaf in TREE.nodes


def test_within_some_first_levels_nothing_else_is_left() -> None:
    shares = GUESSER.within(GUESSER.shares("led灯泡"), {"vehicles"})
    assert float(shares.sum()) == pytest.approx(1.0, abs=1e-3)
    assert GUESSER.likeliest("led灯泡", shares).leaf.startswith("vehicles.")
    assert GUESSER.share_of("vehicles", shares) == pytest.approx(1.0, abs=1e-3)
    assert GUESSER.share_of("home", shares) == 0


def test_an_unknown_category_has_no_share() -> None:
    assert GUESSER.share_of("no.such", GUESSER.shares("灯")) == 0


@pytest.mark.parametrize(
    ("shares", "node"),
    [((0.9, 0.8, 0.7), "a.b.c"), ((0.9, 0.8, 0.1), "a.b"), ((0.9, 0.1, 0.1), "a"), ((0.1, 0.1, 0.1), "a")],
)
def test_the_nearest_category_is_as_deep_as_it_is_sure(shares: tuple[float, float, float], node: str) -> None:
    assert Guess("a.b.c", shares).nearest(0.2, 0.15)[0] == node

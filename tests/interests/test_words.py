"""Phrases found in text, and word boundaries."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.words import PhraseIndex, Segmenter

ABC = st.text(alphabet="甲乙丙", max_size=12)


def spans(index: PhraseIndex[int], text: str) -> list[str]:
    return [text[start:end] for start, end, _ in index.cover(text)]


def test_the_longest_words_win_over_the_leftmost() -> None:
    index = PhraseIndex({"很": 1, "很好": 1, "好喝": 1})
    assert spans(index, "很好喝") == ["很", "好喝"]


def test_latin_words_are_not_cut_out_of_longer_ones() -> None:
    index = PhraseIndex({"hp": 1, "4k": 1})
    assert spans(index, "hp打印机") == ["hp"]
    assert spans(index, "php教程") == []
    assert spans(index, "14k金") == []


def test_every_phrase_is_found() -> None:
    index = PhraseIndex({"退": 1, "退货": 2, "货": 3})
    assert index.find_all("退货") == [(0, 2, 2), (0, 1, 1), (1, 2, 3)]
    assert index.longest_at("退货吧", 0) == (2, 2)
    assert index.longest_at("吧", 0) is None


@given(st.dictionaries(ABC.filter(bool), st.integers(), min_size=1), ABC)
def test_covers_are_ordered_and_true(values: dict[str, int], text: str) -> None:
    found = PhraseIndex(values).cover(text)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert all(values[text[start:end]] == value for start, end, value in found)


def test_user_words_stay_whole() -> None:
    segmenter = Segmenter(["有机燕麦奶", "静音办公椅", "猫主子"])
    assert segmenter.cut("猫主子爱喝有机燕麦奶")[0] == "猫主子"
    assert "静音办公椅" in segmenter.cut("买静音办公椅")


@given(st.text(max_size=40))
def test_boundaries_reach_from_end_to_end(text: str) -> None:
    found = Segmenter([]).boundaries(text)
    assert {0, len(text)} <= found

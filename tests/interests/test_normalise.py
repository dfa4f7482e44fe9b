"""Normalising keeps a map back to the text as given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.normalise import normalise


def test_width_case_and_script_become_one() -> None:
    assert normalise("ＢＢ霜　Ａ４").text == "bb霜 a4"
    assert normalise("護膚產品").text == "护肤产品"


def test_long_runs_are_cut_and_invisible_signs_dropped() -> None:
    found = normalise("好好好好\u200b用")
    assert found.text == "好好用"
    assert found.offsets == (0, 1, 5)
    assert found.start(2) == 5
    assert found.end(3) == 6


def test_digits_and_letters_may_repeat() -> None:
    assert normalise("10000mah").text == "10000mah"


@given(st.text())
def test_every_character_comes_from_the_place_the_map_says(text: str) -> None:
    found = normalise(text)
    starts = [found.start(index) for index in range(len(found.text))]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)
    assert all(normalise(text[start]).text == char for start, char in zip(starts, found.text, strict=True))


@given(st.text())
def test_twice_is_once(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


def test_traditional_is_simplified_one_character_for_one():
    given = "繪本與鑰匙圈、龜鱉養殖、後視鏡、鬆餅機、枱燈"
    plain = normalise(given)
    assert plain.text == "绘本与钥匙圈、龟鳖养殖、后视镜、松饼机、台灯"
    assert plain.offsets is None

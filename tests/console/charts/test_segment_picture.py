from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from huaxiang.console.charts.segment_picture import HEIGHT, WIDTH, segment_picture

WORDS = {"apart": "与众不同:爱加购", "tgi": "偏爱的品类(TGI)", "examples": "例如 138****0000", "foot": "小店"}
FIGURES = [("人数", "1,200"), ("占比", "12.0%"), ("净销售额", "¥3万"), ("净销售额占比", "30%")]


def drawn(words: dict[str, str] | None = None, **page: Any) -> ET.Element:
    leading = [{"label": "猫粮", "tgi": 150}, {"label": "奶粉", "tgi": 900}]
    svg = segment_picture({"name": "老客组", "leading": leading, **page}, figures=FIGURES, words=words or WORDS)
    return ET.fromstring(svg)


def texts(found: ET.Element) -> list[str]:
    return [each.text or "" for each in found.iter() if each.tag.endswith("text")]


def test_it_says_name_figures_words_and_tgi() -> None:
    found = texts(drawn())
    assert found[0] == "老客组"
    assert {value for _, value in FIGURES} | set(WORDS.values()) | {"猫粮", "150", "900"} <= set(found)


def test_bars_are_full_at_300_and_nothing_leaves_the_picture() -> None:
    found = drawn(name="一" * 60)
    bars = [each for each in found.iter() if each.get("height") == "14" and each.get("fill") != "#e3e8f0"]
    assert [int(each.attrib["width"]) for each in bars] == [270, 540]
    for each in found.iter():
        assert 0 <= float(each.get("x", 0)) <= WIDTH
        assert 0 <= float(each.get("y", 0)) <= HEIGHT


def test_a_long_name_is_set_on_several_lines_without_cutting_words() -> None:
    lines = texts(drawn(name="frequent buyers with high order values - mother and baby favourites"))
    assert lines[:2] == ["frequent buyers with high order values -", "mother and baby favourites"]
    assert texts(drawn(name="高" * 30))[:2] == ["高" * 24, "高" * 6]


def test_signs_of_markup_are_text_and_empty_lines_are_left_out() -> None:
    found = texts(drawn({**WORDS, "tgi": "", "examples": ""}, name="<b>&", leading=[]))
    assert found[0] == "<b>&"
    assert len(found) == 1 + 2 * len(FIGURES) + 2

from __future__ import annotations

import asyncio

import pytest

from huaxiang.console.interests.tree import Tree, change_words, show_withheld
from huaxiang.console.views.interest_places import Withheld
from huaxiang.console.views.interest_tree import InterestBoard, NodeVolume, Trend


def node(path, n_people=3, children=(), stances=(2, 1, 0, 0), n_texts=3):
    return NodeVolume(path, path.upper(), n_people, 1, n_texts, Trend(2, 1), stances, tuple(children))


def board(*nodes, withheld=()):
    return InterestBoard(0, "run", 3, 1, 3, 9, Trend(), 0, tuple(nodes), tuple(withheld), 4)


async def nothing(path):
    return None


@pytest.fixture
def deep():
    return board(node("a", children=[node("a.b", children=[node("a.b.c")])]), node("d", n_people=1))


def paths(place):
    return [each.props["data-path"] for each in place.element.descendants() if "data-path" in each.props]


@pytest.mark.parametrize(
    ("trend", "words"),
    [(Trend(60, 50, 0.2), "↑20%"), (Trend(30, 60, -0.5), "↓50%"), (Trend(40, 40, 0.0), "→"), (Trend(1, 9), "")],
)
def test_a_change_has_its_arrow_and_few_texts_have_none(trend, words):
    assert change_words(trend) == words


def test_the_first_level_is_there_and_what_lies_below_is_made_when_it_is_opened(place, speaker, deep):
    Tree(speaker(), deep, "", nothing)
    assert paths(place) == ["a", "d"]
    toggle = place.having("aria-label", "展开A")
    place.press(toggle)
    assert paths(place) == ["a", "a.b", "d"]
    assert (toggle.props["aria-expanded"], toggle.props["aria-label"]) == ("true", "收起A")
    place.press(toggle)
    assert toggle.props["aria-expanded"] == "false"


def test_the_rows_above_the_chosen_category_are_open_and_it_is_pressed(place, speaker, deep):
    Tree(speaker(), deep, "a.b.c", nothing)
    assert paths(place) == ["a", "a.b", "a.b.c", "d"]
    pressed = [each for each in place.tags("button") if each.props.get("aria-pressed") == "true"]
    assert [label.text for each in pressed for label in each.default_slot.children] == ["A.B.C"]


def test_choosing_a_row_tells_its_path(place, speaker, deep):
    told = []

    async def chosen(path):
        told.append(path)

    Tree(speaker(), deep, "a", chosen)
    button = next(each for each in place.tags("button") if each.props.get("aria-pressed") == "false")
    asyncio.run(place.press(button))
    assert told == ["d"]
    assert button.props["aria-pressed"] == "true"


def test_shares_are_drawn_of_thirty_texts_and_told_in_words_always(place, speaker):
    Tree(speaker("en"), board(node("a"), node("b", stances=(30, 10, 0, 0), n_texts=40)), "", nothing)
    assert "prefers 2, avoids 1" in place.words()
    assert "prefers 30, avoids 10" in place.words()
    bars = [each for each in place.tags("span") if "hxi-split" in each.classes]
    assert len(bars) == 1
    assert [each.style["width"] for each in bars[0].default_slot.children] == ["75.0%", "25.0%"]


def test_a_long_level_shows_its_first_rows_and_the_others_when_asked(place, speaker):
    Tree(speaker(), board(*(node(f"n{at:02}") for at in range(40))), "", nothing)
    assert len(paths(place)) == 15
    assert "再列 25 个类目" in place.words()
    more = next(each for each in place.tags("button") if "hx-button-quiet" in each.classes)
    place.press(more)
    assert len(paths(place)) == 40


def test_the_chosen_row_is_shown_however_far_down_it_lies(place, speaker):
    Tree(speaker(), board(*(node(f"n{at:02}") for at in range(40))), "n29", nothing)
    assert "n29" in paths(place)


def test_sensitive_branches_have_kind_and_reason_and_no_counts(place, speaker):
    withheld = [Withheld("health", "医药健康", "health", "not_allowed"), Withheld("x", "金融", "finance", "consent")]
    show_withheld(speaker(), board(withheld=withheld))
    words = place.words()
    assert words[2:] == [
        "缺少用途、单独同意或评估编号，不计算",
        "医药健康",
        "健康",
        "只对单独同意的人计算，这里不列",
        "金融",
        "金融",
    ]

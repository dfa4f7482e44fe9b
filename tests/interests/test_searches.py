"""Searches: the product phrase with its parts, its category by the level that knows it."""

from __future__ import annotations

import pytest

from huaxiang.interests.guesses import load_guesser
from huaxiang.interests.parts import Parts
from huaxiang.interests.reader import load_reader
from huaxiang.interests.readings import Tag

READER = load_reader()


def only(text: str) -> Tag:
    tags = READER.read(text, kind="search").tags
    assert tags, text
    return tags[0]


def part(tag: Tag, text: str, role: str) -> str | None:
    return next((text[start:end] for name, start, end in tag.spans if name == role), None)


@pytest.mark.parametrize(
    ("text", "phrase", "head", "node"),
    [
        ("加厚珊瑚绒睡袍女", "加厚珊瑚绒睡袍", "睡袍", "underwear.sleepwear"),
        ("陶瓷马克杯", "陶瓷马克杯", "马克杯", "kitchen.cups"),
        ("防水登山包50升", "防水登山包", "登山包", "sports"),
        ("不锈钢水槽龙头", "不锈钢水槽龙头", "龙头", "improvement.sanitary"),
    ],
)
def test_modifiers_belong_to_the_phrase_sizes_do_not(text: str, phrase: str, head: str, node: str) -> None:
    tag = only(text)
    assert text[tag.start : tag.end] == phrase
    assert part(tag, text, "head") == head
    assert tag.node.startswith(node)
    assert tag.level == "lexicon"


@pytest.mark.parametrize(("text", "brand", "phrase"), [("海尔冰箱", "海尔", "冰箱"), ("得力订书机", "得力", "订书机")])
def test_the_brand_stands_outside(text: str, brand: str, phrase: str) -> None:
    tag = only(text)
    assert text[tag.start : tag.end] == phrase
    assert tag.brand == brand == part(tag, text, "brand")


@pytest.mark.parametrize("text", ["宝马x5脚垫", "丰田卡罗拉雨刮器"])
def test_what_a_part_fits_is_no_brand_of_it_and_says_where_it_belongs(text: str) -> None:
    tag = only(text)
    assert tag.brand is None
    assert part(tag, text, "fits") is not None
    assert tag.node.startswith("vehicles.")


def test_a_word_that_nobody_wrote_down_is_hung_by_the_linear_level() -> None:
    tag = only("碳纤维羊角辅把")
    assert tag.level == "linear"
    assert tag.confidence < only("马克杯").confidence
    guess = load_guesser().likeliest("碳纤维羊角辅把")
    assert tag.confidence <= round(guess.shares[tag.node.count(".")], 3)


def test_a_brand_alone_is_no_product() -> None:
    tag = only("耐克")
    assert tag.brand == "耐克"
    assert part(tag, "耐克", "head") is None


@pytest.mark.parametrize("text", ["", " ", "🐱🐱", "1", "1" * 1000, "\u202e\u0000", "。。。"])
def test_nothing_comes_of_nothing(text: str) -> None:
    assert READER.read(text, kind="search").tags == ()


def test_a_search_as_long_as_a_page_is_read_as_a_text() -> None:
    assert READER.read("马克杯 " * 2000, kind="search").tags[0].node.startswith("kitchen.")


@pytest.mark.parametrize("text", ["快递单号查询", "怎么申请退款", "洗衣机退货运费", "手机没收到货", "面霜退款进度"])
def test_a_search_about_an_order_is_no_interest(text: str) -> None:
    assert READER.read(text, kind="search").tags == ()


def test_a_search_that_is_a_product_is_an_interest_whatever_it_sounds_like() -> None:
    text = "洗衣机维修"
    assert READER.read(text, kind="search").intent.label == "after_sale_service"
    assert only(text).node.startswith("services.repair-install")


def test_a_part_for_a_brand_that_is_a_word_too_is_not_sought_where_the_word_belongs() -> None:
    assert not only("小米门锁底座").node.startswith("food")


def test_one_character_needs_its_context() -> None:
    assert READER.read("硫磺皂背上痘痘少了,拆箱先被猫占了", kind="review").tags[0].node.startswith("personal-care.")
    nodes = {tag.node for tag in READER.read("拆箱先被猫占了,纸箱结实", kind="review").tags}
    assert "computers.network.modem" not in nodes


def test_of_ways_that_are_near_one_whose_phrase_is_something_may_be_taken() -> None:
    text = "星糯毛衣旋覆"
    whole, sweater = Parts((0, 6), (4, 6)), Parts((2, 4), (2, 4), (0, 2))
    choose = READER._searches._choose
    assert choose({whole: 0.0, sweater: -0.2}, text, {}) == sweater
    assert choose({whole: 0.0, sweater: -5.0}, text, {}) == whole
    assert choose({sweater: 0.0, Parts(): -2.0}, text, {}) == sweater
    assert choose({}, "", {}) == Parts()

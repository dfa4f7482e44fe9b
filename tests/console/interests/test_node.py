from __future__ import annotations

from huaxiang.console.interests.node import show_node
from huaxiang.console.views.interest_node import Attribute, NodeDetail, ReadText, Said
from huaxiang.console.views.interest_places import Withheld

SAID = Said("底妆 / 轻薄型", "prefer", "self", 2, 0.9, "lexicon", 2, 4)
TEXT = ReadText("t1", "p1", "喜欢轻薄的", "review", 1_762_862_400_000_000, "粉底液 30ml", (SAID,))


def test_a_category_shows_attributes_texts_and_the_way_to_its_audience(place, speaker):
    attribute = Attribute("轻薄型", "prefer", 12, 9)
    show_node(
        speaker(),
        NodeDetail("beauty", ("美妆", "底妆"), None, (attribute,), 1, (TEXT,), 40, "interest(beauty.foundation)"),
    )
    words = place.words()
    assert "美妆 / 底妆" in words
    assert "偏好轻薄型" in words
    assert "12 条 · 9 人" in words
    assert "最新 1 条，共 40 条；号码和地址已打码" in words
    assert "评价 · 2025-11-11 20:00 · 粉底液 30ml" in words
    assert "强度 2 · 本人 · 置信度 90.0% · 词典与句式" in words
    assert place.links() == ["/audiences?expression=interest%28beauty.foundation%29", "/people/p1"]
    assert [label.text for each in place.tags("mark") for label in each.default_slot.children] == ["轻薄"]


def test_a_list_that_is_cut_says_so(place, speaker):
    attributes = tuple(Attribute(f"a{at}", "avoid", 9 - at, 1) for at in range(3))
    show_node(speaker("en"), NodeDetail("x", ("X",), None, attributes, 30, (), 0, "interest(x)"))
    assert "the first 3 of 30" in place.words()
    assert "avoids a0" in place.words()


def test_a_sensitive_category_has_its_reason_alone(place, speaker):
    withheld = Withheld("health", "医药健康", "health", "not_allowed")
    show_node(speaker(), NodeDetail("health", ("医药健康",), withheld))
    assert place.words() == ["医药健康", "健康", "缺少用途、单独同意或评估编号，不计算"]
    assert place.links() == []


def test_an_unknown_category_says_what_to_do(place, speaker):
    show_node(speaker(), NodeDetail("no.such"))
    assert place.words() == ["没有这个类目", "从类目里点一个。"]


def test_a_category_without_texts_says_where_its_interests_come_from(place, speaker):
    show_node(speaker("en"), NodeDetail("x", ("X",), expression="interest(x)"))
    assert "Interests here come from views, carts, favourites and purchases, not from words." in place.words()

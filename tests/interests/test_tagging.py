"""Tags of one text: what joins a phrase, what follows from the page, what is said once."""

from __future__ import annotations

import pytest

from huaxiang.interests.reader import load_reader

READER = load_reader()


def test_each_attribute_is_one_tag_of_the_same_phrase() -> None:
    found = READER.read("轻薄持妆粉底液", kind="search")
    assert {tag.attribute_slug for tag in found.tags} == {"texture-light", "long-wear"}
    assert {(tag.start, tag.end) for tag in found.tags} == {(0, 7)}


def test_an_attribute_that_does_not_fit_is_left_out() -> None:
    assert [tag.attribute for tag in READER.read("持妆吸尘器", kind="search").tags] == [None]


def test_no_attribute_is_said_of_people() -> None:
    tags = READER.read("我家猫主子爱吃猫条").tags
    assert [tag.attribute for tag in tags if tag.node.startswith("pets.pet-owners")] == [None]


def test_praise_in_the_next_clause_counts_less() -> None:
    here = READER.read("面霜很好用", kind="review").tags[0]
    there = READER.read("买了面霜,很好用", kind="review").tags[0]
    assert here.stance == there.stance == "prefer"
    assert there.confidence < here.confidence


def test_missing_sweetness_is_a_wish_for_it() -> None:
    (tag,) = READER.read("苹果一点都不甜", kind="review").tags
    assert (tag.label, tag.stance) == ("生鲜-水果-偏好香甜型", "prefer")
    assert tag.signals["implied"] == 1.0


def test_a_thing_named_twice_is_one_tag_with_both_places() -> None:
    (tag,) = READER.read("面霜收到了,面霜很好用", kind="review").tags
    assert (tag.node, tag.stance) == ("skincare.moisturising.face-cream", "prefer")
    assert sorted(tag.places) == [(0, 2), (6, 8)]
    assert tag.places[0] == (tag.start, tag.end)


def test_of_a_thing_named_without_end_the_first_places_are_told() -> None:
    (tag,) = READER.read("面霜收到了。" * 500, kind="review").tags
    assert len(tag.places) == 21


@pytest.mark.parametrize("text", ["面霜好用,不喜欢面霜", "轻薄粉底液好用,轻薄气垫也好用"])
def test_another_stance_or_category_is_no_place_of_the_same(text: str) -> None:
    for tag in READER.read(text, kind="review").tags:
        assert tag.places == [(tag.start, tag.end)]


@pytest.mark.parametrize(("text", "kind"), [("飞鹤", "search"), ("飞鹤又涨价了,还是给孩子买它", "review")])
def test_a_brand_alone_is_a_faint_interest_in_what_it_stands_for(text: str, kind: str) -> None:
    tag = next(tag for tag in READER.read(text, kind=kind).tags if tag.brand == "飞鹤")
    assert tag.node == "mother-baby.milk-powder.infant-formula"
    assert tag.confidence < 0.82


def test_a_brand_of_many_things_stands_for_none() -> None:
    assert READER.read("相信京东,我支持", kind="review").tags == ()


def test_sensitivity_stays_in_its_sentence() -> None:
    found = READER.read("我有高血压想买燕麦片。还要洗衣液", kind="social")
    *first, last = [tag.sensitive for tag in found.tags]
    assert set(first) == {"health"}
    assert last is None


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("想给我妈买个不勒的内衣", "prefer"),
        ("求推荐不夹头的耳机", "prefer"),
        ("以后不买他家的毛衣", "avoid"),
        ("我从不碰妈妈的面霜", "avoid"),
        ("不能用的充电器", "avoid"),
        ("没有收到的面霜,商家不理", "neutral"),
    ],
)
def test_what_a_thing_lacks_is_no_refusal(text: str, stance: str) -> None:
    assert {tag.stance for tag in READER.read(text, kind="review").tags if tag.attribute is None} == {stance}

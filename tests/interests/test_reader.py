"""What one text tells about interests, said as a marketer would sign it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange
from huaxiang.interests.reader import KINDS, load_reader
from huaxiang.interests.readings import Reading, Tag

READER, SECOND = load_reader(), load_reader()
PIECES = st.sampled_from(
    ["不", "没有", "太", "很", "喜欢", "讨厌", "轻薄", "厚重", "粉底", "猫主子", "毛孩子", "苹果", "手机壳", "以前",
     "现在不", "给妈妈", "买", "的", "但是", ",", "。", "?", " ", "😀", "ＢＢ霜", "好好好", "\u200b", "配件", "a4"]
)  # fmt: skip
SENTENCES = st.lists(PIECES, max_size=14).map("".join)


def read(text: str, context: str | None = None, kind: str | None = None) -> Reading:
    return READER.read(text, context=context, kind=kind)


def one(text: str, context: str | None = None, kind: str | None = None) -> Tag:
    tags = read(text, context, kind).tags
    assert len(tags) == 1, tags
    return tags[0]


@pytest.mark.parametrize(
    ("text", "node", "span"),
    [
        ("有机燕麦奶", "food.dairy.plant-milk", "有机燕麦奶"),
        ("静音办公椅", "furniture.seating.office-chair", "静音办公椅"),
        ("儿童学习桌椅", "furniture.tables.study-desk", "儿童学习桌椅"),
        ("苹果手机壳", "digital.phone-accessories.phone-case", "苹果手机壳"),
        ("猫条", "pets.cat-food.cat-strips", "猫条"),
        ("男童羽绒服", "mother-baby.kids-wear.kids-down", "男童羽绒服"),
        ("男款黑色卫衣", "menswear.men-tops.men-sweatshirt", "男款黑色卫衣"),
        ("耐克足球鞋", "shoes.sports-shoes.football-boots", "足球鞋"),
        ("電熱水壺", "appliances.kitchen-appliances.kettle", "電熱水壺"),
        ("ＢＢ霜", "beauty.foundation.bb-cream", "ＢＢ霜"),
    ],
)
def test_products_hang_on_their_leaf(text: str, node: str, span: str) -> None:
    tag = one(text, kind="search")
    assert (tag.node, text[tag.start : tag.end]) == (node, span)
    assert tag.stance == "prefer"


def test_accessories_hang_above_the_thing_they_belong_to() -> None:
    tag = one("露营天幕配件", kind="search")
    assert tag.node == "sports.outdoor.canopy"
    assert (tag.start, tag.end) == (0, 6)


def test_a_rejected_attribute_is_avoided_and_its_opposite_only_implied() -> None:
    found = read("不太喜欢厚重粉底")
    (tag,) = found.tags
    assert tag.key == "interest.beauty.foundation.texture-thick"
    assert (tag.label, tag.stance) == ("美妆-底妆-回避厚重型", "avoid")
    assert tag.path == ("美妆", "底妆", "粉底液")
    assert found.text[tag.start : tag.end] == "厚重粉底"
    assert [implied.label for implied in found.implied] == ["美妆-底妆-偏好轻薄型"]


@pytest.mark.parametrize(
    ("text", "label", "stance"),
    [
        ("我最喜欢轻薄的粉底", "美妆-底妆-偏好轻薄型", "prefer"),
        ("讨厌厚重的粉底", "美妆-底妆-回避厚重型", "avoid"),
        ("我没有不喜欢轻薄的粉底", "美妆-底妆-偏好轻薄型", "prefer"),
        ("想要不厚重的粉底", "美妆-底妆-偏好轻薄型", "prefer"),
        ("这个粉底太厚重了", "美妆-底妆-回避厚重型", "avoid"),
        ("这款粉底很服帖", "美妆-底妆-偏好服帖型", "prefer"),
        ("这个粉底卡粉", "美妆-底妆-回避卡粉型", "avoid"),
        ("粉底一点也不卡粉", "美妆-底妆-偏好服帖型", "prefer"),
        ("以前喜欢轻薄的粉底", "美妆-底妆-曾偏好轻薄型", "past"),
        ("轻薄的粉底好用吗", "美妆-底妆-关注轻薄型", "neutral"),
    ],
)
def test_negation_time_and_question(text: str, label: str, stance: str) -> None:
    tag = one(text)
    assert (tag.label, tag.stance) == (label, stance)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("这个面霜好用", "prefer"),
        ("这个面霜不好用", "avoid"),
        ("这个面霜不是不好用", "prefer"),
        ("再也不买这个面霜了", "avoid"),
        ("不喝奶茶", "avoid"),
        ("以前喜欢喝奶茶,现在不喝了", "past"),
        ("买了面霜", "prefer"),
        ("没有收到面霜", "neutral"),
    ],
)
def test_stance_towards_a_product(text: str, stance: str) -> None:
    assert one(text, kind="review").stance == stance


def test_each_side_of_but_has_its_own_stance() -> None:
    found = read("不喜欢太甜的饼干,但是很喜欢无糖的酸奶")
    assert {(tag.label, tag.stance) for tag in found.tags} == {
        ("食品-休闲零食-回避甜味型", "avoid"),
        ("食品-乳品-偏好无糖型", "prefer"),
    }


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("给妈妈买的面霜", "other"),
        ("送闺蜜的口红", "other"),
        ("婆婆很喜欢这个面霜", "other"),
        ("面霜不错,给婆婆买的", "other"),
        ("我自己用的面霜", "self"),
        ("同事推荐的面霜很好用", "self"),
    ],
)
def test_whose_interest_it_is(text: str, owner: str) -> None:
    assert {tag.owner for tag in read(text, kind="review").tags} == {owner}


def test_intensity_gives_strength() -> None:
    assert one("超级喜欢这个面霜").strength == 3
    assert one("喜欢这个面霜").strength == 2
    assert one("面霜还不错", kind="review").strength == 1


@pytest.mark.parametrize(
    ("text", "context", "node"),
    [
        ("猫主子又拆家了", None, "pets.pet-owners.cat-owner"),
        ("主子大人今天猫粮吃得很香", None, "pets.pet-owners.cat-owner"),
        ("毛孩子掉毛严重", "猫粮", "pets.pet-owners.cat-owner"),
        ("毛孩子掉毛严重", "狗粮", "pets.pet-owners.dog-owner"),
        ("苹果又脆又甜", None, "fresh.fruit.apples-pears"),
        ("苹果充电很快", None, "digital.phones.smartphone"),
    ],
)
def test_slang_and_ambiguous_words_by_context(text: str, context: str | None, node: str) -> None:
    assert node in {tag.node for tag in read(text, context, "review").tags}


@pytest.mark.parametrize("text", ["我家毛孩子今年上幼儿园了", "奴才给主子大人请安", "出口红木家具的厂"])
def test_slang_and_cut_words_in_the_wrong_context_say_nothing(text: str) -> None:
    nodes = {tag.node for tag in read(text, kind="social").tags}
    assert not any(node.startswith(("pets.", "beauty.")) for node in nodes)


def test_the_page_gives_the_category_of_what_is_said() -> None:
    tag = one("很清爽", context="面霜", kind="review")
    assert (tag.node, tag.attribute, tag.start, tag.end) == ("skincare.moisturising.face-cream", "清爽型", 1, 3)
    assert read("很清爽", kind="review").tags == ()


def test_product_pages_describe_items_not_people() -> None:
    found = read("轻薄粉底液", kind="product_page")
    assert found.tags == ()
    assert [tag.label for tag in found.item_tags] == ["美妆-底妆-偏好轻薄型"]


def test_sensitive_sentences_and_branches_are_marked() -> None:
    found = read("我有糖尿病,能喝无糖可乐吗。另外想买纸巾")
    by_node = {tag.node: tag.sensitive for tag in found.tags}
    assert by_node["drinks.soft-drinks.soda"] == "health"
    assert by_node["personal-care.paper.tissues"] is None
    assert found.sensitive == {"health"}
    assert one("轮椅", kind="search").sensitive == "health"


def test_json_line_is_the_contracts() -> None:
    line = json.loads(json.dumps(read("想买轻薄的粉底液").as_json()))
    assert list(line) == ["text", "intent", "tags"]
    assert list(line["intent"]) == ["label", "confidence"]
    assert list(line["tags"][0]) == [
        "key", "label", "path", "attribute", "stance", "strength", "owner", "confidence", "start", "end",
        "level", "spans",
    ]  # fmt: skip
    assert line["tags"][0]["attribute"] == "轻薄型"


def test_confidence_follows_its_signals() -> None:
    plain, doubtful = one("粉底液", kind="search"), one("苹果", kind="search")
    assert plain.confidence > doubtful.confidence
    assert plain.signals["ambiguity"] < doubtful.signals["ambiguity"]
    fitting, strange = one("粉底液", "口红", "search"), one("粉底液", "汽车脚垫", "search")
    assert fitting.confidence > strange.confidence


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(OutOfRange, match="it has: review"):
        read("粉底", kind="poem")


@pytest.mark.parametrize("text", ["", " ", "苹", "😀👍🏻", "مرحبا", "\x00\x01\u202e", "hello world", "。。。"])
def test_odd_texts_are_read_without_tags(text: str) -> None:
    assert read(text).tags == ()


def test_a_megabyte_is_read() -> None:
    found = read("不太喜欢厚重粉底," * 20_000)
    assert [tag.label for tag in found.tags] == ["美妆-底妆-回避厚重型"]


@given(
    st.one_of(st.text(max_size=60), SENTENCES),
    st.sampled_from([None, "面霜", "猫粮", "不知道", ""]),
    st.sampled_from([None, *KINDS]),
)
def test_any_text_is_read_with_offsets_in_range(text: str, context: str | None, kind: str | None) -> None:
    found = read(text, context, kind)
    for tag in (*found.tags, *found.implied, *found.item_tags):
        assert 0 <= tag.start < tag.end <= len(text)
        assert 0 < tag.confidence < 1
        assert tag.stance in {"prefer", "avoid", "neutral", "past"}
        assert tag.strength in {1, 2, 3}
        assert tag.owner in {"self", "other"}
    assert found == read(text, context, kind)


@given(SENTENCES)
def test_a_reader_built_again_reads_the_same(text: str) -> None:
    assert SECOND.read(text) == READER.read(text)

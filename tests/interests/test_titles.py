from __future__ import annotations

import pytest

from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.taxonomy import load_taxonomy
from huaxiang.interests.titles import TitleCategoriser


@pytest.fixture(scope="module")
def of_title() -> TitleCategoriser:
    taxonomy = load_taxonomy()
    return TitleCategoriser(taxonomy, load_lexicon(taxonomy))


@pytest.mark.parametrize(("title", "first"), [("轻薄粉底液", "beauty"), ("全价猫粮2kg", "pets")])
def test_a_title_names_its_category(title: str, first: str, of_title: TitleCategoriser) -> None:
    assert of_title(title)[0] == first


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("全价猫粮 2kg 鸡肉味", "pets.cat-food.dry-cat-food"),
        ("牛肉口味狗粮 10kg", "pets.dog-food.dry-dog-food"),
        ("口红收纳盒 桌面", "beauty.makeup-storage.makeup-organizer"),
        ("苹果手机数据线 快充", "digital.phone-accessories.cable"),
        ("草莓味酸奶 12杯", "food.dairy.yoghurt"),
        ("皇家猫粮 成猫干粮 2kg", "pets.cat-food.dry-cat-food"),
    ],
)
def test_flavours_and_brands_do_not_hide_the_product(title: str, path: str, of_title: TitleCategoriser) -> None:
    assert ".".join(part for part in of_title(title) if part) == path


def test_titles_that_say_nothing_have_no_category(of_title: TitleCategoriser) -> None:
    assert of_title("A-1001 默认规格") == (None, None, None)
    assert of_title("") == (None, None, None)

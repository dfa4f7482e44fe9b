"""Noun phrases: the head is at the end, modifiers and brands come along."""

from __future__ import annotations

import pytest

from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.mentions import Finder
from huaxiang.interests.phrases import Phrase, find_phrases
from huaxiang.interests.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
LEXICON = load_lexicon(TAXONOMY)
FINDER = Finder(TAXONOMY, LEXICON)


def phrases(text: str, *, is_search: bool = True) -> list[Phrase]:
    return find_phrases(FINDER.find(text, is_search=is_search), text, LEXICON, is_search=is_search)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("手机支架", "digital.phone-accessories.phone-stand"),
        ("猫粮储粮桶", "pets.pet-care.food-storage"),
        ("电热水壶配件", "appliances.kitchen-appliances"),
        ("女孩棉袄", "mother-baby.kids-wear"),
        ("毛衣女士", "womenswear.women-tops.women-knit"),
        ("炫彩面砖", "improvement.surfaces.flooring"),
    ],
)
def test_the_head_names_the_category(text: str, node: str) -> None:
    (phrase,) = phrases(text)
    assert phrase.node.startswith(node)


def test_brand_and_modifiers_belong_to_the_phrase() -> None:
    (phrase,) = phrases("飞利浦静音吸尘器")
    assert phrase.brand is not None
    assert phrase.brand.name == "飞利浦"
    assert [group.slug for _, group in phrase.modifiers] == ["quiet"]
    assert (phrase.start, phrase.end) == (0, 8)


def test_modifiers_may_follow_in_a_search_only() -> None:
    assert [group.slug for _, group in phrases("口红 哑光")[0].modifiers] == ["matte"]
    assert phrases("口红 哑光", is_search=False)[0].modifiers == []


def test_joined_things_are_two_phrases() -> None:
    assert [phrase.node for phrase in phrases("口红和面霜", is_search=False)] == [
        "beauty.lip-makeup.lipstick",
        "skincare.moisturising.face-cream",
    ]


def test_no_product_no_phrase() -> None:
    assert phrases("很好", is_search=False) == []

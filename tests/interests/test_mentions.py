"""Mentions: ambiguous words and slang are decided by what stands around them."""

from __future__ import annotations

import pytest

from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.mentions import Finder, Mention
from huaxiang.interests.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
FINDER = Finder(TAXONOMY, load_lexicon(TAXONOMY))


def named(text: str, context: str = "", *, is_search: bool = False) -> dict[str, str | None]:
    found = FINDER.find(text, context=context, is_search=is_search)
    return {text[mention.start : mention.end]: mention.node for mention in found}


def mention_of(text: str, word: str, context: str = "") -> Mention:
    return next(mention for mention in FINDER.find(text, context=context) if mention.entry.term == word)


def test_cues_decide_and_undecided_words_stay_ambiguous() -> None:
    decided, undecided = mention_of("苹果又脆又甜", "苹果"), mention_of("苹果", "苹果")
    assert decided.node == undecided.node == "fresh.fruit.apples-pears"
    assert decided.ambiguity < undecided.ambiguity


def test_a_brand_sense_names_the_brand() -> None:
    mention = mention_of("小米新出的充电器", "小米")
    assert mention.brand is not None
    assert mention.node == "digital.phones.smartphone"


@pytest.mark.parametrize("text", ["奴才给主子大人请安", "主子大人你好"])
def test_slang_without_its_context_names_nothing(text: str) -> None:
    assert named(text)["主子大人"] is None


def test_the_page_counts_as_context() -> None:
    assert named("主子大人你好", "猫粮专场")["主子大人"] == "pets.pet-owners.cat-owner"


def test_far_words_do_not_decide() -> None:
    text = "主子大人你好" + "。" * 500 + "猫"
    assert named(text)["主子大人"] is None


def test_everyday_words_name_categories_only_in_searches() -> None:
    assert named("维修")["维修"] is None
    assert named("维修", is_search=True)["维修"] == "services.repair-install"


def test_an_everyday_word_needs_two_words_for_its_slang_meaning() -> None:
    assert named("我老婆挑的手办")["老婆"] is None
    assert named("老婆手办的涂装绝了,动漫展上淘的")["老婆"] == "toys.figures.figurines"
    assert named("老婆手办", is_search=True)["老婆"] == "toys.figures.figurines"


def test_what_only_uses_names_names_nothing() -> None:
    def talk() -> float:
        return 0.1

    def nodes(least: float) -> set[str | None]:
        return {mention.node for mention in FINDER.find("耳机", sense=talk, least_sense=least)}

    assert nodes(0.2) == {None}
    assert nodes(0.05) == {"digital.audio.earphones"}


def test_words_cut_out_of_others_name_nothing() -> None:
    assert named("出口红木家具的厂").get("口红") is None


def test_a_longer_head_at_the_end_wins() -> None:
    assert named("苹果手机壳")["苹果手机壳"] == "digital.phone-accessories.phone-case"

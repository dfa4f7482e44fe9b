from __future__ import annotations

from huaxiang.project.category_words import category_words
from huaxiang.project.opening import Project


def test_the_tree_words_a_category_and_an_unknown_slug_stays(shop: Project) -> None:
    words = category_words(shop)
    assert words("beauty")[0] == "美妆"
    assert words("no-such-branch") == ("no-such-branch", "no-such-branch")

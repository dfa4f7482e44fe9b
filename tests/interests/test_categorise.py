from __future__ import annotations

from huaxiang.interests.categorise import Categoriser
from huaxiang.interests.taxonomy import load_taxonomy

TREE = load_taxonomy()


def test_the_deepest_label_that_the_tree_knows_decides() -> None:
    assert Categoriser(TREE)(("宠物用品", "随便什么", "猫粮"))[:2] == ("pets", "cat-food")
    assert Categoriser(TREE)((None, None, "猫粮")) == Categoriser(TREE)(("宠物", None, "猫粮"))


def test_labels_below_the_known_one_become_slugs_of_their_own_with_their_label() -> None:
    categorise = Categoriser(TREE)
    slugs = categorise(("宠物", "龙猫滚轮", None))
    assert slugs[0] == "pets"
    assert categorise.labels == {f"pets.{slugs[1]}": "龙猫滚轮"}
    assert slugs[1] is not None
    assert slugs[1].isascii()


def test_labels_that_the_tree_does_not_know_keep_the_shops_own_path() -> None:
    categorise = Categoriser(TREE)
    first, second, third = categorise(("甲部", "乙部", "丙部"))
    assert (first, second, third) == categorise(("甲部", "乙部", "丙部"))
    assert set(categorise.labels.values()) == {"甲部", "乙部", "丙部"}
    assert f"{first}.{second}.{third}" in categorise.labels


def test_no_label_gives_no_slug() -> None:
    assert Categoriser(TREE)((None, None, None)) == (None, None, None)
    assert Categoriser(TREE)(("", "", "")) == (None, None, None)


def test_a_label_repeated_on_the_next_level_gets_a_slug_of_its_own() -> None:
    slugs = Categoriser(TREE)(("甲部", "甲部", None))
    assert slugs[1] == f"{slugs[0]}-own"

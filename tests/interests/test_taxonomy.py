"""The category tree: what is shipped holds, what is edited wrongly is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError, UnknownName
from huaxiang.interests.taxonomy import SENSITIVE_KINDS, Taxonomy, load_taxonomy

TREE = """\
version: 1
categories:
  - slug: beauty
    zh: 美妆
    en: Make-up
    aliases: [彩妆]
    children:
      - slug: foundation
        zh: 底妆
        en: Base
        children:
          - {slug: liquid, zh: 粉底液, en: Liquid, aliases: [粉底]}
  - {slug: health, zh: 医药, en: Health, sensitive: health}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "taxonomy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shipped() -> Taxonomy:
    return load_taxonomy()


def test_shipped_tree_is_wide_enough(shipped: Taxonomy) -> None:
    levels = [node.level for node in shipped]
    assert levels.count(1) >= 20
    assert levels.count(2) >= 90
    assert levels.count(3) >= 450


def test_every_parent_exists_and_is_one_level_up(shipped: Taxonomy) -> None:
    assert all(shipped.node(node.parent).level == node.level - 1 for node in shipped if node.parent is not None)


def test_names_and_aliases_lead_to_one_category(shipped: Taxonomy) -> None:
    claims = [name.lower() for node in shipped for name in {node.zh, *node.aliases}]
    assert len(claims) == len(set(claims))


def test_each_kind_of_sensitive_branch_is_marked(shipped: Taxonomy) -> None:
    assert {node.sensitive for node in shipped} == {None, *SENSITIVE_KINDS}


def test_children_of_a_sensitive_branch_are_sensitive(shipped: Taxonomy) -> None:
    assert shipped.is_sensitive("health.devices.rehab")
    assert not shipped.is_sensitive("beauty.foundation")


@pytest.mark.parametrize(
    "label",
    ["粉底液", "粉底", " 粉底 ", "Liquid foundation", "liquid-foundation", "beauty.foundation.liquid-foundation",
     "美妆>底妆>粉底液", "美妆/粉底液", "interest.beauty.foundation.liquid-foundation", "美妆 > 粉底液 > 某款"],
)  # fmt: skip
def test_shop_labels_are_found(shipped: Taxonomy, label: str) -> None:
    assert shipped.find(label) == "beauty.foundation.liquid-foundation"


@pytest.mark.parametrize("label", ["", "  ", "没有这个类目", "???", ">>"])
def test_unknown_labels_are_none(shipped: Taxonomy, label: str) -> None:
    assert shipped.find(label) is None


def test_tag_keys_and_labels_of_the_contract(shipped: Taxonomy) -> None:
    assert shipped.tag_key("beauty") == "interest.beauty"
    assert shipped.tag_key("beauty.foundation", "texture-light") == "interest.beauty.foundation.texture-light"
    assert shipped.label("beauty.foundation", "轻薄型") == "美妆-底妆-偏好轻薄型"
    assert shipped.label("beauty.foundation", "厚重型", stance="avoid") == "美妆-底妆-回避厚重型"
    assert shipped.label("pets.cat-food.cat-snacks") == "宠物-猫食品-猫零食"


def test_unknown_key_names_the_nearest(shipped: Taxonomy) -> None:
    with pytest.raises(UnknownName, match=r"beauty\.foundation"):
        shipped.node("beauty.fundation")


def test_an_edited_tree_is_read(tmp_path: Path) -> None:
    tree = load_taxonomy(write(tmp_path, TREE))
    assert tree.path_labels("beauty.foundation.liquid") == ("美妆", "底妆", "粉底液")
    assert tree.find("粉底") == "beauty.foundation.liquid"
    assert tree.sensitive_kind("health") == "health"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("slug: health", "slug: beauty", 13, "stands twice"),
        ("zh: 医药", "zh: 粉底", 13, "taken by beauty.foundation.liquid"),
        ("en: Health", "en: Base", 13, "taken by beauty.foundation"),
        ("slug: health", "slug: 医药", 13, "may have only a-z"),
        ("aliases: [粉底]", "aliases: 粉底", 12, "must be a list"),
        ("aliases: [粉底]", "aliases: [穷人彩妆]", 12, "banned word"),
        ("sensitive: health", "sensitive: helth", 13, "unknown kind of sensitive"),
        ("sensitive: health", "colour: red", 13, "unknown field 'colour'"),
        ("aliases: [粉底]", "children: [{slug: x, zh: 丁, en: X}]", 12, "3 levels at most"),
        ("en: Base", "em: Base", 10, "unknown field"),
        ("    zh: 美妆\n", "", 3, "needs a text in 'zh'"),
    ],
)
def test_mistakes_are_named_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = write(tmp_path, TREE.replace(old, new, 1))
    with pytest.raises(ConfigurationError, match=says) as caught:
        load_taxonomy(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")


@pytest.mark.parametrize("text", ["", "a: [", "categories: 3", "version: 1", "- just\n- a list", "categories: []"])
def test_files_that_are_no_tree_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"taxonomy\.yaml"):
        load_taxonomy(write(tmp_path, text))


def test_a_loop_of_anchors_is_refused(tmp_path: Path) -> None:
    text = "categories: &all\n  - {slug: a, zh: 甲, en: A, children: *all}\n"
    with pytest.raises(ConfigurationError, match=r"stands twice|taken|levels|anchor|alias"):
        load_taxonomy(write(tmp_path, text))


def test_missing_or_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        load_taxonomy(tmp_path / "none.yaml")
    broken = tmp_path / "gbk.yaml"
    broken.write_bytes("类目".encode("gbk"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_taxonomy(broken)

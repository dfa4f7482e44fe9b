from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.project import reading_kit as module
from huaxiang.project.reading_kit import ReadingKit


def test_without_a_tree_of_its_own_the_shipped_one_is_read(tmp_path: Path) -> None:
    kit = ReadingKit(tmp_path, frozenset())
    assert "beauty.foundation" in kit.taxonomy.nodes
    assert kit.category_label("beauty") == (kit.taxonomy.nodes["beauty"].zh, kit.taxonomy.nodes["beauty"].en)
    assert kit.reader is kit.reader


def test_labels_of_the_shops_own_categories_stand_as_they_are(tmp_path: Path) -> None:
    kit = ReadingKit(tmp_path, frozenset())
    slug = kit.categorise(("机甲模型", None, None))[0]
    assert slug is not None
    assert kit.category_label(slug) == ("机甲模型", "机甲模型")
    assert kit.category_label("never-seen") == ("never-seen", "never-seen")


def test_sensitive_readings_are_dropped_and_counted_unless_allowed(tmp_path: Path) -> None:
    closed, opened = ReadingKit(tmp_path, frozenset()), ReadingKit(tmp_path, frozenset({"health"}))
    assert closed.read_text("血糖仪很好用", "review", None) == []
    assert closed.dropped == {"health": 1}
    assert [each.tag_key for each in opened.read_text("血糖仪很好用", "review", None)] == [
        "interest.health.devices.glucose-meter"
    ]
    assert opened.dropped == {}


def test_first_levels_know_whether_they_are_sensitive(tmp_path: Path) -> None:
    kit = ReadingKit(tmp_path, frozenset())
    assert [kit.is_sensitive(slug) for slug in ("health", "beauty", "never-seen")] == [True, False, False]


def test_an_edited_tree_takes_the_words_that_fit_it(tmp_path: Path) -> None:
    tree = "version: 1\ncategories:\n  - slug: pets\n    zh: 宠物\n    en: Pets\n    children:\n"
    tree += "      - {slug: cat-food, zh: 喵粮, en: Cat food}\n"
    (tmp_path / "taxonomy.yaml").write_text(tree, encoding="utf-8")
    kit = ReadingKit(tmp_path, frozenset())
    read = {text: [tag.node for tag in kit.reader.read(text, kind="search").tags] for text in ("猫食", "苹果", "口红")}
    assert read["猫食"] == ["pets.cat-food"]
    assert set(read["苹果"] + read["口红"]) <= {"pets", "pets.cat-food"}
    assert kit.categorise_title("烘焙猫食 2kg")[:2] == ("pets", "cat-food")


def test_what_the_encoder_lacks_is_told_where_the_reader_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "encoder_for", lambda level, name, progress: (None, f"{level} lacks {name}"))
    kit = ReadingKit(tmp_path, frozenset(), level="full", encoder="some/other")
    told: list[str] = []
    assert kit.open_reader(told.append) is kit.open_reader(told.append) is kit.reader
    assert told == ["full lacks some/other"]
    assert kit.reader.level == "fast"

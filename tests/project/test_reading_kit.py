from __future__ import annotations

from pathlib import Path

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

from __future__ import annotations

from huaxiang.console.interests.phrases import show_figures, show_marked
from huaxiang.console.views.interest_node import Said

SAID = Said("底妆 / 轻薄型", "avoid", "other", 3, 0.567, "lexicon", 2, 4)


def test_phrases_are_marked_and_control_characters_are_signs(place):
    show_marked("不要\x00轻薄", [(3, 5)])
    assert place.words() == ["不要␀", "轻薄"]
    assert len(place.tags("mark")) == 1


def test_figures_come_in_the_readers_language(place, speaker):
    show_figures(speaker("zh"), SAID, "词典与句式")
    show_figures(speaker("en"), SAID)
    assert place.words() == [
        "回避",
        "强度 3 · 为别人 · 置信度 56.7% · 词典与句式",
        "avoids",
        "strength 3 · for somebody else · confidence 56.7%",
    ]

from __future__ import annotations

from collections import Counter

import pytest

from huaxiang.interests.reader import load_reader
from huaxiang.interests.texts import text_reader

READER = load_reader()
SENSITIVE = ("我有糖尿病,血糖仪很好用", "想买孕妇装", "热玛吉恢复期用什么面膜", "我怀孕了,想买粉底液")


def test_a_reading_points_to_its_words() -> None:
    text = "喜欢轻薄的粉底液"
    (reading, *_) = text_reader(READER, allowed_branches=frozenset())(text, "review", None)
    assert reading.tag_key.startswith("interest.")
    assert "粉底液" in text[reading.start : reading.end]
    assert (reading.owner, reading.level) == ("self", "lexicon")
    assert 0 < reading.confidence_milli <= 1000


@pytest.mark.parametrize("text", SENSITIVE)
def test_sensitive_sentences_are_dropped_and_counted(text: str) -> None:
    dropped: Counter[str] = Counter()
    assert text_reader(READER, allowed_branches=frozenset(), dropped=dropped)(text, "review", None) == []
    assert sum(dropped.values()) > 0


def test_leave_keeps_what_lies_on_the_branch_and_nothing_beside_it() -> None:
    read = text_reader(READER, allowed_branches=frozenset({"health"}))
    keys = {reading.tag_key for text in SENSITIVE for reading in read(text, "review", None)}
    assert keys
    assert all(key.startswith("interest.health.") for key in keys)


def test_the_title_of_the_item_is_context() -> None:
    read = text_reader(READER, allowed_branches=frozenset())
    alone, beside = read("太厚重了,不喜欢", "review", None), read("太厚重了,不喜欢", "review", "轻薄粉底液")
    assert [reading.tag_key for reading in alone] != [reading.tag_key for reading in beside]
    assert any("beauty.foundation" in reading.tag_key for reading in beside)


def test_a_reading_says_which_level_found_its_category() -> None:
    read = text_reader(load_reader(), allowed_branches=frozenset())
    assert [each.level for each in read("马克杯", "search", None)] == ["lexicon"]
    assert [each.level for each in read("碳纤维羊角辅把", "search", None)] == ["linear"]

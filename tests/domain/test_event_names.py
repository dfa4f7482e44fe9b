from __future__ import annotations

import re

from huaxiang.domain.event_names import EVENT_NAMES, event_label


def test_names_are_snake_case_and_sorted() -> None:
    assert list(EVENT_NAMES) == sorted(EVENT_NAMES)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in EVENT_NAMES)


def test_every_event_has_its_own_word_in_each_language() -> None:
    for column in (0, 1):
        words = [words[column] for words in EVENT_NAMES.values()]
        assert len(set(words)) == len(words)


def test_unknown_event_keeps_its_name() -> None:
    assert event_label("robot_waved", "en") == "robot_waved"

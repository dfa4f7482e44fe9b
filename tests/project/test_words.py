from __future__ import annotations

from typing import get_args

from huaxiang.audiences.exclusions import Excluded
from huaxiang.domain.tags import Kind, State, Status
from huaxiang.project.words import EXCLUSIONS, KINDS, REASONS, STATES, STATUSES
from huaxiang.tags.gate import Reason


def test_every_kind_state_and_status_has_words() -> None:
    assert set(KINDS) == set(Kind)
    assert set(STATES) >= set(State)
    assert set(STATUSES) == set(Status)


def test_every_reason_to_withhold_or_exclude_has_words() -> None:
    assert set(REASONS) >= set(get_args(Reason))
    assert set(EXCLUSIONS) == set(get_args(Excluded))


def test_no_word_is_missing_in_either_language() -> None:
    pairs = [pair for words in (EXCLUSIONS, KINDS, REASONS, STATES, STATUSES) for pair in words.values()]
    assert all(zh and en and zh != en for zh, en in pairs)

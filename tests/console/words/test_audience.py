from __future__ import annotations

from typing import get_args

from huaxiang.audiences.exclusions import Excluded
from huaxiang.console.views.drafts import KINDS
from huaxiang.console.words.audience import WORDS
from huaxiang.tags.gate import Reason


def test_every_reason_for_holding_people_back_says_what_to_do() -> None:
    reasons = [*get_args(Reason), *get_args(Excluded)]
    assert [each for each in reasons if f"do_{each}" not in WORDS] == []


def test_every_kind_of_condition_has_a_name() -> None:
    assert [each for each in KINDS if f"kind_{each}" not in WORDS] == []

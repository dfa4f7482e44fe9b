from __future__ import annotations

import pytest

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.sequence import After, SequenceRule, Without, definition_of
from huaxiang.tags.sequence.declaration import duration_text

LABEL = {"zh": "试", "en": "trial"}
CARTS = After(frozenset({"product_added"}), 3, 24 * HOUR_US, "category")
SILENCE = Without(frozenset({"checkout_started"}), 30 * MINUTE_US)


def test_window_reaches_back_over_match_silence_and_expiry() -> None:
    rule = SequenceRule("flag.trial", LABEL, CARTS, SILENCE, "deadline", 72 * HOUR_US)
    assert rule.window_us == 96 * HOUR_US + 30 * MINUTE_US
    assert rule.listens_to == {"product_added", "checkout_started"}
    assert SequenceRule("flag.trial", LABEL, CARTS, SILENCE, "match", HOUR_US).window_us == 25 * HOUR_US


def test_definition_says_the_rule_in_words() -> None:
    rule = SequenceRule("flag.trial", LABEL, CARTS, SILENCE, "deadline", 72 * HOUR_US)
    assert definition_of(rule, "en") == (
        "“added to cart” 3 or more times of one leaf category within 24 hours, then no “checkout started” for "
        "30 minutes; ends with “checkout started” or after 72 hours"
    )
    assert definition_of(rule) == "24 小时内同叶类目加购 ≥3 次,其后 30 分钟内无去结算;去结算或满 72 小时结束"


def test_durations_are_said_in_the_unit_that_reads_best() -> None:
    assert [duration_text(n) for n in (7 * DAY_US, DAY_US, 90 * MINUTE_US, 1)] == [
        "7 天",
        "24 小时",
        "90 分钟",
        "1 微秒",
    ]


def test_what_can_never_be_judged_is_refused() -> None:
    with pytest.raises(OutOfRange, match="times"):
        After(frozenset({"product_added"}), 3)
    with pytest.raises(OutOfRange, match="needs `without`"):
        SequenceRule("flag.trial", LABEL, CARTS, None, "deadline", HOUR_US)
    with pytest.raises(OutOfRange, match="expires"):
        SequenceRule("flag.trial", LABEL, CARTS, SILENCE, "deadline", 0)

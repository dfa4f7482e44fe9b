from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.reject_words import reject_words
from huaxiang.project.opening import Project


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("missing given_at", "缺少同意时间", "time of consent is missing"),
        ("bad placed_at", "下单时间写法有误", "time of the order cannot be read"),
        ("duplicate", "重复的行", "repeated row"),
        ("occurred_at out of range", "发生时间超出合理范围", "time is out of range"),
        ("wrong number of columns", "列数不对", "wrong number of columns"),
        ("something else", "something else", "something else"),
    ],
)
def test_a_reason_is_told_in_plain_words(reason: str, zh: str, en: str) -> None:
    assert (reject_words(reason, "zh"), reject_words(reason, "en")) == (zh, en)


def test_every_reason_of_the_simulated_shop_has_words(demo_shop: Path) -> None:
    reasons = set(Project.open(demo_shop).lake().read("rejects")["reason"].to_pylist())
    assert reasons
    assert [reason for reason in reasons if reject_words(reason, "zh") == reason] == []

from __future__ import annotations

import pytest

from huaxiang.console.views.conditions import Names, chip_text
from huaxiang.console.words import WORDS
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.tags.expressions import Term
from huaxiang.tags.expressions.parse import COLUMNS
from huaxiang.tags.expressions.terms import Comparison, Did, Fact, Feature, Interest, Known, Pattern, Tag, Trait, Where

NAMES = Names(
    tags={"flag.hesitant": "犹豫型高意向用户"},
    segments={"s0001": "高频下单组"},
    interests={"beauty.foundation": "美妆-底妆"},
    features={"orders_180d": "180天订单数"},
    values={"beauty": "美妆"},
)
WEEK = 7 * DAY_US
BEAUTY = (Where("l1", Comparison("=", "beauty")),)


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        (Tag("flag.hesitant"), "标签 犹豫型高意向用户", "tag 犹豫型高意向用户"),
        (Tag("fact.member", Comparison(">=", 500)), "标签 fact.member 分值 ≥ 500", "tag fact.member score ≥ 500"),
        (Tag("segment.s0001"), "分群 高频下单组", "segment 高频下单组"),
        (Interest("beauty.foundation", (), "prefer"), "偏好 美妆-底妆", "prefers 美妆-底妆"),
        (Interest("beauty.foundation", (), "avoid"), "不喜欢 美妆-底妆", "avoids 美妆-底妆"),
        (Interest("pets", ()), "感兴趣 pets", "interested in pets"),
        (Feature("orders_180d", Comparison(">=", 2)), "180天订单数 ≥ 2", "180天订单数 ≥ 2"),
        (Pattern("p001"), "走过路径 p001", "walked p001"),
    ],
)
def test_what_a_person_has_reads_as_words(term: Term, zh: str, en: str) -> None:
    assert (chip_text(term, NAMES, "zh"), chip_text(term, NAMES, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        (Trait("city", Comparison("=", "上海")), "城市是“上海”", "City is “上海”"),
        (Trait("member_level", Comparison("=", "金卡")), "会员等级是“金卡”", "Member level is “gold”"),
        (Trait("gender", Comparison("!=", "f")), "性别不是“女”", "Sex is not “female”"),
        (Trait("age", Comparison(">=", 18)), "年龄 ≥ 18", "Age ≥ 18"),
        (Trait("x17", Comparison("=", "a")), "属性 x17 是“a”", "trait x17 is “a”"),
        (Fact("has_car", Comparison("=", "是")), "第三方事实 有车是“是”", "third-party fact Has a car is “yes”"),
        (Fact("cars", Comparison("!=", 1)), "第三方事实 cars ≠ 1", "third-party fact cars ≠ 1"),
        (Known("trait", "age"), "知道年龄", "Age is known"),
        (Known("trait", "x17"), "知道 x17", "x17 is known"),
    ],
)
def test_traits_and_facts_read_by_their_labels(term: Term, zh: str, en: str) -> None:
    assert (chip_text(term, NAMES, "zh"), chip_text(term, NAMES, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        (Did("order_completed", (), WEEK), "近 7 天支付过", "order paid in the last 7 days"),
        (Did("order_completed", ()), "支付过", "order paid"),
        (
            Did("order_completed", (), HOUR_US, Comparison("<=", 1)),
            "近 1 小时支付 ≤ 1 次",
            "order paid ≤ 1 time in the last 1 hour",
        ),
        (
            Did("order_completed", (), WEEK, Comparison("=", 0)),
            "近 7 天没有支付",
            "no “order paid” in the last 7 days",
        ),
        (
            Did("product_added", BEAUTY, None, Comparison(">=", 3)),
            "加购（品类 = 美妆） ≥ 3 次",
            "added to cart (category = 美妆) ≥ 3 times",
        ),
    ],
)
def test_what_a_person_did_reads_as_a_sentence(term: Term, zh: str, en: str) -> None:
    assert (chip_text(term, NAMES, "zh"), chip_text(term, NAMES, "en")) == (zh, en)


def test_every_column_of_an_event_has_words() -> None:
    assert {f"condition.column.{name}" for name in COLUMNS} <= WORDS.keys()

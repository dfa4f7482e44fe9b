from __future__ import annotations

import pytest

from huaxiang.domain.instants import DAY_US, from_iso
from huaxiang.project.customer_words import customer_words

TODAY = from_iso("2025-11-30T00:00:00Z") // DAY_US
STAGE = {"n_order_days": 4, "cycle_days": 30, "is_own_cycle": True, "last_order_day": "2025-11-18", "newest_order": "o"}
STOCKED = STAGE | {"is_stocked_up": True}
LOYAL = {"n_order_days": 4, "last_order_day": "2025-11-18"}
NEAR = {"n_wanted": 2, "n_touched": 7, "days": 30}
PACE = {"abnormal": "pace", "n_events": 412, "day": "2025-11-03", "hour": 14}
STOCKING = {"abnormal": "stocking", "item": "s1", "n_orders": 12, "day": "2025-11-03"}
ORDERED_EN = "newest order 12 days ago, ordered on 4 days"
GROUP = {"r": 5, "f": 4, "m": 3, "last_order_day": "2025-11-18", "n_orders": 6, "net_minor": 183_000}
ONCE = {"r": 5, "f": 1, "m": 1, "last_order_day": "2025-11-29", "n_orders": 1, "net_minor": 100}


def told(references: dict[str, object], language: str) -> str | None:
    return customer_words(references, local_day=TODAY, language=language, currency="CNY")


@pytest.mark.parametrize(
    ("references", "language", "expected"),
    [
        (GROUP, "zh", "最近一单 12 天前(R 5 分),一年 6 单(F 4 分),净额 ¥1,830.00(M 3 分),满分各 5 分"),
        (GROUP, "en", "newest order 12 days ago (R 5), 6 orders in a year (F 4), net sales ¥1,830.00 (M 3), of 5 each"),
        (ONCE, "en", "newest order 1 day ago (R 5), 1 order in a year (F 1), net sales ¥1.00 (M 1), of 5 each"),
        (STAGE, "zh", "最近一单 12 天前,在 4 天下过单,本人的购买周期 30 天"),
        (STAGE | {"is_own_cycle": False}, "zh", "最近一单 12 天前,在 4 天下过单,全店的购买周期 30 天"),
        (STAGE, "en", "newest order 12 days ago, ordered on 4 days, the own interval is 30 days"),
        (STOCKED, "zh", "最近一单 12 天前,在 4 天下过单,本人的购买周期 30 天(最近一单在大促,已加倍)"),
        (STOCKED, "en", f"{ORDERED_EN}, the own interval is 30 days (doubled after a promotion)"),
        (LOYAL, "zh", "最近一单 12 天前,在 4 天下过单"),
        (LOYAL, "en", ORDERED_EN),
        (PACE, "zh", "2025-11-03 14 点内有 412 次行为"),
        (PACE, "en", "412 events within the hour from 14:00 on 2025-11-03"),
        (STOCKING, "zh", "截至 2025-11-03 的 7 天内同一商品 s1 有 12 单"),
        (STOCKING, "en", "12 orders of s1 in 7 days to 2025-11-03"),
        ({"abnormal": "staff", "trait": "is_staff"}, "zh", "资料 is_staff 如此标明"),
        ({"abnormal": "staff", "trait": "is_staff"}, "en", "stated by the trait is_staff"),
        (NEAR, "zh", "30 天内加购、收藏或下单 2 次,浏览和搜索 7 次"),
        (NEAR, "en", "within 30 days carted, favourited or ordered 2 times, viewed and searched 7 times"),
    ],
)
def test_figures_of_a_buyer_are_one_sentence(references: dict[str, object], language: str, expected: str) -> None:
    assert told(references, language) == expected


def test_other_evidence_has_no_such_sentence() -> None:
    assert told({"n_orders": 2, "newest_order": "o1"}, "zh") is None

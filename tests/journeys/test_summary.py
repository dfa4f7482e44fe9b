from __future__ import annotations

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, to_iso
from huaxiang.journeys.summary import journey_of

AS_OF = 20_000 * DAY_US


def event(number: int, name: str, hours_ago: int, l1: str | None = None, order_id: str | None = None) -> FoldEvent:
    at = AS_OF - hours_ago * HOUR_US
    return FoldEvent(
        identity="x:1",
        event_id=f"e{number}",
        name=name,
        occurred_at=at,
        day=0,
        local_day=0,
        local_hour=0,
        l1=l1,
        order_id=order_id,
    )


EVENTS = [
    event(1, "product_viewed", 50, "beauty"),
    event(2, "product_viewed", 49, "beauty"),
    event(3, "products_searched", 48),
    event(4, "product_added", 47, "beauty"),
    event(5, "page_viewed", 46),
    event(6, "order_line_recorded", 40, "beauty", "o1"),
    event(7, "order_line_recorded", 40, "food", "o1"),
]


def test_steps_are_in_order_with_repeats_joined() -> None:
    steps = journey_of(EVENTS[::-1], AS_OF, categories={"beauty": "美妆"}).steps
    assert [(each.step, each.times) for each in steps] == [
        ("view:beauty", 2),
        ("search", 1),
        ("cart:beauty", 1),
        ("pay:beauty", 1),
        ("pay:food", 1),
    ]
    assert (steps[0].first_at, steps[0].last_at) == (AS_OF - 50 * HOUR_US, AS_OF - 49 * HOUR_US)
    assert steps[0].label_zh == "浏览 美妆"


def test_sentence_counts_times_and_orders_in_both_languages() -> None:
    journey = journey_of(EVENTS, AS_OF, categories={"beauty": "美妆", "food": "食品"})
    assert journey.summary_zh == "近 30 天浏览 2 次、搜索 1 次、加购 1 次、支付 1 单,多为美妆;最近一步:支付 食品"
    assert journey.summary_en == (
        "in the last 30 days view ×2, search ×1, add to cart ×1, pay ×1, mostly beauty; latest step: pay food"
    )


def test_nobody_walks_without_events_or_in_the_future() -> None:
    later = [event(1, "product_viewed", -1, "beauty"), event(2, "product_viewed", 31 * 24, "beauty")]
    journey = journey_of(later, AS_OF)
    assert (journey.steps, journey.summary_zh) == ((), "近 30 天没有行为")
    assert journey.as_json()["summary"] == {"zh": "近 30 天没有行为", "en": "no steps in the last 30 days"}


def test_only_the_latest_twenty_steps_are_given() -> None:
    many = [event(n, "product_viewed", 100 - n, f"c{n}") for n in range(30)]
    assert [each.step for each in journey_of(many, AS_OF).steps] == [f"view:c{n}" for n in range(10, 30)]


def test_json_has_instants_in_iso_and_labels_by_language() -> None:
    first = journey_of(EVENTS, AS_OF).as_json()["steps"][0]
    assert first == {
        "step": "view:beauty",
        "label": {"zh": "浏览 beauty", "en": "view beauty"},
        "first_at": to_iso(AS_OF - 50 * HOUR_US),
        "last_at": to_iso(AS_OF - 49 * HOUR_US),
        "times": 2,
    }

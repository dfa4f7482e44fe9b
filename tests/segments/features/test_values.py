"""Features of people with a known life, by hand."""

from __future__ import annotations

import math

import pytest

from huaxiang.segments.declared import declared_features


@pytest.fixture
def values(make_people, make_event, make_order):
    life = [
        make_order("o1", 10, 100),
        make_order("o2", 20, 300),
        make_order("o3", 200, 5_000),
        make_event("order_refunded", 5, order_id="o2", amount_minor=30_000),
        make_event("coupon_applied", 10, order_id="o1"),
        make_event(
            "order_line_recorded",
            10,
            order_id="o1",
            l1="baby",
            l2="x",
            l3="y",
            brand="b1",
            amount_minor=6_000,
        ),
        make_event(
            "order_line_recorded",
            10,
            order_id="o1",
            l1="food",
            l2="x",
            l3="y",
            brand="b1",
            amount_minor=4_000,
        ),
        make_event(
            "order_line_recorded",
            20,
            order_id="o2",
            l1="baby",
            l2="x",
            l3="y",
            brand="b2",
            amount_minor=30_000,
        ),
        *[make_event("product_viewed", 3 + n / 1000, l1="baby", l2="x", l3="z", dwell_ms=2_000) for n in range(5)],
        make_event("product_added", 3, l1="baby", l2="x", l3="z"),
        make_event("products_searched", 40),
        make_event("content_liked", 1 + 9 / 24),
    ]
    people = make_people({"member_no:1": life, "member_no:2": []})
    return {feature.name: feature.compute(people).tolist() for feature in declared_features()}


def test_money_and_orders_are_net_and_of_the_last_180_days(values) -> None:
    assert values["orders_180d"] == [2.0, 0.0]
    assert values["net_spend_180d"] == [100.0, 0.0]
    assert values["average_order_value"][0] == 50.0
    assert math.isnan(values["average_order_value"][1])


def test_a_refunded_order_makes_no_repurchase(values) -> None:
    assert values["repurchase_180d"][0] == 0.0
    assert values["return_share"][0] == 0.5
    assert values["coupon_density"][0] == 0.5


def test_gaps_and_recency_are_in_local_days(values) -> None:
    assert values["days_since_last_order"][0] == 10.0
    assert values["order_gap_days"][0] == 95.0
    assert values["days_since_last_seen"][0] == 1.0


def test_categories(values) -> None:
    assert values["cross_category_share"][0] == 0.5
    assert values["categories_month"] == [pytest.approx(1.0), 0.0]
    assert values["top_category_share"][0] == pytest.approx(8 / 9)
    expected = -(8 / 9 * math.log(8 / 9) + 1 / 9 * math.log(1 / 9))
    assert values["category_entropy"][0] == pytest.approx(expected, abs=1e-6)
    assert values["brand_loyalty"][0] == pytest.approx(2 / 3)
    assert values["spend_concentration"][0] == pytest.approx(0.9)


def test_browsing(values) -> None:
    assert values["views_month"][0] == pytest.approx(5 / 3)
    assert values["cart_share"][0] == pytest.approx(1 / 6)
    assert values["searches_month"][0] == pytest.approx(1 / 3)
    assert values["like_rate"][0] == pytest.approx(1 / 15)
    assert values["dwell_seconds"][0] == 2.0


def test_night_is_from_23_to_5_local_time(make_people, make_event) -> None:
    # as_of is 20:00 in Shanghai, so 21 h before is 23:00 and 15 h before is 05:00
    night = [make_event("page_viewed", 21 / 24), make_event("page_viewed", 16 / 24)]
    day = [make_event("page_viewed", 15 / 24), make_event("page_viewed", 10 / 24)]
    people = make_people({"member_no:1": night + day, "member_no:2": night, "member_no:3": day})
    feature = next(each for each in declared_features() if each.name == "night_coefficient")
    assert feature.compute(people).tolist() == [0.5, 1.0, 0.0]


def test_sessions_end_after_thirty_minutes_of_silence(make_people, make_event) -> None:
    life = [make_event("page_viewed", days) for days in (0.5, 0.501, 0.6, 2.0)]
    people = make_people({"member_no:1": life})
    values = {feature.name: feature.compute(people).tolist() for feature in declared_features()}
    assert values["sessions_30d"] == [3.0]
    assert values["bounce_share"] == [pytest.approx(2 / 3)]
    assert values["events_per_session"] == [pytest.approx(4 / 3)]
    assert values["active_days_30d"] == [2.0]

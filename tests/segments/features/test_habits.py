"""Features of habits, checkout and prices, by hand."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

from huaxiang.segments.declared import declared_features

LEAF = {"l1": "baby", "l2": "milk", "l3": "stage-1"}


@pytest.fixture
def value_of(make_people):
    """Value of a feature of one person with the given events."""

    def value(name: str, events: list, **figures: dict[str, int]) -> float:
        people = dataclasses.replace(make_people({"member_no:1": events}), figures=figures)
        feature = next(each for each in declared_features() if each.name == name)
        (found,) = feature.compute(people).tolist()
        return found

    return value


def test_orders_paid_of_those_placed(value_of, make_event, make_order) -> None:
    placed = [make_event("order_placed", n, order_id=f"o{n}") for n in (1, 2, 3, 4)]
    assert value_of("payment_completion", [*placed, make_order("o1", 1, 10)]) == 0.25
    assert math.isnan(value_of("payment_completion", []))
    # orders of an import that knows payments alone
    assert value_of("payment_completion", [placed[0], make_order("o1", 1, 10), make_order("o2", 2, 10)]) == 1.0


def test_orders_for_each_add_to_cart(value_of, make_event, make_order) -> None:
    carts = [make_event("product_added", n) for n in (1, 2, 3, 4)]
    assert value_of("cart_conversion", [*carts, make_order("o1", 1, 10)]) == 0.25
    assert value_of("removal_share", [*carts, make_event("product_removed", 1)]) == 0.25


def test_rates_of_social_actions_are_of_all_events(value_of, make_event) -> None:
    events = [make_event("product_viewed", n) for n in range(1, 7)]
    events += [make_event("product_shared", 1), make_event("content_commented", 1), make_event("invite_sent", 1)]
    events += [make_event("user_followed", 2)]
    for name in ("share_rate", "comment_rate", "invite_rate", "like_rate"):
        assert value_of(name, events) == pytest.approx(0.1), name


def test_searches_favourites_and_clicks_stand_beside_views(value_of, make_event) -> None:
    events = [make_event("product_viewed", n) for n in (1, 2, 3)]
    assert value_of("search_share", [*events, make_event("products_searched", 1)]) == 0.25
    assert value_of("favourite_share", [*events, make_event("product_favourited", 1)]) == 0.25
    clicks = [make_event("element_clicked", n, zone=zone) for n, zone in ((1, "top"), (2, "top"), (3, "menu"))]
    assert value_of("click_rate", [*events, *clicks]) == 0.5
    assert value_of("top_zone_click_share", clicks) == pytest.approx(2 / 3)


def test_reviews_and_service_contacts_for_each_order(value_of, make_event, make_order) -> None:
    events = [make_order("o1", 1, 10), make_order("o2", 2, 10), make_event("product_reviewed", 1)]
    assert value_of("review_rate", events) == 0.5
    assert value_of("service_contact_rate", [*events, make_event("service_chatted", 1)]) == 0.5


def test_evening_is_from_18_to_23_local_time(value_of, make_event) -> None:
    # as_of is 20:00 in Shanghai
    events = [make_event("page_viewed", hours / 24) for hours in (1, 21.5, 23, 10)]
    assert value_of("evening_share", events) == 0.75


def test_trends_compare_the_newest_part_with_the_whole(value_of, make_event, make_order) -> None:
    assert value_of("activity_trend", [make_event("page_viewed", days) for days in (1, 40, 50, 60)]) == 0.25
    assert value_of("spend_trend", [make_order("a", 10, 100), make_order("b", 200, 300)]) == 0.25


def test_refunded_money_is_at_most_what_was_paid(value_of, make_event, make_order) -> None:
    paid = make_order("o1", 5, 100)
    assert value_of("refund_money_share", [paid, make_event("order_refunded", 1, amount_minor=2_500)]) == 0.25
    assert value_of("refund_money_share", [paid, make_event("order_refunded", 1, amount_minor=99_000)]) == 1.0


def test_brands_and_pieces(value_of, make_event, make_order) -> None:
    lines = [
        make_event("order_line_recorded", n, brand=brand, quantity=2) for n, brand in ((1, "a"), (2, "b"), (3, "a"))
    ]
    assert value_of("brands_year", lines) == 2.0
    assert value_of("items_per_order", [*lines, make_order("o1", 1, 10), make_order("o2", 2, 10)]) == 3.0


def test_the_most_used_device(value_of, make_event) -> None:
    events = [make_event("page_viewed", n, device=device) for n, device in ((1, "ios"), (2, "ios"), (3, "web"))]
    assert value_of("top_device_share", events) == pytest.approx(2 / 3)


def test_regular_gaps_are_one_and_wild_ones_near_nothing(value_of, make_order) -> None:
    assert value_of("order_gap_regularity", [make_order(f"o{n}", 10 * n, 10) for n in range(1, 6)]) == 1.0
    # gaps of 5 and 15 days: mean 10, deviation 5
    assert value_of("order_gap_regularity", [make_order(f"o{n}", n, 10) for n in (20, 15, 0.1)]) == pytest.approx(0.5)
    assert math.isnan(value_of("order_gap_regularity", [make_order("a", 3, 10), make_order("b", 9, 10)]))


def test_orders_on_promotion_days(value_of, make_order) -> None:
    # as_of is 2024-10-04: 108 days before is 2024-06-18, 30 days before a plain day of September
    assert value_of("promotion_order_share", [make_order("a", 108, 10), make_order("b", 30, 10)]) == 0.5


def test_sessions_end_on_pages_and_at_the_cart(value_of, make_event, make_order) -> None:
    hour = 1 / 24
    first = [make_event("page_viewed", 5, page="home"), make_event("product_added", 5 - hour / 10)]
    second = [make_event("page_viewed", 4, page="item"), make_event("page_viewed", 4 - hour / 10, page="home")]
    third = [make_event("page_viewed", 3, page="item")]
    events = [*first, *second, *third]
    assert value_of("cart_exit_share", events) == pytest.approx(1 / 3)
    assert value_of("top_exit_page_share", events) == pytest.approx(2 / 3)
    paid = [make_order("o1", 5 - hour / 20, 10), make_event("product_added", 5 - hour / 10, item_id="x")]
    assert value_of("cart_exit_share", [first[0], *paid]) == 0.0


def test_a_decision_lasts_from_the_first_touch_to_the_purchase(value_of, make_event) -> None:
    touch = [make_event("product_viewed", 6, **LEAF), make_event("product_added", 5, **LEAF)]
    bought = make_event("order_line_recorded", 4, **LEAF)
    assert value_of("decision_hours", [*touch, bought]) == 48.0
    other = make_event("order_line_recorded", 4, l1="baby", l2="milk", l3="stage-2")
    assert math.isnan(value_of("decision_hours", [*touch, other]))
    # a second purchase without a further touch was no decision; what was seen over 30 days ago is not known
    assert value_of("decision_hours", [*touch, bought, make_event("order_line_recorded", 1, **LEAF)]) == 48.0
    assert math.isnan(value_of("decision_hours", [make_event("product_viewed", 40, **LEAF), bought]))


def test_price_level_is_one_at_the_usual_price(value_of, make_event) -> None:
    lines = [
        make_event("order_line_recorded", 4, amount_minor=6_000, quantity=3, **LEAF),
        make_event("order_line_recorded", 3, amount_minor=9_000, quantity=1, **LEAF),
        make_event("order_line_recorded", 2, amount_minor=500, quantity=1, l1="food", l2="x", l3="y"),
    ]
    assert value_of("price_level", lines, unit_prices={"baby|milk|stage-1": 2_500}) == 1.5
    assert math.isnan(value_of("price_level", lines))


def test_discounts_are_of_the_whole_price(value_of, make_event) -> None:
    order = make_event("order_completed", 3, order_id="o1", amount_minor=7_500, discount_minor=2_500)
    assert value_of("discount_share", [order]) == 0.25


def test_a_year_is_counted_in_whole_numbers(value_of, make_event) -> None:
    counted = {
        "refunds_year": ("order_refunded",),
        "comments_year": ("content_commented", "question_asked"),
        "reviews_year": ("product_reviewed",),
        "shares_year": ("product_shared",),
        "likes_year": ("content_liked",),
        "invites_year": ("invite_sent", "invite_accepted"),
    }
    for name, said in counted.items():
        events = [make_event(each, days) for each in said for days in (1, 1.1, 200, 370)]
        assert value_of(name, [*events, make_event("page_viewed", 2)]) == 3.0 * len(said), name


def test_orders_of_a_year_their_money_and_the_greatest(value_of, make_event, make_order) -> None:
    orders = [make_order("o1", 1, 100), make_order("o2", 200, 250), make_order("o3", 380, 9_000)]
    assert value_of("orders_year", orders) == 2.0
    assert value_of("paid_year", orders) == 350.0
    assert value_of("largest_order_year", orders) == 250.0
    assert math.isnan(value_of("largest_order_year", []))
    lines = [
        make_event("order_line_recorded", 1, order_id="o1", item_id=item, quantity=n)
        for item, n in (("a", 5), ("b", 1))
    ]
    assert value_of("lines_per_order", [*orders, *lines]) == 1.0
    assert value_of("pieces_per_line", lines) == 3.0


def test_active_days_of_a_year_by_quarter_and_weekday(value_of, make_event, make_order) -> None:
    # as_of is Friday 2024-10-04: 6 days before is a Saturday
    days = [make_event("page_viewed", days) for days in (0.1, 0.11, 6, 100, 190, 280, 363.4, 370)]
    assert value_of("active_days_year", days) == 6.0
    assert value_of("newest_quarter_share", days) == pytest.approx(2 / 6)
    assert value_of("second_quarter_share", days) == pytest.approx(1 / 6)
    assert value_of("third_quarter_share", days) == pytest.approx(1 / 6)
    assert value_of("oldest_quarter_share", days) == pytest.approx(2 / 6)
    assert value_of("weekend_share", [make_event("page_viewed", n) for n in (0.1, 1, 6, 13)]) == 0.5
    assert value_of("events_per_active_day", days) == pytest.approx(7 / 6)
    assert value_of("orders_per_active_day", [*days[:2], make_order("o1", 6, 10)]) == 0.5


def test_morning_is_from_5_to_11_and_afternoon_until_18(value_of, make_event) -> None:
    # as_of is 20:00 in Shanghai
    events = [make_event("page_viewed", hours / 24) for hours in (1, 3, 9, 12)]
    assert value_of("morning_share", events) == 0.25
    assert value_of("afternoon_share", events) == 0.5


def test_at_least_45_features_and_each_has_a_test_by_hand() -> None:
    names = {feature.name for feature in declared_features()}
    said = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert len(names) >= 45
    untried = {name for name in names if f'"{name}"' not in said}
    assert untried <= {
        "carts_month",
        "favourites_month",
        "tenure_days",
        "top_channel_share",
        "weekend_order_share",
    }

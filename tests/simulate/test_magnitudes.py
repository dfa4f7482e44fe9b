"""DOMAIN magnitudes of the default shop, measured on the raw files of 2,000 people with a fixed seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[[str], tuple[Any, ...]]


def near(value: float, low: float, high: float) -> None:
    assert low <= value <= high, f"{value:.4f} is outside {low}..{high}"


def test_events_and_texts_per_person(ask: Ask) -> None:
    near(ask("SELECT count(*) / 2000 FROM events")[0], 43, 57)
    near(ask("SELECT count(query) / 2000 FROM events")[0], 2.0, 3.5)


def test_mix_of_views_carts_favourites_and_buys(ask: Ask) -> None:
    kinds = ask("""SELECT count(*) FILTER (event = 'product_viewed') AS v, count(*) FILTER (event = 'product_added'),
      count(*) FILTER (event = 'product_favourited'), (SELECT count(*) FROM order_lines l
      JOIN orders o USING (order_id) WHERE o.placed_at >= '2025-05-25') FROM events""")
    views, carts, favourites, buys = (count / sum(kinds) for count in kinds)
    near(views, 0.875, 0.912)
    near(carts, 0.044, 0.066)
    near(favourites, 0.026, 0.034)
    near(buys, 0.015, 0.028)


def test_sessions(ask: Ask) -> None:
    single, middle, many, cart = ask("""SELECT avg((n_kinds = 1)::INT), median(n_kinds), quantile_cont(n_kinds, 0.9),
      avg(has_cart::INT) FROM sessions WHERE n_kinds > 0""")
    near(single, 0.26, 0.36)
    near(middle, 2, 4)
    near(many, 12, 18)
    near(cart, 0.15, 0.23)
    minutes, long = ask("SELECT median(minutes), quantile_cont(minutes, 0.9) FROM sessions")
    near(minutes, 1.5, 4.5)
    near(long, 16, 35)


def test_hours_and_night(ask: Ask) -> None:
    night, nine, early = ask("""SELECT avg((hour(timestamp) IN (23, 0, 1, 2, 3, 4))::INT),
      avg((hour(timestamp) = 21)::INT), avg((hour(timestamp) <= 5)::INT) FROM events""")
    near(night, 0.10, 0.17)
    near(nine, 0.07, 0.105)
    near(early, 0.055, 0.115)


def test_bounce_and_search_by_channel(ask: Ask) -> None:
    app, h5, search = (
        ask("""SELECT avg((n = 1)::INT) FILTER (channel = 'app'), avg((n = 1)::INT) FILTER (channel = 'h5'),
      avg(has_search::INT) FILTER (channel = 'app') FROM sessions""")
    )
    near(app, 0.17, 0.35)
    near(h5, 0.36, 0.60)
    near(search, 0.35, 0.50)


def test_orders_are_paid_discounted_and_returned(ask: Ask) -> None:
    paid, plain, promotion = ask("""SELECT avg((paid_at IS NOT NULL)::INT),
      avg((discount_yuan::DOUBLE > 0)::INT) FILTER (placed_at BETWEEN '2025-07-04' AND '2025-08-17'),
      avg((discount_yuan::DOUBLE > 0)::INT) FILTER (placed_at BETWEEN '2025-10-15' AND '2025-11-12') FROM orders""")
    near(paid, 0.78, 0.88)
    near(plain, 0.43, 0.65)
    near(promotion, 0.80, 0.95)


def test_buyers(ask: Ask) -> None:
    once, best = ask("""SELECT avg((n = 1)::INT), sum(net) FILTER (r <= 0.2) / sum(net) FROM (
      SELECT *, percent_rank() OVER (ORDER BY net DESC) AS r FROM (
        SELECT member_no, count(*) AS n, sum(paid_yuan::DOUBLE - refund_yuan::DOUBLE) AS net FROM orders
        JOIN personas USING (member_no) WHERE role = 'member' AND paid_at IS NOT NULL AND placed_at >= '2024-11-20'
        GROUP BY 1))""")
    near(once, 0.55, 0.69)
    near(best, 0.58, 0.76)
    near(ask("SELECT avg(is_dormant::INT) FROM personas WHERE role = 'member'")[0], 0.40, 0.56)


def test_double_eleven_stands_out(ask: Ask) -> None:
    peak, plain, hush = ask("""SELECT sum(x) FILTER (d BETWEEN '2025-11-10' AND '2025-11-11') / 2,
      sum(x) FILTER (d BETWEEN '2025-07-04' AND '2025-08-15') / 43,
      sum(x) FILTER (d BETWEEN '2025-10-06' AND '2025-10-14') / 9
      FROM (SELECT placed_at::DATE AS d, paid_yuan::DOUBLE AS x FROM orders JOIN personas USING (member_no)
      WHERE role = 'member')""")
    near(peak / plain, 3, 16)
    assert hush < 1.3 * plain


def test_first_view_of_a_category_to_purchase_in_nine_days(ask: Ask) -> None:
    middle, upper = ask("""
      WITH touched AS (SELECT person, category_l3, t // 777600000000 AS nine_days, min(t) AS t
        FROM events JOIN items USING (item_id) WHERE event = 'product_viewed' GROUP BY ALL),
      bought AS (SELECT person, category_l3, epoch_us(timezone('Asia/Shanghai', placed_at::TIMESTAMP)) AS b
        FROM orders JOIN order_lines USING (order_id) JOIN items USING (item_id) JOIN personas USING (member_no)
        WHERE placed_at >= '2025-05-26'),
      firsts AS (SELECT person, category_l3, b // 777600000000 AS nine_days, min(b) AS b FROM bought GROUP BY ALL)
      SELECT median((b - t) / 3.6e9), quantile_cont((b - t) / 3.6e9, 0.75)
      FROM touched JOIN firsts USING (person, category_l3, nine_days) WHERE b >= t""")
    near(middle, 0.1, 4)
    near(upper, 12, 45)


def test_mails(ask: Ask) -> None:
    delivered, opened, clicked = ask("""SELECT count(delivered_at) / count(*), count(opened_at) / count(delivered_at),
      count(clicked_at) / count(delivered_at) FROM messages""")
    near(delivered, 0.88, 0.96)
    near(opened, 0.20, 0.35)
    near(clicked, 0.03, 0.075)


def test_people_and_identities(ask: Ask) -> None:
    women, mobile, email, wecom = (
        ask("""SELECT avg((gender = '女')::INT), count(mobile) / count(*), count(email) / count(*),
      count(wecom_external_userid) / count(*) FROM members""")
    )
    near(women, 0.60, 0.72)
    near(mobile, 0.75, 0.90)
    near(email, 0.10, 0.25)
    near(wecom, 0.08, 0.25)
    near(ask("SELECT avg((user_id IS NOT NULL)::INT) FROM events WHERE channel = 'app'")[0], 0.78, 0.92)
    near(ask("SELECT avg((user_id IS NOT NULL)::INT) FROM events WHERE channel = 'h5'")[0], 0.15, 0.40)


def test_every_age_and_city_is_there(ask: Ask) -> None:
    young, old, first = ask("""SELECT avg((age_band = '18-24')::INT), avg((age_band = '50+')::INT),
      avg((city_tier = '一线')::INT) FROM members""")
    near(young, 0.13, 0.24)
    near(old, 0.04, 0.13)
    near(first, 0.11, 0.17)


@pytest.mark.parametrize(
    ("branch", "low", "high"), [("食品饮料", 0.005, 0.07), ("宠物", 0.01, 0.08), ("女装", 0.40, 0.78)]
)
def test_refunds_by_branch(ask: Ask, branch: str, low: float, high: float) -> None:
    near(
        ask(f"""SELECT avg((refund_yuan::DOUBLE > 0)::INT) FROM orders JOIN order_lines USING (order_id)
          JOIN items USING (item_id) WHERE paid_at IS NOT NULL AND line_number = '1' AND category_l1 = '{branch}'""")[
            0
        ],
        low,
        high,
    )

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np

from huaxiang.simulate.planted.drawing import Planted
from huaxiang.simulate.planted.people import NOBODY
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.steps import SOCIAL, STEPS
from huaxiang.simulate.planted.tally import join_tallies, tally

VISITS = "SELECT number, session_id, min(local_hour) AS first_hour, any_value(channel) AS channel,"
VISITS += " any_value(device) AS device, count(campaign_id) AS n_campaigns FROM events"
VISITS += " WHERE session_id IS NOT NULL GROUP BY ALL"
LOOKED = "SELECT number, arg_min(item_id, occurred_at) AS item_id FROM events"
LOOKED += " WHERE session_id IS NOT NULL AND item_id IS NOT NULL GROUP BY number, session_id"
ORDERS = """SELECT number, order_id, count(*) FILTER (name = 'order_completed') AS n_paid,
 count(*) FILTER (name = 'order_refunded') AS n_refunded, count(*) FILTER (name = 'product_reviewed') AS n_reviewed,
 count(*) FILTER (name = 'coupon_applied') AS n_coupons, count(*) FILTER (name = 'order_line_recorded') AS n_lines,
 coalesce(sum(quantity), 0) AS n_pieces, round(100 - 100.0 * sum(amount_minor) FILTER (name = 'order_line_recorded')
 / sum(quantity * price_minor) FILTER (name = 'order_line_recorded'))::INT AS discount
 FROM events LEFT JOIN items USING (item_id) WHERE order_id IS NOT NULL GROUP BY number, order_id"""


def counted(database: duckdb.DuckDBPyConnection, sql: str, kinds: tuple[Any, ...]) -> np.ndarray:
    """Counts by person and kind of a query of pairs (number of the person, kind)."""
    answer = np.zeros((3_000, len(kinds)), dtype=np.int64)
    for number, kind, n in database.execute(f"SELECT number, kind, count(*) FROM ({sql}) GROUP BY ALL").fetchall():
        answer[number, kinds.index(kind)] = n
    return answer


def summed(database: duckdb.DuckDBPyConnection, sql: str) -> np.ndarray:
    """Numbers by person of a query of pairs (number of the person, its number)."""
    answer = np.zeros(3_000)
    for number, value in database.execute(sql).fetchall():
        answer[number] = value
    return answer


def test_mixes_of_visits_can_be_counted_again_in_the_events(
    planted: Planted, database: duckdb.DuckDBPyConnection
) -> None:
    expressions = {
        "hours": "first_hour % 24",
        "weekdays": "first_hour // 24 % 7",
        "periods": "first_hour // 24 // 28",
        "channels": "channel",
    }
    for mix, expression in expressions.items():
        kinds = tuple(range(7)) if mix == "weekdays" else COLUMNS[mix]
        seen = counted(database, f"SELECT number, {expression} AS kind FROM ({VISITS})", kinds)
        assert np.array_equal(seen, planted.tally.mixes[mix]), mix
    phones = f"SELECT number, device AS kind FROM ({VISITS}) WHERE device != 'desktop'"
    assert np.array_equal(counted(database, phones, COLUMNS["devices"]), planted.tally.mixes["devices"])
    led = summed(database, f"SELECT number, sum(n_campaigns) FROM ({VISITS}) GROUP BY number")
    assert np.array_equal(led, planted.tally.hits["campaign"])


def test_categories_and_bands_can_be_counted_again_in_the_events(
    planted: Planted, database: duckdb.DuckDBPyConnection
) -> None:
    looked = f"SELECT number, l1 AS kind FROM ({LOOKED}) JOIN items USING (item_id)"
    assert np.array_equal(counted(database, looked, COLUMNS["categories"]), planted.tally.mixes["categories"])
    ranked = "SELECT item_id, least(4, (rank() OVER (PARTITION BY l1 ORDER BY item_id) - 1) // 42) AS kind FROM items"
    banded = f"SELECT number, kind FROM ({LOOKED}) JOIN ({ranked}) USING (item_id)"
    assert np.array_equal(counted(database, banded, COLUMNS["bands"]), planted.tally.mixes["bands"])


def test_steps_and_social_deeds_can_be_counted_again_in_the_events(
    planted: Planted, database: duckdb.DuckDBPyConnection
) -> None:
    seen = counted(database, f"SELECT number, name AS kind FROM events WHERE name IN {STEPS}", STEPS)
    visits = summed(database, f"SELECT number, count(*) FROM ({VISITS}) GROUP BY number")
    orders = summed(database, f"SELECT number, count(*) FROM ({ORDERS}) GROUP BY number")
    seen[:, STEPS.index("page_viewed")] -= visits.astype(np.int64)
    seen[:, STEPS.index("checkout_started")] -= orders.astype(np.int64)
    assert np.array_equal(seen, planted.tally.mixes["steps"])
    assert np.array_equal(seen.sum(axis=1), planted.tally.counts["steps"])
    assert np.array_equal(visits - 1, planted.tally.counts["visits"])
    for name in SOCIAL:
        deeds = summed(database, f"SELECT number, count(*) FROM events WHERE name = '{name}' GROUP BY number")
        assert np.array_equal(deeds, planted.tally.counts[name])


def test_orders_can_be_counted_again_in_the_events(planted: Planted, database: duckdb.DuckDBPyConnection) -> None:
    def total(expression: str) -> np.ndarray:
        return summed(database, f"SELECT number, sum({expression}) FROM ({ORDERS}) GROUP BY number")

    told = planted.tally
    assert np.array_equal(total("1"), told.counts["orders"])
    assert np.array_equal(total("n_lines - 1"), told.counts["extra_lines"])
    assert np.array_equal(total("n_pieces - n_lines"), told.counts["extra_pieces"])
    for name, column in (("paid", "n_paid"), ("refunded", "n_refunded"), ("reviewed", "n_reviewed")):
        assert np.array_equal(total(column), told.hits[name])
    assert np.array_equal(total("n_coupons"), told.hits["coupon"])
    nearest = "CASE WHEN discount < 3 THEN 0 WHEN discount < 8 THEN 5 ELSE round(discount / 10.0)::INT * 10 END"
    tiers = counted(database, f"SELECT number, {nearest} AS kind FROM ({ORDERS})", COLUMNS["discounts"])
    assert np.array_equal(tiers, told.mixes["discounts"])
    assert np.array_equal(tiers[:, 1:].sum(axis=1), told.trials["coupon"])
    assert np.array_equal(told.trials["paid"], told.counts["orders"])
    assert np.array_equal(told.trials["refunded"], told.hits["paid"])


def test_dwell_and_removals_can_be_counted_again_in_the_events(
    planted: Planted, database: duckdb.DuckDBPyConnection
) -> None:
    mean = summed(database, "SELECT number, avg(ln(dwell_ms)) FROM events WHERE dwell_ms IS NOT NULL GROUP BY number")
    assert np.allclose(mean, planted.tally.mean_log_dwell)
    for name, told in (("product_removed", planted.tally.hits), ("product_added", planted.tally.trials)):
        seen = summed(database, f"SELECT number, count(*) FROM events WHERE name = '{name}' GROUP BY number")
        assert np.array_equal(seen, told["removed"])


def test_a_treasure_counts_as_the_highest_usual_band(parts: Any) -> None:
    counts = tally(parts.people, parts.visits, parts.orders, parts.steps, parts.goods)
    collectors = parts.outlier == 3
    assert counts.mixes["bands"].shape == (2_400, 5)
    assert (counts.mixes["bands"][collectors, :4] == 0).all()
    assert (counts.mixes["bands"][collectors, 4] > 0).all()
    assert (parts.outlier == NOBODY).any()


def test_joined_tallies_keep_the_order_of_their_people(parts: Any) -> None:
    one = tally(parts.people, parts.visits, parts.orders, parts.steps, parts.goods)
    both = join_tallies([one, one])
    assert np.array_equal(both.counts["orders"], np.tile(one.counts["orders"], 2))
    assert both.mixes["hours"].shape == (4_800, 24)
    assert np.array_equal(both.n_dwells[2_400:], one.n_dwells)

from __future__ import annotations

import duckdb
import pyarrow.compute as pc
import pytest

from huaxiang.domain.tables import table
from huaxiang.simulate.planted.drawing import Planted
from huaxiang.simulate.planted.year import AS_OF, START


def test_events_have_the_schema_of_the_table_and_ids_of_their_own(planted: Planted) -> None:
    assert planted.events.schema.equals(table("events").schema, check_metadata=True)
    assert table("events").check(planted.events).num_rows == planted.events.num_rows
    assert pc.count_distinct(planted.events["event_id"]).as_py() == planted.events.num_rows
    assert pc.all(pc.match_substring_regex(planted.events["event_id"], "^[0-9a-f]{24}$")).as_py()


def test_people_are_known_by_member_numbers_alone(planted: Planted) -> None:
    assert planted.events["person_id"].null_count == planted.events.num_rows
    assert set(planted.events["namespace"].unique().to_pylist()) == {"member_no"}
    assert sorted(planted.events["identity"].unique().to_pylist()) == planted.people.tolist()


def test_everything_happens_within_the_year_before_as_of(planted: Planted) -> None:
    at = pc.min_max(planted.events["occurred_at"]).as_py()
    assert START <= at["min"] < at["max"] < AS_OF


@pytest.mark.parametrize("name", ["order_completed", "order_cancelled", "order_refunded", "coupon_applied"])
def test_what_becomes_of_an_order_refers_to_one_placed_before(name: str, database: duckdb.DuckDBPyConnection) -> None:
    orphans = f"""SELECT count(*), count(*) FILTER (o.occurred_at IS NULL OR o.occurred_at > e.occurred_at
      OR o.identity != e.identity) FROM (SELECT * FROM events WHERE name = '{name}') e
      LEFT JOIN (SELECT * FROM events WHERE name = 'order_placed') o ON e.order_id = o.order_id"""
    n, n_orphans = database.execute(orphans).fetchall()[0]
    assert n > 50
    assert n_orphans == 0


def test_refunds_come_after_payment_and_give_back_what_was_paid(database: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT count(*) FROM events r LEFT JOIN events c ON r.order_id = c.order_id AND c.name = 'order_completed'
      WHERE r.name = 'order_refunded' AND (c.occurred_at IS NULL OR c.occurred_at >= r.occurred_at
      OR c.amount_minor != r.amount_minor)"""
    assert database.execute(sql).fetchall() == [(0,)]


def test_an_order_amounts_to_its_lines_and_its_coupon_to_what_they_lack(database: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT order_id, sum(amount_minor) FILTER (name = 'order_placed') AS placed,
      sum(amount_minor) FILTER (name = 'order_line_recorded') AS lines,
      sum(quantity * price_minor) FILTER (name = 'order_line_recorded') AS listed,
      sum(amount_minor) FILTER (name = 'coupon_applied') AS coupon
      FROM events LEFT JOIN items USING (item_id) WHERE order_id IS NOT NULL GROUP BY order_id"""
    wrong = f"SELECT count(*) FROM ({sql}) WHERE placed IS DISTINCT FROM lines OR coupon != listed - lines"
    assert database.execute(wrong).fetchall() == [(0,)]


def test_amounts_have_a_currency_and_lines_an_item_and_a_quantity(database: duckdb.DuckDBPyConnection) -> None:
    wrong = "SELECT count(*) FROM events WHERE (amount_minor IS NULL) != (currency IS NULL) OR amount_minor < 0"
    assert database.execute(wrong).fetchall() == [(0,)]
    lines = "SELECT count(*) FROM events WHERE name = 'order_line_recorded'"
    incomplete = f"{lines} AND (item_id IS NULL OR order_id IS NULL OR quantity IS NULL OR amount_minor IS NULL)"
    assert database.execute(incomplete).fetchall() == [(0,)]


def test_nobody_behaves_like_a_bot(database: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT min(occurred_at - earlier) FROM (SELECT occurred_at, lag(occurred_at, 299)
      OVER (PARTITION BY number ORDER BY occurred_at) AS earlier FROM events)"""
    assert database.execute(sql).fetchall()[0][0] > 3_600_000_000
    ordered = """SELECT number, item_id, order_id, min(occurred_at) AS first_at FROM events
      WHERE name = 'order_line_recorded' GROUP BY ALL"""
    tenth = "lag(first_at, 9) OVER (PARTITION BY number, item_id ORDER BY first_at)"
    spans = f"SELECT first_at - {tenth} AS span FROM ({ordered})"
    within_a_week = f"SELECT count(*) FROM ({spans}) WHERE span <= 7 * 86400000000"
    assert database.execute(within_a_week).fetchall() == [(0,)]

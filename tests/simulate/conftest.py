"""One simulated shop of 2,000 people for all tests that only look, and its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from huaxiang.simulate.blocks import Block, simulate_blocks
from huaxiang.simulate.parameters import Parameters, read_parameters
from huaxiang.simulate.scene import Scene, scenes
from huaxiang.simulate.stage import SimulationReport, simulate


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return read_parameters()


@pytest.fixture(scope="session")
def small(parameters: Parameters) -> Parameters:
    """Blocks of 100 people."""
    return replace(parameters, shop=replace(parameters.shop, block_people=100))


@pytest.fixture(scope="session")
def scene(parameters: Parameters) -> Scene:
    return next(scenes(2_000, seed=5, parameters=parameters))


@pytest.fixture(scope="session")
def block(parameters: Parameters) -> Block:
    return next(simulate_blocks(2_000, seed=5, parameters=parameters))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, parameters: Parameters) -> tuple[Path, SimulationReport]:
    """Folder and report of a shop of 2,000 people."""
    folder = tmp_path_factory.mktemp("模拟 shop")
    return folder, simulate(folder, people=2_000, seed=5, parameters=parameters)


Ask = Callable[[str], tuple[Any, ...]]


@pytest.fixture(scope="session")
def ask(shop: tuple[Path, SimulationReport]) -> Iterator[Ask]:
    """First row of a query over the raw files and the truth; broken rows left out, doubled events once."""
    folder, _ = shop
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'Asia/Shanghai'")
        for name in ("members", "items", "orders", "order_lines", "coupons", "messages", "consents", "facts"):
            path = folder / "sources" / f"{name}.csv"
            database.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', all_varchar = true, ignore_errors = true)"
            )
        for name, column in (("orders", "placed_at"), ("coupons", "issued_at"), ("messages", "sent_at")):
            database.execute(f"DELETE FROM {name} WHERE try_cast({column} AS TIMESTAMP) IS NULL")
        database.execute("DELETE FROM order_lines WHERE try_cast(amount_yuan AS DOUBLE) IS NULL")
        for name in ("personas", "identities", "hesitation", "interests"):
            database.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folder}/truth/{name}.parquet'")
        database.execute(f"CREATE TABLE raw AS SELECT * FROM '{folder}/sources/events/*.parquet'")
        database.execute(_EVENTS)
        database.execute(_SESSIONS)
        yield lambda sql: database.execute(sql).fetchall()[0]


_EVENTS = """
CREATE TABLE events AS SELECT DISTINCT ON (message_id) raw.*, epoch_us(timestamp) AS t,
  coalesce(m.person, o.person, c.person, d.person) AS person FROM raw
LEFT JOIN identities m ON m.namespace = 'member_no' AND m.value = user_id
LEFT JOIN identities o ON o.namespace = 'openid' AND o.value = openid
LEFT JOIN identities c ON c.namespace = 'cookie' AND c.value = anonymous_id
LEFT JOIN identities d ON d.namespace = 'device_id' AND d.value = device_id
WHERE event IS NOT NULL AND year(timestamp) < 2090
"""
_SESSIONS = """
CREATE TABLE sessions AS SELECT person, number, count(*) AS n, (max(t) - min(t)) / 6e7 AS minutes,
  bool_or(event = 'product_added') AS has_cart, bool_or(event = 'order_placed') AS has_order,
  bool_or(event = 'products_searched') AS has_search, any_value(channel) AS channel,
  count(*) FILTER (event IN ('product_viewed', 'product_added', 'product_favourited', 'order_placed')) AS n_kinds
FROM (SELECT *, sum(begins) OVER (PARTITION BY person ORDER BY t, message_id) AS number FROM (
  SELECT *, CASE WHEN t - lag(t) OVER (PARTITION BY person ORDER BY t, message_id) < 1800e6
    THEN 0 ELSE 1 END AS begins
  FROM events WHERE person IS NOT NULL)) GROUP BY 1, 2
"""

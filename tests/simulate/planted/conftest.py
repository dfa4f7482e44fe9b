"""One drawing of planted people with all its parts, and a count of its events that knows nothing of the parts."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from huaxiang.simulate.planted.catalogue import Catalogue, read_catalogue
from huaxiang.simulate.planted.difficulty import soften
from huaxiang.simulate.planted.drawing import Planted, draw
from huaxiang.simulate.planted.goods import Goods, pick_goods
from huaxiang.simulate.planted.orders import Orders, draw_orders
from huaxiang.simulate.planted.people import NOBODY, People, draw_people
from huaxiang.simulate.planted.personas import Personas, read_outliers, read_personas
from huaxiang.simulate.planted.steps import Steps, draw_steps
from huaxiang.simulate.planted.visits import Visits, draw_visits


@dataclass(frozen=True)
class Parts:
    """What is drawn on the way to the events, of 2,400 people: every 20th an outlier, the kinds in turn."""

    personas: Personas
    persona: np.ndarray
    outlier: np.ndarray
    catalogue: Catalogue
    people: People
    visits: Visits
    orders: Orders
    steps: Steps
    goods: Goods


@pytest.fixture(scope="session")
def parts() -> Parts:
    rng, personas, catalogue = np.random.default_rng(11), soften(read_personas(), "middling"), read_catalogue(11)
    persona, outlier = np.arange(2_400) % 8, np.full(2_400, NOBODY)
    _, kinds = read_outliers()
    outlier[::20] = np.arange(120) % len(kinds)
    people = draw_people(personas, persona, outlier=outlier, kinds=kinds, rng=rng)
    visits = draw_visits(people, rng)
    orders = draw_orders(people, visits, rng)
    steps = draw_steps(people, visits, orders, rng)
    goods = pick_goods(people, visits, orders, steps, catalogue=catalogue, rng=rng)
    return Parts(personas, persona, outlier, catalogue, people, visits, orders, steps, goods)


@pytest.fixture(scope="session")
def planted() -> Planted:
    return draw(3_000, "middling", 5)


@pytest.fixture(scope="session")
def database(planted: Planted) -> duckdb.DuckDBPyConnection:
    """Tables events, items and people of the drawing; `local_hour` counts from Monday, 6 January 2025."""
    connection = duckdb.connect()
    people = pa.table({"identity": planted.people.tolist(), "number": np.arange(planted.people.size)})
    connection.register("raw_events", planted.events)
    connection.register("items", planted.items)
    connection.register("people", people)
    connection.execute(
        "CREATE TABLE events AS SELECT *, (occurred_at + 8 * 3600000000) // 3600000000 - 20094 * 24 AS local_hour"
        " FROM raw_events JOIN people USING (identity)"
    )
    return connection

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.tables import table
from huaxiang.project.portrait_state import find
from huaxiang.project.standing import rank_of, spread_of, standing

ANNA = "p_0000000000000001"
OTHERS = [f"p_{number:016x}" for number in range(10, 14)]
ORDERS = dict(zip(OTHERS, (0.0, 0.0, 1.0, 5.0), strict=True))


def rows_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = table(name).schema
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


@pytest.fixture
def spread_shop(shop):
    values = {ANNA: 2.0, **ORDERS}
    rows = [{"person_id": person, "feature": "orders_180d", "value": value} for person, value in values.items()]
    # an abnormal account: it has features, no segment, and counts in no average
    rows.append({"person_id": "p_00000000000000ff", "feature": "orders_180d", "value": 900.0})
    rows.append({"person_id": OTHERS[0], "feature": "night_coefficient", "value": None})
    rows += [{"person_id": person, "feature": "carts_month", "value": 0.0} for person in values]
    shop.lake().write("features", rows_of("features", rows))
    members = [
        {"person_id": person, "segment_id": segment, "probability_milli": 900, "rank": 1}
        for person, segment in zip((ANNA, *OTHERS), ("s0001", "s0002", "s0002", "s0002", "s0001"), strict=True)
    ]
    shop.lake().write("memberships", rows_of("memberships", members))
    spread_of.cache_clear()
    return shop


def test_a_person_stands_among_everybody_and_the_people_of_the_segment(spread_shop):
    [row] = standing(spread_shop, find(spread_shop, "member_no:M1").profile)
    assert row["feature"] == "orders_180d"
    assert row["label"] == "180天订单数"
    assert (row["value"], row["rank"], row["below"]) == (2.0, 0.7, 0.6)
    assert (row["segment_value"], row["segment_rank"]) == (3.5, 0.8)
    assert row["everyone_value"] == 1.0


def test_what_is_alike_in_everybody_is_left_out(spread_shop):
    profile = find(spread_shop, "member_no:M1").profile
    profile.features["carts_month"] = 0.0
    assert [row["feature"] for row in standing(spread_shop, profile)] == ["orders_180d"]


def test_what_nobody_has_and_what_is_not_known_of_the_person_is_left_out(spread_shop):
    assert "night_coefficient" not in spread_of(spread_shop.lake().root)
    assert standing(spread_shop, find(spread_shop, "member_no:M2").profile) == []


def test_a_lake_without_features_gives_nothing(shop):
    spread_of.cache_clear()
    assert standing(shop, find(shop, "member_no:M1").profile) == []


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40), st.integers(-1, 10))
def test_a_rank_counts_the_people_below_and_half_of_the_equal_ones(values, value):
    expected = sum((each < value) + 0.5 * (each == value) for each in values) / len(values)
    assert rank_of(np.array(sorted(values), dtype=np.float64), float(value)) == pytest.approx(expected, abs=1e-4)

from __future__ import annotations

import itertools
import random
import statistics
from collections import Counter, defaultdict
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.domain.tables import table
from huaxiang.journeys.steps import step_of
from huaxiang.journeys.transitions import transitions, weights
from huaxiang.stats.weights import decay_table

AS_OF = 20_000 * DAY_US
SCHEMA = pa.schema(
    [
        ("person_id", pa.string()),
        ("event_id", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.int64()),
        ("l1", pa.string()),
    ]
)
Row = dict[str, Any]


def found(rows: list[Row]) -> list[Row]:
    events = ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA))
    answer = transitions(events, AS_OF, weighted=ibis.memtable(weights())).to_pyarrow()
    return table("transitions").check(answer).to_pylist()


def row(person: str | None, name: str, hours: int, l1: str | None = None) -> Row:
    at = AS_OF - 200 * HOUR_US + hours * HOUR_US
    return {"person_id": person, "event_id": f"{person}{hours}{name}{l1}", "name": name, "occurred_at": at, "l1": l1}


def test_a_directly_following_step_is_counted_with_its_gap() -> None:
    rows = [row("a", "product_viewed", 0, "beauty"), row("a", "product_added", 3, "beauty"), row("a", "page_viewed", 4)]
    rows += [row("b", "product_viewed", 0, "beauty"), row("b", "product_added", 5, "beauty")]
    age = (200 - 5) // 24
    assert found(rows) == [
        {
            "from_step": "view:beauty",
            "to_step": "cart:beauty",
            "n_times": 2,
            "n_people": 2,
            "median_gap_us": 3 * HOUR_US,
            "weight": 2 * int(decay_table(30)[age]),
        }
    ]


def test_more_than_72_hours_between_two_steps_part_them() -> None:
    assert found([row("a", "products_searched", 0), row("a", "products_searched", 73)]) == []
    assert len(found([row("a", "products_searched", 0), row("a", "products_searched", 72)])) == 1


def test_steps_of_nobody_and_of_the_future_are_left_out() -> None:
    rows = [row(None, "products_searched", 0), row(None, "products_searched", 1)]
    rows += [row("a", "products_searched", 199), row("a", "products_searched", 201)]
    assert found(rows) == []


def test_lines_of_one_basket_stand_side_by_side() -> None:
    rows = [row("a", "order_line_recorded", 0, l1) for l1 in ("beauty", "food", "food")]
    rows.append(row("a", "order_refunded", 2))
    assert [(each["from_step"], each["to_step"], each["n_times"]) for each in found(rows)] == [
        ("pay:beauty", "refund", 1),
        ("pay:food", "refund", 1),
    ]


def by_hand(rows: list[Row]) -> list[Row]:
    """Transitions of a few rows, computed plainly."""
    instants: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in rows:
        step = step_of(each["name"], each["l1"])
        if each["person_id"] is not None and step and each["occurred_at"] <= AS_OF:
            instants[each["person_id"]][each["occurred_at"]].add(step)
    gaps: dict[tuple[str, str], list[tuple[int, str, int]]] = defaultdict(list)
    for person, steps in instants.items():
        times = sorted(steps)
        for before, after in itertools.pairwise(times):
            if after - before <= 72 * HOUR_US:
                for start in steps[before]:
                    for end in steps[after]:
                        weight = int(decay_table(30)[(AS_OF - after) // DAY_US])
                        gaps[start, end].append((after - before, person, weight))
    return [
        {
            "from_step": start,
            "to_step": end,
            "n_times": len(each),
            "n_people": len({person for _, person, _ in each}),
            "median_gap_us": statistics.median_low([gap for gap, _, _ in each]),
            "weight": sum(weight for _, _, weight in each),
        }
        for (start, end), each in sorted(gaps.items())
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from(["a", "b", None]),
            st.sampled_from(["product_viewed", "product_added", "order_completed", "page_viewed"]),
            st.integers(0, 205),
            st.sampled_from([None, "beauty"]),
        ),
        max_size=25,
    ),
    st.randoms(),
)
def test_counts_equal_those_made_by_hand_in_any_row_order(rows: list[Row], shuffler: random.Random) -> None:
    assert found(shuffler.sample(rows, len(rows))) == by_hand(rows)
    assert Counter(each["from_step"] for each in found(rows)).total() == len(by_hand(rows))

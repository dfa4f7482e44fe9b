from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from fold_worlds import ZONE
from hypothesis import given
from hypothesis import strategies as st
from tests.reducing import rows_from_states

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.folds.base import Count, Latest, Replay
from huaxiang.folds.people import ROW_SCHEMA, People, Rows
from huaxiang.stats.weights import decay_weight

N = 4
Plain = dict[tuple[int, str, int], int]
plain_rows = st.dictionaries(
    st.tuples(st.integers(0, N - 1), st.sampled_from(["", "a", "美", "a|b"]), st.integers(-3, 40)),
    st.integers(-9, 9),
    max_size=14,
)


def rows_of(plain: Plain) -> Rows:
    columns = list(zip(*sorted((*key, value) for key, value in plain.items()), strict=True)) or [[]] * 4
    missing = pa.nulls(len(plain), pa.string())
    arrays = [pa.array(column, field.type) for column, field in zip(columns, ROW_SCHEMA, strict=False)]
    return Rows.from_arrow(pa.table([*arrays, missing, missing], schema=ROW_SCHEMA), N)


def plain_of(rows: Rows) -> Plain:
    cells = zip(rows.person.tolist(), rows.keys, rows.bucket.tolist(), rows.value.tolist(), strict=True)
    return {(person, key, bucket): value for person, key, bucket, value in cells}


def by_key(plain: Plain) -> dict[tuple[int, str], tuple[int, int]]:
    """(newest bucket, sum) by person and key."""
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for (person, key, bucket), value in plain.items():
        newest, total = found.get((person, key), (bucket, 0))
        found[person, key] = (max(newest, bucket), total + value)
    return found


@given(plain_rows)
def test_rows_hold_what_they_were_given(plain: Plain) -> None:
    rows = rows_of(plain)
    assert plain_of(rows) == plain
    assert len(rows) == len(plain)
    assert list(plain_of(rows)) == sorted(plain)


@given(plain_rows, st.integers(-5, 45))
def test_since_is_a_filter_on_buckets(plain: Plain, first: int) -> None:
    expected = {key: value for key, value in plain.items() if key[2] >= first}
    assert plain_of(rows_of(plain).since(first)) == expected


@given(plain_rows, st.sets(st.integers(0, N - 1)))
def test_take_keeps_the_chosen_people_under_their_new_places(plain: Plain, chosen: set[int]) -> None:
    order = sorted(chosen)
    place = np.full(N, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    taken = rows_of(plain).take(place, len(order))
    expected = {(order.index(p), key, bucket): value for (p, key, bucket), value in plain.items() if p in chosen}
    assert (plain_of(taken), taken.n_people) == (expected, len(order))


@given(plain_rows)
def test_sums_and_counts_of_each_person(plain: Plain) -> None:
    sums: dict[int, int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    for (person, _, _), value in plain.items():
        sums[person] += value
        counts[person] += 1
    rows = rows_of(plain)
    assert rows.per_person().tolist() == [sums[p] for p in range(N)]
    assert rows.rows_per_person().tolist() == [counts[p] for p in range(N)]


@given(plain_rows)
def test_by_key_sums_buckets_and_keeps_the_newest(plain: Plain) -> None:
    found = plain_of(rows_of(plain).by_key())
    assert {(p, key): (bucket, value) for (p, key, bucket), value in found.items()} == by_key(plain)


@given(plain_rows, st.integers(1, 30))
def test_decayed_is_the_sum_of_values_by_the_weight_of_their_age(plain: Plain, half_life: int) -> None:
    weighted = {
        key: value * int(decay_weight(np.array([40 - key[2]]), half_life=half_life)[0]) for key, value in plain.items()
    }
    found = plain_of(rows_of(plain).decayed(40, half_life_days=half_life))
    assert {(p, key): (bucket, value) for (p, key, bucket), value in found.items()} == by_key(weighted)


@given(plain_rows)
def test_groups_are_the_runs_of_each_person(plain: Plain) -> None:
    rows = rows_of(plain)
    groups = rows.groups()
    assert [person for person, _, _ in groups] == sorted({key[0] for key in plain})
    assert [i for _, a, b in groups for i in range(a, b)] == list(range(len(plain)))
    assert all(set(rows.person[a:b].tolist()) == {person} for person, a, b in groups)


def test_a_bucket_after_as_of_is_refused() -> None:
    with pytest.raises(OutOfRange):
        rows_of({(0, "a", 41): 1}).decayed(40, half_life_days=3)


FOLDS = (
    Count("n", frozenset(), key=("l1",)),
    Latest("page", frozenset(), value="page"),
    Replay("r", frozenset(), 1, len),  # type: ignore[arg-type]
)


def test_rows_of_states_are_sorted_and_split_the_latest() -> None:
    states: list[Any] = [{}, {"n": {("b", 2): 5, ("a", 9): 1, ("b", 1): 2}, "page": {("", 0): (77, "e1", "home")}}]
    rows = rows_from_states(states, FOLDS)
    assert sorted(rows) == ["n", "page"]
    assert plain_of(rows["n"]) == {(1, "a", 9): 1, (1, "b", 1): 2, (1, "b", 2): 5}
    page = rows["page"]
    assert (page.bucket.tolist(), page.value.tolist(), page.text, page.event_id) == ([77], [0], ["home"], ["e1"])


def people() -> People:
    states: list[Any] = [{"n": {("a", day): day}} for day in range(3)]
    as_of = 10 * DAY_US + 20 * HOUR_US
    return People(["p_a", "p_b", "p_c"], as_of, ZONE, rows_from_states(states, FOLDS), {"r": ["x", "y", "z"]})


def test_people_know_their_days() -> None:
    assert (len(people()), people().day, people().local_day) == (3, 10, 11)


@pytest.mark.parametrize("chosen", [[], [1], [0, 2], [0, 1, 2]])
def test_taking_people_takes_ids_rows_and_replays_alike(chosen: list[int]) -> None:
    taken = people().take(np.array(chosen, dtype=np.int64))
    assert taken.ids == [["p_a", "p_b", "p_c"][i] for i in chosen]
    assert plain_of(taken.folds["n"]) == {(at, "a", i): i for at, i in enumerate(chosen)}
    assert taken.replays == {"r": [["x", "y", "z"][i] for i in chosen]}
    assert (taken.as_of, taken.folds["n"].n_people) == (people().as_of, len(chosen))


@given(plain_rows, plain_rows)
def test_a_row_is_among_others_by_person_and_key(plain: Plain, other: Plain) -> None:
    known = {(person, key) for person, key, _ in other}
    found = rows_of(plain).among(rows_of(other)).tolist()
    assert found == [(person, key) in known for person, key, _ in sorted(plain)]

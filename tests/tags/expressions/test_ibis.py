from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa
import pytest
from expression_worlds import AS_OF, PEOPLE, TERMS, VOCABULARY, as_tables, expressions, profile_of, worlds
from hypothesis import given, settings

from huaxiang.tags.expressions import ArrowIndex, Tables, bitmap_of, meets, parse, people_of

connection = ibis.duckdb.connect()


def ibis_table(name: str, rows: pa.Table) -> Any:
    connection.con.register(name, rows)
    return connection.table(name)


def three_ways(text: str, world: dict[str, list[dict[str, Any]]]) -> tuple[list[str], list[str], list[str]]:
    """Who meets the expression by Ibis, by bitmaps, and one profile at a time."""
    expression = parse(text, VOCABULARY)
    rows = as_tables(world)
    tables = Tables(**{name: ibis_table(name, table) for name, table in rows.items()})
    by_table = sorted(people_of(expression, tables, AS_OF).to_pyarrow()["person_id"].to_pylist())
    index = ArrowIndex(pa.array(PEOPLE), rows, AS_OF)
    by_bitmap = [PEOPLE[number] for number in bitmap_of(expression, index)]
    by_profile = [person for person in PEOPLE if meets(expression, profile_of(person, world))]
    return by_table, by_bitmap, by_profile


@settings(max_examples=120, deadline=None)
@given(expressions(), worlds())
def test_three_evaluations_give_the_same_people(text: str, world: dict[str, list[dict[str, Any]]]) -> None:
    by_table, by_bitmap, by_profile = three_ways(text, world)
    assert by_table == by_bitmap == by_profile


@pytest.mark.parametrize("term", TERMS)
@settings(max_examples=4, deadline=None)
@given(world=worlds())
def test_every_term_is_evaluated_alike_and_its_negation_is_the_rest(
    term: str, world: dict[str, list[dict[str, Any]]]
) -> None:
    by_table, by_bitmap, by_profile = three_ways(term, world)
    assert by_table == by_bitmap == by_profile
    assert sorted([*by_table, *three_ways(f"not {term}", world)[0]]) == list(PEOPLE)


def test_missing_values_fail_a_comparison_and_meet_its_negation() -> None:
    world: dict[str, list[dict[str, Any]]] = {
        "assignments": [],
        "features": [],
        "traits": [
            {"person_id": "p_a", "name": "age", "value": "20"},
            {"person_id": "p_b", "name": "age", "value": "?"},
        ],
        "facts": [],
        "events": [],
        "patterns": [],
    }
    assert three_ways("trait(age) != 18", world) == (["p_a"], ["p_a"], ["p_a"])
    assert three_ways("not trait(age) = 20", world)[0] == ["p_b", "p_c", "p_d"]
    assert three_ways("known(age)", world)[0] == ["p_a", "p_b"]

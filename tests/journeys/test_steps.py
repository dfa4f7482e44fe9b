from __future__ import annotations

import ibis
import pyarrow as pa

from huaxiang.journeys.steps import STEPS, step_label, step_of, with_steps


def test_table_form_gives_the_same_steps_as_the_function() -> None:
    rows = [{"name": name, "l1": l1} for name in [*STEPS, "page_viewed", "robot_waved"] for l1 in (None, "beauty")]
    schema = pa.schema([("name", pa.string()), ("l1", pa.string())])
    found = with_steps(ibis.memtable(pa.Table.from_pylist(rows, schema=schema))).to_pyarrow().to_pylist()
    expected = [{**row, "step": step_of(row["name"], row["l1"])} for row in rows if row["name"] in STEPS]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_steps_without_a_category_of_their_own_never_carry_one() -> None:
    assert step_of("products_searched", "beauty") == "search"
    assert step_of("robot_waved", "beauty") is None


def test_every_step_has_words_in_both_languages() -> None:
    assert step_label("search") == "搜索"
    assert step_label("pay:pets", "en", categories={"pets": "宠物"}) == "pay 宠物"
    assert step_label("unheard:of") == "unheard of"

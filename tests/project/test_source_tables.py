from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.ingest.mapping import Computed, SourceSpec
from huaxiang.project.source_tables import read_source
from huaxiang.project.tables import StrictTable
from huaxiang.project.toml_lines import TomlLines

PLAIN: dict[str, Any] = {
    "name": "log",
    "kind": "csv",
    "path": "log.csv",
    "table": "events",
    "map": {"name": "event", "occurred_at": "time"},
}


def _read(**changes: Any) -> SourceSpec:
    plain = {**PLAIN, **changes}
    return read_source(
        StrictTable(plain, path=Path("x.toml"), lines=TomlLines(""), keys=("source", 0)), namespaces=["member_no"]
    )


def test_values_of_event_mean_its_name() -> None:
    assert _read(values={"event": {"看": "product_viewed"}}).values == {"name": {"看": "product_viewed"}}


def test_properties_of_events_may_have_any_name() -> None:
    spec = _read(map={**PLAIN["map"], "properties.l1": "category"})
    assert spec.map["properties.l1"] == "category"


def test_traits_of_people_may_have_any_name() -> None:
    spec = _read(table="people", map={"observed_at": "at", "性别": "sex"})
    assert spec.map["性别"] == "sex"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"map": {"name": "event"}}, "map misses 'occurred_at'"),
        ({"rows": "lines"}, "goes with table"),
        ({"format": {"header": False}}, "format.columns"),
        ({"format": {"encoding": "utf-9"}}, "unknown encoding"),
        ({"format": {"time": "soon"}}, "strptime"),
        ({"format": {"delimiter": "|||||"}}, "one to four characters"),
        ({"time_zone": "Asia/Shangai"}, "time zone"),
        ({"map": {**PLAIN["map"], "currency": {"vlaue": "CNY"}}}, "value = constant"),
        ({"emit": ["order_placed"]}, "cannot give"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        _read(**changes)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"column": "d", "time": "%d/%m/%Y"}, Computed(("d",), "join", time="%d/%m/%Y")),
        ({"join": ["d", "h"]}, Computed(("d", "h"))),
        ({"first": ["a", "b"]}, Computed(("a", "b"), "first")),
        ({"join": ["d"], "time": "days", "since": "2017-01-01"}, Computed(("d",), time="days", since="2017-01-01")),
    ],
)
def test_columns_made_of_several_are_read(value: dict[str, Any], expected: Computed) -> None:
    assert _read(map={**PLAIN["map"], "occurred_at": value}).map["occurred_at"] == expected


def test_flags_and_chosen_rows_are_read() -> None:
    flags = {"flags": {"is_buy": "order_line_recorded"}, "otherwise": "product_viewed"}
    spec = _read(map={**PLAIN["map"], "name": flags}, where={"type": "1", "kind": ["a", "b"]})
    assert spec.map["name"] == Computed(("is_buy",), "flags", words=("order_line_recorded", "product_viewed"))
    assert spec.where == {"type": ("1",), "kind": ("a", "b")}
    assert set(spec.raw_columns()) == {"is_buy", "time", "type", "kind"}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"join": []}, "at least one"),
        ({"column": "d", "time": "soon"}, "strptime"),
        ({"column": "d", "time": "days"}, "needs since"),
        ({"column": "d", "product": ["a"]}, "made by"),
        ({"join": ["a"], "sepa": "-"}, "no 'sepa'"),
    ],
)
def test_columns_that_cannot_be_made_are_refused(value: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        _read(map={**PLAIN["map"], "occurred_at": value})

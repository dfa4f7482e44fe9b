from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.ingest.mapping import SourceSpec
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
        ({"format": {"delimiter": "||"}}, "one character"),
        ({"time_zone": "Asia/Shangai"}, "time zone"),
        ({"map": {**PLAIN["map"], "currency": {"vlaue": "CNY"}}}, "value = constant"),
        ({"emit": ["order_placed"]}, "cannot give"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        _read(**changes)

from __future__ import annotations

import re

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import TABLES, Table, table

CONTRACT = {
    "events": "event_id source message_id name occurred_at received_at person_id namespace identity session_id item_id "
    "order_id quantity amount_minor currency channel device page zone dwell_ms text_id campaign_id properties log_seq",
    "orders": "order_id person_id placed_at paid_at closed_at gross_minor discount_minor refund_minor net_minor "
    "currency status channel",
    "texts": "text_id person_id kind text occurred_at item_id",
    "assignments": "person_id tag_key definition_version status score_milli strength stance confidence_milli "
    "valid_from valid_until as_of origin run_id model_id evidence_id",
    "tag_changes": "seq person_id tag_key field old new cause at",
    "links": "a b kind occurred_at weight_milli event_id",
    "evidence": "evidence_id kind references level",
}
INSTANTS = {"valid_from", "valid_until", "as_of", "at"}
each_table = pytest.mark.parametrize("each", TABLES.values(), ids=lambda each: each.name)


@each_table
def test_every_column_says_what_it_means(each: Table) -> None:
    assert each.meaning.endswith(".")
    assert len(set(each.names)) == len(each.names)
    for column in each.columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert len(column.meaning) > 2, f"{each.name}.{column.name} has no meaning"


@each_table
def test_keys_are_columns(each: Table) -> None:
    assert each.key
    assert set(each.key) <= set(each.names)


@each_table
def test_instants_are_whole_microseconds_with_their_unit(each: Table) -> None:
    for column in each.columns:
        if column.name.endswith("_at") or column.name in INSTANTS:
            assert str(column.type) == "int64"
            assert "µs UTC" in column.meaning


@each_table
def test_an_empty_table_has_its_schema(each: Table) -> None:
    assert each.check(each.schema.empty_table()).schema == each.schema


@each_table
def test_a_table_with_a_person_column_holds_people(each: Table) -> None:
    assert each.is_per_person or "person_id" not in each.names


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_the_contracts_columns_are_there(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(table(name).names)


def test_an_unknown_table_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest: events"):
        table("event")

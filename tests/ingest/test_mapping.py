from __future__ import annotations

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import TABLES
from huaxiang.ingest.mapping import PLANS, Constant, SourceSpec, plan


def test_every_mapped_table_is_a_documented_table() -> None:
    assert set(PLANS) <= set(TABLES)


def test_ids_and_people_are_never_mapped() -> None:
    for each in PLANS.values():
        assert not {"person_id", "event_id", "log_seq", "source"} & {*each.required, *each.optional}


def test_unknown_table_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest: orders"):
        plan("order")


def test_raw_columns_are_named_once_and_constants_are_none() -> None:
    spec = SourceSpec(
        "s", "csv", "x", "orders", map={"order_id": "a", "currency": Constant("CNY")}, person={"mobile": ("a", "b")}
    )
    assert spec.raw_columns() == ("a", "b")


def test_placed_orders_are_told_only_when_asked_for() -> None:
    assert "order_placed" not in plan("orders").emits
    assert "order_placed" in plan("orders").may_emit


def test_a_constant_is_another_mapping_than_a_column_of_that_name() -> None:
    one = SourceSpec("s", "csv", "x", "orders", map={"currency": "CNY"})
    other = SourceSpec("s", "csv", "x", "orders", map={"currency": Constant("CNY")})
    assert one.identity() != other.identity()

from __future__ import annotations

from huaxiang.domain.tables import TABLES
from huaxiang.domain.tables_given import GIVEN


def test_what_the_shop_gives_is_not_derived_and_says_its_source() -> None:
    assert not [each.name for each in GIVEN if each.is_derived]
    assert [each.name for each in GIVEN if "source" not in each.names] == []


def test_money_of_orders_is_never_missing() -> None:
    amounts = [column for column in TABLES["orders"].columns if column.name.endswith("_minor")]
    assert [column.name for column in amounts if column.is_nullable] == []
    assert len(amounts) == 4

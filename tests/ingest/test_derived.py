from __future__ import annotations

import duckdb
import pytest

from huaxiang.domain.tables import TABLES
from huaxiang.ingest.derived import derived_events
from huaxiang.ingest.mapping import PLANS


@pytest.mark.parametrize("table", ["items", "item_states", "campaigns", "events"])
def test_tables_without_people_give_no_events(table: str) -> None:
    assert derived_events(table, "rows") is None


def test_every_table_that_may_emit_has_its_events() -> None:
    assert {name for name, plan in PLANS.items() if plan.may_emit} == {
        name for name in PLANS if derived_events(name, "rows") is not None
    }


def test_events_not_asked_for_are_not_given_and_ids_are_the_same_each_time() -> None:
    row = (
        "(SELECT 'K1' AS coupon_id, 5::BIGINT AS issued_at, 6::BIGINT AS used_at, NULL AS campaign_id,"
        " 100::BIGINT AS value_minor, NULL AS _order_id, 's' AS _source, ['member_no:7'] AS _identities,"
        " ['coupon_applied'] AS _emit)"
    )
    sql = derived_events("coupons", row)
    assert sql is not None
    (event,) = duckdb.sql(sql).to_arrow_table().to_pylist()
    assert tuple(event) == TABLES["events"].names
    assert (event["name"], event["occurred_at"], event["identity"]) == ("coupon_applied", 6, "7")
    assert duckdb.sql(sql).to_arrow_table().to_pylist() == [event]

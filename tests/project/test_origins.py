from __future__ import annotations

from typing import Any

import pyarrow as pa
from tests.reducing import state_bytes

from huaxiang.domain.instants import DAY_US, HOUR_US, to_iso
from huaxiang.domain.profiles import IdentityRow
from huaxiang.domain.tables import table
from huaxiang.folds.replays import encode_recent
from huaxiang.project.origins import origins_of
from huaxiang.project.portrait_state import find
from huaxiang.stores.base import Meta, StoredState
from huaxiang.stores.sqlite import SQLiteStore

ANNA = "p_0000000000000001"
AS_OF = 20_000 * DAY_US + 12 * HOUR_US
OBSERVED = AS_OF - 10 * DAY_US


def rows_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = table(name).schema
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


class Restated:
    """The shop with another store: Anna alone, whose gender and household were stated."""

    def __init__(self, shop, folds):
        self._shop = shop
        self._path = shop.folder / ".huaxiang" / "restated.sqlite"
        store = SQLiteStore(self._path)
        store.load("profiles", [shop.store().profile(ANNA)])
        store.load("identities", [IdentityRow("member_no:M1", OBSERVED, ANNA)])
        store.load("states", [StoredState("member_no:M1", state_bytes(folds), encode_recent([]))])
        store.finish(Meta("r", AS_OF, 0, 0), {})

    def store(self):
        return SQLiteStore(self._path)

    def __getattr__(self, name):
        return getattr(self._shop, name)


FOLDS = {
    "traits": {("gender", 0): (OBSERVED, "t9", "女")},
    "facts": {("household_size", 0): (OBSERVED, "f9", "2")},
}


def write_events(shop, source):
    rows = [
        {"event_id": each, "source": source, "name": "trait_set", "occurred_at": OBSERVED, "received_at": OBSERVED}
        for each in ("t9", "f9")
    ]
    shop.lake().write("events", rows_of("events", [{**row, "properties": "{}"} for row in rows]))


def write_fact(shop, *, expires_at):
    row = {"person_id": ANNA, "name": "household_size", "value": "2", "source": "示例数据", "contract": "HT-1"}
    row |= {"confidence_milli": 700, "observed_at": OBSERVED, "expires_at": expires_at}
    shop.lake().write("facts", rows_of("facts", [row]))


def test_a_trait_names_its_source_and_its_day(shop):
    write_events(shop, "members")
    restated = Restated(shop, FOLDS)
    traits = {row["name"]: row for row in origins_of(restated, find(restated, ANNA))["traits"]}
    assert traits["gender"] == {
        "name": "gender",
        "value": "女",
        "source": "members",
        "file": None,
        "observed_at": to_iso(OBSERVED),
    }
    assert (traits["age"]["source"], traits["age"]["observed_at"]) == (None, None)


def test_a_fact_names_supplier_contract_confidence_and_end(shop):
    write_events(shop, "facts")
    write_fact(shop, expires_at=AS_OF + DAY_US)
    restated = Restated(shop, FOLDS)
    [fact] = origins_of(restated, find(restated, ANNA))["facts"]
    assert (fact["supplier"], fact["contract"], fact["confidence"]) == ("示例数据", "HT-1", 0.7)
    assert (fact["expires_at"], fact["is_expired"]) == (to_iso(AS_OF + DAY_US), False)


def test_a_fact_past_its_end_is_said_to_have_expired(shop):
    write_events(shop, "facts")
    write_fact(shop, expires_at=AS_OF)
    restated = Restated(shop, FOLDS)
    assert origins_of(restated, find(restated, ANNA))["facts"][0]["is_expired"]

"""Live and batch see the same fold event of the same accepted event."""

from __future__ import annotations

import json

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.instants import Zone
from huaxiang.domain.profiles import Item
from huaxiang.domain.tables import table
from huaxiang.folds.view import fold_row, fold_table

ZONES = [Zone("Asia/Shanghai"), Zone("America/New_York")]
ITEMS = {
    "i1": Item("i1", "beauty", "makeup", "foundation", "花西", "粉底"),
    "i2": Item("i2", "pet", None, None, None, None),
}
words = st.one_of(st.none(), st.sampled_from(["a", "", "美 妆", '"q"', "1.50"]))
names = st.sampled_from(["l1", "l2", "l3", "brand", "coupon_id", "property", "value", "purpose", "kind", "other"])


@st.composite
def accepted(draw: st.DrawFn) -> AcceptedEvent:
    return AcceptedEvent(
        event_id="e1",
        source="s",
        message_id="m",
        name=draw(st.sampled_from(["product_viewed", "trait_set"])),
        occurred_at=draw(st.integers(1_500_000_000_000_000, 1_900_000_000_000_000)),
        received_at=0,
        identities=["member_no:1", "cookie:2"],
        item_id=draw(st.sampled_from([None, "i1", "i2", "i3"])),
        quantity=draw(st.one_of(st.none(), st.integers(-9, 9))),
        channel=draw(words),
        text=draw(words),
        properties=draw(st.dictionaries(names, st.sampled_from(["x", "", "美妆", '"q"', "1.50"]))),
    )


def as_events_row(event: AcceptedEvent) -> pa.Table:
    schema = table("events").schema
    namespace, identity = event.identities[0].split(":", 1)
    known = {
        "namespace": namespace,
        "identity": identity,
        "text_id": event.event_id if event.text is not None else None,
        "properties": json.dumps(event.properties, ensure_ascii=False),
    }
    row = {name: known.get(name, getattr(event, name, None)) for name in schema.names}
    return pa.Table.from_pylist([row], schema=schema)


@settings(max_examples=60, deadline=None)
@given(event=accepted(), zone=st.sampled_from(ZONES))
def test_the_expression_and_the_function_agree(event: AcceptedEvent, zone: Zone) -> None:
    items = ibis.memtable(
        pa.table({name: [getattr(i, name) for i in ITEMS.values()] for name in ("item_id", "l1", "l2", "l3", "brand")})
    )
    batch = fold_table(ibis.memtable(as_events_row(event)), items, zone=zone).to_pyarrow().to_pylist()
    live = fold_row(event, ITEMS, zone=zone)
    assert live is not None
    assert batch == [{name: getattr(live, name) for name in live.__struct_fields__}]


def test_an_event_without_identity_is_no_fold_event() -> None:
    event = AcceptedEvent("e", "s", "m", "page_viewed", 0, 0, [])
    assert fold_row(event, {}, zone=ZONES[0]) is None

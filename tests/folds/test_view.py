"""Live and batch see the same fold event of the same accepted event."""

from __future__ import annotations

import json

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.categories import padded
from huaxiang.domain.events import AcceptedEvent, FoldEvent
from huaxiang.domain.instants import Zone
from huaxiang.domain.profiles import Item
from huaxiang.domain.tables import table
from huaxiang.folds.view import fold_row, fold_table, own_paths, path_key

ZONES = [Zone("Asia/Shanghai"), Zone("America/New_York")]
ITEMS = {
    "i1": Item("i1", "beauty", "makeup", "foundation", "花西", "粉底"),
    "i2": Item("i2", "pet", None, None, None, None),
}


def CATEGORISE(levels):  # noqa: N802
    return padded([f"s-{label}" for label in levels if label])


words = st.one_of(st.none(), st.sampled_from(["a", "", "美 妆", '"q"', "1.50"]))
names = st.sampled_from(
    ["l1", "l2", "l3", "brand", "coupon_id", "property", "value", "purpose", "kind", "other", "discount_minor"]
)


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
        properties=draw(st.dictionaries(names, st.sampled_from(["x", "", "美妆", '"q"', "1.50", "250", "٢٥", "-7"]))),
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


@settings(max_examples=10, deadline=None)
@given(events=st.lists(accepted(), min_size=1, max_size=20), zone=st.sampled_from(ZONES))
def test_the_expression_and_the_function_agree(events: list[AcceptedEvent], zone: Zone) -> None:
    for number, each in enumerate(events):
        each.event_id = f"e{number:02d}"
    items = ibis.memtable(
        pa.table({name: [getattr(i, name) for i in ITEMS.values()] for name in ("item_id", "l1", "l2", "l3", "brand")})
    )
    rows = pa.concat_tables([as_events_row(event) for event in events])
    paths = path_table(own_paths(ibis.memtable(rows)).to_pyarrow().to_pylist())
    batch = fold_table(ibis.memtable(rows), items, paths, zone=zone).to_pyarrow().to_pylist()
    live = [fold_row(event, ITEMS, CATEGORISE, zone=zone) for event in events]
    expected = [{name: getattr(row, name) for name in FoldEvent.__struct_fields__} for row in live]
    assert sorted(batch, key=lambda row: row["event_id"]) == expected


def path_table(labels: list[dict]):
    found = [(row["own_l1"], row["own_l2"], row["own_l3"]) for row in labels]
    slugs = [CATEGORISE(tuple(label or None for label in path)) for path in found]
    columns = {"path": pa.array([path_key(*path) for path in found], pa.string())}
    columns |= {f"own_l{i + 1}": pa.array([each[i] for each in slugs], pa.string()) for i in range(3)}
    return ibis.memtable(pa.table(columns))


def test_an_event_without_identity_is_no_fold_event() -> None:
    event = AcceptedEvent("e", "s", "m", "page_viewed", 0, 0, [])
    assert fold_row(event, {}, CATEGORISE, zone=ZONES[0]) is None

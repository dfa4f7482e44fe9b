from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.events import FOLD_SCHEMA, AcceptedEvent, FoldEvent, fold_event, time_order
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone

words = st.one_of(st.none(), st.text(max_size=8))
accepted = st.builds(
    AcceptedEvent,
    event_id=st.text(min_size=1, max_size=8),
    source=st.text(max_size=5),
    message_id=st.text(max_size=5),
    name=st.sampled_from(["product_viewed", "自定义"]),
    occurred_at=st.integers(-(2**53), 2**62),
    received_at=st.integers(0, 2**62),
    identities=st.lists(st.text(max_size=6), max_size=3),
    link_kind=st.sampled_from(["login", "alias"]),
    quantity=st.one_of(st.none(), st.integers(-5, 5)),
    text=words,
    properties=st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=3),
)


@given(accepted)
def test_an_accepted_event_comes_back_from_its_bytes(event: AcceptedEvent) -> None:
    assert AcceptedEvent.of_bytes(event.to_bytes()) == event


def test_two_events_do_not_share_their_properties() -> None:
    one = AcceptedEvent("e", "s", "m", "page_viewed", 0, 0, [])
    one.properties["a"] = "b"
    assert AcceptedEvent("e", "s", "m", "page_viewed", 0, 0, []).properties == {}


def test_the_schema_has_the_fields_of_the_fold_event_with_integers_and_text_only() -> None:
    assert tuple(FOLD_SCHEMA.names) == FoldEvent.__struct_fields__
    assert {str(field.type) for field in FOLD_SCHEMA} == {"int64", "string"}
    hints = msgspec.structs.fields(FoldEvent)
    integers = {each.name for each in hints if "int" in str(each.type)}
    assert {field.name for field in FOLD_SCHEMA if str(field.type) == "int64"} == integers


def test_a_fold_event_knows_its_utc_day_and_its_local_day_and_hour() -> None:
    late = fold_event(local=Zone("Asia/Shanghai"), occurred_at=17 * HOUR_US, identity="a:b", event_id="e", name="n")
    assert (late.day, late.local_day, late.local_hour) == (0, 1, 1)
    west = fold_event(local=Zone("America/New_York"), occurred_at=DAY_US, identity="a:b", event_id="e", name="n")
    assert (west.day, west.local_day, west.local_hour) == (1, 0, 19)


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(TypeError):
        fold_event(local=Zone("UTC"), occurred_at=0, identity="a:b", event_id="e", name="n", colour="red")


def test_events_are_sorted_by_instant_then_id() -> None:
    rows = [FoldEvent("a:b", name, "n", at, 0, 0, 0) for at, name in ((2, "a"), (1, "c"), (1, "b"))]
    assert [(e.occurred_at, e.event_id) for e in sorted(rows, key=time_order)] == [(1, "b"), (1, "c"), (2, "a")]

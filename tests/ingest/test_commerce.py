from __future__ import annotations

import pytest

from huaxiang.ingest.commerce import commerce_columns, event_name, line_events
from huaxiang.ingest.dialects.base import Incoming


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Product Viewed", "product_viewed"),
        ("product-viewed", "product_viewed"),
        ("Order Canceled", "order_cancelled"),
        ("Product Added to Wishlist", "product_favourited"),
        ("我的事件", "我的事件"),
        (7, None),
    ],
)
def test_event_names_are_those_of_the_contract_and_unknown_ones_stay(sent, name):
    assert event_name(sent) == name


def test_numbers_that_are_none_stay_as_they_were_sent():
    columns = commerce_columns("product_viewed", {"quantity": "many", "price": "?", "dwellMs": 1500}, currency="CNY")
    assert columns == {"currency": "CNY", "dwell_ms": 1500, "properties": {"quantity": "many", "price": "?"}}


def test_a_category_is_split_unless_its_levels_are_given():
    levels = commerce_columns("x", {"category": "A/B"}, currency="CNY")["properties"]
    given = commerce_columns("x", {"category": "A/B", "l1": "Z"}, currency="CNY")["properties"]
    assert (levels, given) == ({"l1": "A", "l2": "B"}, {"l1": "Z", "category": "A/B"})


def test_nested_values_are_kept_as_json():
    assert commerce_columns("x", {"a": {"b": [1, True]}}, currency="CNY")["properties"] == {"a": '{"b":[1,true]}'}


def test_lines_without_a_message_id_have_none_either():
    order = Incoming(message_id=None, name="order_completed", order_id="o", currency="CNY")
    assert [line.message_id for line in line_events(order, {"products": [{"product_id": "p"}]})] == [None]
    placed = Incoming(message_id="m", name="order_placed")
    assert list(line_events(placed, {"products": [{"product_id": "p"}]})) == []

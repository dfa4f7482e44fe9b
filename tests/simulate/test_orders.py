from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.orders import STATUSES, order_happenings, place_orders
from huaxiang.simulate.people import RESELLER


def test_lines_add_up_to_what_is_to_be_paid(block: Block) -> None:
    orders = block.orders
    totals = np.bincount(orders.line_order, weights=orders.line_amount, minlength=orders.number.size).astype(np.int64)
    assert np.array_equal(totals, orders.gross - orders.discount)
    assert (orders.line_amount >= 0).all()
    assert (np.diff(orders.line_order) >= 0).all()


def test_money_and_instants_make_sense(block: Block) -> None:
    orders, end = block.orders, block.scene.calendar.end_us
    assert ((orders.discount >= 0) & (orders.discount < orders.gross)).all()
    assert (orders.refund <= orders.paid).all()
    paid = orders.paid_at >= 0
    assert (orders.paid_at[paid] > orders.placed_at[paid]).all()
    closed = orders.closed_at >= 0
    assert (orders.closed_at[closed] > orders.placed_at[closed]).all()
    assert max(orders.placed_at.max(), orders.paid_at.max(), orders.closed_at.max()) < end


def test_status_says_what_the_instants_say(block: Block) -> None:
    orders = block.orders
    status = np.array(STATUSES)[orders.status]
    paid, closed = orders.paid_at >= 0, orders.closed_at >= 0
    assert (status[~paid & closed] == "交易关闭").all()
    assert (status[~paid & ~closed] == "等待买家付款").all()
    assert (orders.refund[status == "退款成功"] == orders.paid[status == "退款成功"]).all()
    partly = (orders.refund > 0) & (status != "退款成功")
    assert partly.any()
    assert closed[orders.refund > 0].all()


def test_order_numbers_are_distinct_and_name_their_day(block: Block) -> None:
    orders = block.orders
    assert np.unique(orders.number).size == orders.number.size
    days = np.array([int(day.strftime("%Y%m%d")) for day in block.scene.calendar.days])
    assert np.array_equal(orders.number // 10**10, days[block.scene.calendar.day_index(orders.placed_at)])


def test_history_lies_before_the_tracked_days(block: Block) -> None:
    orders, start = block.orders, block.scene.calendar.tracking_start_us
    assert ((orders.placed_at < start) == (orders.visit < 0)).all()
    assert (orders.visit < 0).sum() > 100
    shop = replace(block.scene.parameters.shop, history_days=0)
    scene = replace(block.scene, parameters=replace(block.scene.parameters, shop=shop))
    calendar = replace(scene.calendar, first=0)
    assert (place_orders(replace(scene, calendar=calendar), block.people, block.steps).visit >= 0).all()


def test_clothing_comes_back_most(block: Block) -> None:
    orders, leaves = block.orders, block.scene.catalogue.leaves
    leaf = orders.line_item[orders.first_line] // block.scene.catalogue.items_per_leaf
    womens = np.array([leaves[number].path.startswith("womens") for number in leaf.tolist()])
    paid, back = orders.paid_at >= 0, orders.refund > 0
    assert back[paid & womens].mean() == pytest.approx(0.57, abs=0.15)
    assert back[paid & ~womens].mean() < 0.15


def test_tracking_tells_of_checkout_and_order_but_not_of_payment(block: Block) -> None:
    checkout, placed = order_happenings(block.scene, block.steps, block.orders)
    assert (checkout.name, placed.name) == ("checkout_started", "order_placed")
    assert (checkout.time < placed.time).all()
    assert placed.time.size == (block.orders.visit >= 0).sum()


def test_resellers_buy_many_pieces_but_no_fortune(block: Block) -> None:
    orders, people, price = block.orders, block.people, block.scene.catalogue.price_minor
    resold = np.isin(orders.line_order, np.flatnonzero(people.role[orders.person] == RESELLER))
    tracked = resold & (orders.visit[orders.line_order] >= 0)
    assert orders.line_quantity[tracked].max() >= 8
    dear = (price[orders.line_item] * orders.line_quantity)[tracked & (orders.line_quantity > 1)]
    assert dear.max() <= 90_000

from __future__ import annotations

from typing import Any

import numpy as np


def test_an_order_belongs_to_the_person_of_its_visit(parts: Any) -> None:
    assert np.array_equal(parts.orders.person, parts.visits.person[parts.orders.visit])


def test_only_paid_orders_are_refunded_or_reviewed_and_only_discounted_ones_have_a_coupon(parts: Any) -> None:
    orders = parts.orders
    assert not (orders.is_refunded & ~orders.is_paid).any()
    assert not (orders.is_reviewed & ~orders.is_paid).any()
    assert not (orders.has_coupon & (orders.discount == 0)).any()
    assert 0 < orders.is_refunded.mean() < orders.is_paid.mean() < 1


def test_orders_of_a_visit_are_ranked_by_their_place(parts: Any) -> None:
    orders = parts.orders
    same = orders.visit[1:] == orders.visit[:-1]
    assert same.any()
    assert (orders.place[1:][same] > orders.place[:-1][same]).all()
    assert (orders.rank[1:][same] == orders.rank[:-1][same] + 1).all()
    assert (orders.rank[1:][~same] == 0).all()


def test_every_order_has_lines_and_every_line_a_piece(parts: Any) -> None:
    orders = parts.orders
    assert np.array_equal(np.unique(orders.line_order), np.arange(orders.n))
    assert np.array_equal(np.flatnonzero(orders.line_rank == 0), np.unique(orders.line_order, return_index=True)[1])
    assert orders.line_quantity.min() >= 1

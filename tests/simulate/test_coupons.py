from __future__ import annotations

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.coupons import KINDS


def test_used_coupons_belong_to_orders_of_their_holder(block: Block) -> None:
    coupons, orders = block.coupons, block.orders
    used = np.flatnonzero(coupons.order >= 0)
    assert used.size == (orders.has_coupon & (orders.visit >= 0)).sum()
    assert np.unique(coupons.order[used]).size == used.size
    assert np.array_equal(coupons.person[used], orders.person[coupons.order[used]])
    assert np.array_equal(coupons.used_at[used], orders.placed_at[coupons.order[used]])
    assert (coupons.value[used] <= orders.discount[coupons.order[used]]).all()


def test_coupons_are_used_between_issue_and_expiry(block: Block) -> None:
    coupons = block.coupons
    used = coupons.used_at >= 0
    assert (coupons.issued_at[used] <= coupons.used_at[used]).all()
    assert (coupons.used_at[used] < coupons.expires_at[used]).all()
    assert (coupons.issued_at < coupons.expires_at).all()


@pytest.mark.parametrize(("kind", "share"), [("pushed", 0.055), ("claimed", 0.28), ("cart_reminder", 0.14)])
def test_share_used_is_the_kinds_own(block: Block, kind: str, share: float) -> None:
    rows = block.coupons.kind == KINDS.index(kind)
    assert (block.coupons.used_at[rows] >= 0).mean() == pytest.approx(share, abs=0.02)


def test_four_uses_in_ten_fall_into_the_last_two_days(block: Block) -> None:
    used = block.coupons.used_at >= 0
    left = (block.coupons.expires_at - block.coupons.used_at)[used] / 3.6e9
    assert (left < 48).mean() == pytest.approx(0.4, abs=0.07)


def test_numbers_are_distinct(block: Block) -> None:
    assert np.unique(block.coupons.number).size == block.coupons.number.size

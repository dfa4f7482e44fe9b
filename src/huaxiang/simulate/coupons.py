"""Coupons issued, used and left to expire."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.simulate.orders import NONE, Orders
from huaxiang.simulate.people import MEMBER, People, days_by_weight, pick
from huaxiang.simulate.scene import Scene
from huaxiang.simulate.steps import Steps

__all__ = ["KINDS", "CouponRows", "issue_coupons"]

KINDS = ("pushed", "claimed", "cart_reminder")
_VALUES = np.array([500, 1000, 2000, 3000, 5000])


@dataclass(frozen=True)
class CouponRows:
    """Coupons of a block, arrays of one length; `order` is a row of the block's orders, -1 when never used."""

    number: np.ndarray
    person: np.ndarray
    kind: np.ndarray
    value: np.ndarray
    issued_at: np.ndarray
    expires_at: np.ndarray
    used_at: np.ndarray
    order: np.ndarray


def issue_coupons(scene: Scene, people: People, steps: Steps, orders: Orders) -> CouponRows:
    """One coupon for each tracked order that used one, and as many unused ones as the shares of use imply."""
    rng, p = scene.rng("coupons"), scene.parameters.coupons
    used = np.flatnonzero(orders.has_coupon & (orders.visit >= 0))
    shares = np.array([p.pushed_used_share, p.claimed_used_share, p.reminder_used_share])
    planted = np.flatnonzero(steps.visits.is_planted)
    reminded = p.reminder_per_hesitation * planted.size / max(scene.n_people, 1)
    issued = np.array([p.pushed_per_member, p.claimed_per_member, reminded])
    kind = pick(issued * shares + 1e-12, used.size, rng)
    used_at = orders.placed_at[used]
    left_us = np.where(
        rng.random(used.size) < p.last_48h_share, rng.uniform(0.2, 47, used.size), rng.uniform(49, 480, used.size)
    )
    expires = used_at + (left_us * HOUR_US).astype(np.int64)
    early = (rng.exponential(60, used.size) * HOUR_US).astype(np.int64) + 2 * MINUTE_US
    issued_at = np.maximum(used_at - early, np.minimum(people.registered_at[orders.person[used]], used_at))
    first = CouponRows(used, orders.person[used], kind, orders.discount[used], issued_at, expires, used_at, used)
    per_kind = np.bincount(kind, minlength=3)
    counts = np.rint(per_kind / np.maximum(shares, 1e-6)).astype(np.int64) - per_kind
    second = _unused(scene, people, steps, np.where(shares > 0, counts, 0), rng)
    return _numbered(scene, first, second)


def _unused(scene: Scene, people: People, steps: Steps, counts: np.ndarray, rng: np.random.Generator) -> CouponRows:
    kind = np.repeat(np.arange(len(KINDS)), counts)
    n, calendar = kind.size, scene.calendar
    able = np.flatnonzero(people.role == MEMBER)
    person = able[rng.integers(max(able.size, 1), size=n)] if able.size else np.zeros(n, dtype=np.int64)
    start = np.maximum(people.registered_at[person], calendar.tracking_start_us)
    issued = days_by_weight(calendar, calendar.traffic, (start, np.full(n, calendar.end_us)), rng.random(n))
    planted = np.flatnonzero(steps.visits.is_planted)
    reminds = np.flatnonzero(kind == KINDS.index("cart_reminder"))
    if planted.size:
        visit = planted[rng.integers(planted.size, size=reminds.size)]
        person[reminds] = steps.visits.person[visit]
        issued[reminds] = steps.end[visit] + 35 * MINUTE_US
    days = rng.choice([3, 7, 15, 30], n)
    value = _VALUES[rng.integers(len(_VALUES), size=n)]
    nothing = np.full(n, NONE)
    issued = np.minimum(issued, calendar.end_us - 1)
    return CouponRows(nothing, person, kind, value, issued, issued + days * DAY_US, nothing, nothing)


def _numbered(scene: Scene, first: CouponRows, second: CouponRows) -> CouponRows:
    columns = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in vars(first)}
    sort = np.argsort(columns["issued_at"], kind="stable")
    columns = {name: column[sort] for name, column in columns.items()}
    columns["number"] = scene.block * 10**7 + np.arange(sort.size)
    return CouponRows(**columns)

"""Orders and their lines: what was bought, paid, cancelled and sent back, in the tracked days and before them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from huaxiang.simulate.happenings import PAGES, Happening
from huaxiang.simulate.journeys import CYCLE, NO_ORDER, RESALE
from huaxiang.simulate.people import ANONYMOUS, BOT, People, days_by_weight, favourite_ranks, pick
from huaxiang.simulate.scene import Scene
from huaxiang.simulate.steps import Steps, usual_item

__all__ = ["NONE", "STATUSES", "Orders", "order_happenings", "place_orders"]

NONE = np.int64(-1)
STATUSES = ("等待买家付款", "交易关闭", "买家已付款", "卖家已发货", "交易成功", "退款成功")
_WAITING, _CLOSED, _PAID, _SHIPPED, _DONE, _REFUNDED = range(6)
_RESALE_MINOR = 90_000
"""What a reseller spends on a line at most, but for one piece of something dear."""
_LIVE_L1 = ("womens", "beauty", "mens-shoes-bags")


@dataclass(frozen=True)
class Orders:
    """Arrays of shape (n_orders,), and of the lines of all orders, sorted by order; -1 where there is nothing.

    Instants in µs UTC, money in minor units. `visit` is -1 for orders before the tracked days.
    """

    number: np.ndarray
    person: np.ndarray
    visit: np.ndarray
    placed_at: np.ndarray
    paid_at: np.ndarray
    closed_at: np.ndarray
    status: np.ndarray
    is_live: np.ndarray
    is_for_other: np.ndarray
    has_coupon: np.ndarray
    gross: np.ndarray
    discount: np.ndarray
    refund: np.ndarray
    line_order: np.ndarray
    line_item: np.ndarray
    line_quantity: np.ndarray
    line_amount: np.ndarray

    @property
    def first_line(self) -> np.ndarray:
        """Position of each order's first line."""
        return np.searchsorted(self.line_order, np.arange(self.number.size))

    @property
    def paid(self) -> np.ndarray:
        """Money paid, before refunds."""
        return np.where(self.paid_at >= 0, self.gross - self.discount, 0)

    @property
    def is_kept(self) -> np.ndarray:
        """Paid and not sent back in whole."""
        return np.asarray((self.paid_at >= 0) & (self.refund < self.paid))


def place_orders(scene: Scene, people: People, steps: Steps) -> Orders:
    """All orders of the block: those of the visits, then those of the history."""
    rng = scene.rng("orders")
    visit = np.flatnonzero(steps.visits.order != NO_ORDER)
    placed = steps.end[visit] + (rng.uniform(100, 220, visit.size) * SECOND_US).astype(np.int64)
    old_person, old_placed = _history(scene, people)
    person = np.concatenate([steps.visits.person[visit], old_person])
    placed = np.concatenate([placed, old_placed])
    lines = _lines(scene, people, steps, (visit, old_person, old_placed), rng)
    line_order, line_item, quantity = lines
    first = np.searchsorted(line_order, np.arange(person.size))
    main = line_item[first] // scene.catalogue.items_per_leaf
    live = _is_live(scene, main, rng)
    gross, discount, coupon = _prices(scene, people, (person, placed), lines, rng)
    dates = _outcome(scene, people, (person, placed, main, live), rng)
    paid_at, closed_at, status, share = dates
    paid = np.where(paid_at >= 0, gross - discount, 0)
    refund = np.where(status == _REFUNDED, paid, np.rint(paid * share).astype(np.int64))
    amount = _split(gross - discount, line_order, scene.catalogue.price_minor[line_item] * quantity)
    gift = scene.catalogue.column("gift_share")[main]
    kin = np.array([leaf.path.startswith(("mother-baby", "health")) for leaf in scene.catalogue.leaves])[main]
    chance = np.where(kin, scene.parameters.texts.for_others_share, gift * 0.6)
    other = rng.random(person.size) < chance * scene.personas.others[people.persona[person]]
    return Orders(
        number=_numbers(scene, placed),
        person=person,
        visit=np.concatenate([visit, np.full(old_person.size, NONE)]),
        placed_at=placed,
        paid_at=paid_at,
        closed_at=closed_at,
        status=status,
        is_live=live,
        is_for_other=other,
        has_coupon=coupon,
        gross=gross,
        discount=discount,
        refund=refund,
        line_order=line_order,
        line_item=line_item,
        line_quantity=quantity,
        line_amount=amount,
    )


def _history(scene: Scene, people: People) -> tuple[np.ndarray, np.ndarray]:
    """Orders before the tracked days: person and instant; some people order once and never again."""
    rng, p, calendar = scene.rng("history"), scene.parameters.orders, scene.calendar
    begin, end = int(calendar.start_us[0]), calendar.tracking_start_us
    since = np.clip(people.registered_at, begin, end)
    years = (end - since) / (365 * DAY_US)
    buys = (people.role != ANONYMOUS) & (people.role != BOT)
    mean = p.history_orders_per_year * years * np.minimum(people.wish, 6) * buys
    count = rng.poisson(mean)
    count = np.where(rng.random(count.size) < p.one_time_share, np.minimum(count, 1), count)
    person = np.repeat(np.arange(count.size), count)
    if calendar.first == 0:
        return person[:0], person[:0]
    instants = days_by_weight(
        calendar, calendar.sales, (since[person], np.full(person.size, end)), rng.random(person.size)
    )
    return person, np.minimum(instants, end - HOUR_US)


def _lines(
    scene: Scene,
    people: People,
    steps: Steps,
    made: tuple[np.ndarray, np.ndarray, np.ndarray],
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Order, item and pieces of all lines, sorted by order; the first line is what the person came for."""
    visit, old_person, old_placed = made
    n_new, n_old = visit.size, old_person.size
    kind = np.concatenate([steps.visits.order[visit], np.zeros(n_old, dtype=np.int64)])
    person = np.concatenate([steps.visits.person[visit], old_person])
    leaf = people.favourite_at(old_person, old_placed, favourite_ranks(n_old, rng))
    other = pick(scene.catalogue.popularity, n_old, rng)
    leaf = np.where(rng.random(n_old) < 0.75, leaf, other)
    usual = scene.listed(usual_item(scene, people, old_person, leaf), old_placed)
    main = np.concatenate([steps.item[steps.last[visit]], usual])
    extra = rng.poisson(scene.parameters.funnel.extra_lines_mean, n_new + n_old)
    extra = np.where(kind == CYCLE, np.minimum(extra, 1), extra)
    owner = np.repeat(np.arange(n_new + n_old), extra)
    back = np.concatenate([np.arange(count) for count in extra]) + 1 if owner.size else owner
    seen = owner < n_new
    row = steps.last[visit[np.where(seen, owner, 0)]] - back if n_new else owner
    has_row = seen & (row >= steps.first[visit[np.where(seen, owner, 0)]]) if n_new else seen
    fallback = people.favourites[person[owner], favourite_ranks(owner.size, rng)]
    begun = np.concatenate([steps.visits.start[visit], old_placed])
    item = scene.listed(usual_item(scene, people, person[owner], fallback), begun[owner])
    item = np.where(has_row, steps.item[np.where(has_row, row, 0)], item)
    order = np.concatenate([np.arange(n_new + n_old), owner])
    items = np.concatenate([main, item])
    sort = np.argsort(order, kind="stable")
    order, items = order[sort], items[sort]
    fresh = np.concatenate([[True], (order[1:] != order[:-1]) | (items[1:] != items[:-1])])[: order.size]
    order, items = order[fresh], items[fresh]
    return order, items, _pieces(scene, items, kind[order], rng)


def _pieces(scene: Scene, items: np.ndarray, kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    price = scene.catalogue.price_minor[items]
    share = np.select([price < 8_000, price < 50_000], [0.22, 0.06], 0.01)
    several = rng.random(items.size) < share
    pieces = 1 + several * np.minimum(rng.integers(1, 4, items.size), np.where(price < 50_000, 3, 1))
    resold = np.minimum(pieces + rng.integers(4, 30, items.size), np.maximum(_RESALE_MINOR // price, 1))
    return np.where(kind == RESALE, resold, pieces)


def _is_live(scene: Scene, leaf: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    fits = np.array([path.path.split(".")[0] in _LIVE_L1 for path in scene.catalogue.leaves])
    share = scene.parameters.orders.live_share
    return np.asarray(rng.random(leaf.size) < np.where(fits[leaf], share, share / 5))


def _prices(
    scene: Scene,
    people: People,
    made: tuple[np.ndarray, np.ndarray],
    lines: tuple[np.ndarray, ...],
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Money before discount, discount, and whether a coupon gave a part of it."""
    person, placed = made
    order, item, quantity = lines
    p, n = scene.parameters.orders, person.size
    gross = np.bincount(order, weights=scene.catalogue.price_minor[item] * quantity, minlength=n).astype(np.int64)
    day = scene.calendar.day_index(placed)
    promotion = scene.calendar.is_promotion[day]
    tilt = np.clip(scene.personas.coupon[people.persona[person]], 0.5, 1.4)
    share = np.where(promotion, p.discount_promotion_share, p.discount_plain_share)
    discounted = rng.random(n) < np.clip(share * (0.5 + 0.5 * tilt), 0, 0.98)
    coupon = discounted & (rng.random(n) < np.clip(p.coupon_share * tilt, 0, 1))
    rate = np.where(promotion, rng.uniform(0.10, 0.30, n), rng.uniform(0.04, 0.15, n))
    discount = np.where(discounted, np.rint(gross * rate / 100).astype(np.int64) * 100, 0)
    discount = np.where(coupon, np.maximum(discount, 100), discount)
    return gross, np.minimum(discount, gross - 1), coupon


def _outcome(
    scene: Scene, people: People, made: tuple[np.ndarray, ...], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Paid and closed instants, status, and the share sent back of orders not sent back in whole."""
    person, placed, leaf, live = made
    p, n, end = scene.parameters.orders, person.size, scene.calendar.end_us
    pays = rng.random(n) < p.paid_share
    delay = np.where(rng.random(n) < 0.9, rng.uniform(8, 120, n), rng.uniform(120, 5400, n)) * SECOND_US
    paid_at = placed + delay.astype(np.int64)
    pays &= paid_at < end
    cancels = rng.random(n) < p.cancelled_share
    wait = np.where(cancels, rng.uniform(2, 600, n) * MINUTE_US, DAY_US).astype(np.int64)
    gone = ~pays & (placed + wait < end)
    factor = scene.personas.returns[people.persona[person]]
    chance = scene.catalogue.column("refund_share")[leaf] * p.refund_factor * factor
    chance = np.clip(chance * np.where(live, p.live_refund_factor, 1.0), 0, 0.92)
    back_at = paid_at + (rng.gamma(2.2, p.refund_days_mean / 2.2, n) * DAY_US).astype(np.int64) + HOUR_US
    back = pays & (rng.random(n) < chance) & (back_at < end)
    part = back & (rng.random(n) < p.partial_refund_share)
    age = end - placed
    alive = np.where(age < 1.5 * DAY_US, _PAID, np.where(age < 6 * DAY_US, _SHIPPED, _DONE))
    status = np.where(pays, alive, np.where(gone, _CLOSED, _WAITING))
    status = np.where(back & ~part, _REFUNDED, status)
    closed = np.where(back, back_at, np.where(gone, placed + wait, NONE))
    share = np.where(part, rng.uniform(0.15, 0.6, n), 0.0)
    return np.where(pays, paid_at, NONE), closed, status, share


def _split(total: np.ndarray, order: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The total of each order divided among its lines by weight; the lines add up to it exactly."""
    edges = np.cumsum(weight)
    first = np.searchsorted(order, np.arange(total.size))
    before = (edges - weight)[first][order]
    whole = np.bincount(order, weights=weight, minlength=total.size)[order]
    upper = np.floor(total[order] * ((edges - before) / whole) + 0.5).astype(np.int64)
    lower = np.floor(total[order] * ((edges - weight - before) / whole) + 0.5).astype(np.int64)
    return np.asarray(upper - lower)


def _numbers(scene: Scene, placed: np.ndarray) -> np.ndarray:
    """Order numbers as platforms write them: date, block and running number, 18 digits."""
    dates = np.array([int(day.strftime("%Y%m%d")) for day in scene.calendar.days])
    date = dates[scene.calendar.day_index(placed)]
    return np.asarray(date * 10**10 + scene.block * 10**6 + np.arange(placed.size))


def order_happenings(scene: Scene, steps: Steps, orders: Orders) -> list[Happening]:
    """`checkout_started` and `order_placed` of the tracked orders; payment is told by the order table alone."""
    rng, rows = scene.rng("order events"), np.flatnonzero(orders.visit >= 0)
    visit = orders.visit[rows]
    checkout = steps.end[visit] + (rng.uniform(45, 95, rows.size) * SECOND_US).astype(np.int64)
    page = np.full(rows.size, PAGES.index("checkout"))
    item = orders.line_item[orders.first_line[rows]]
    amount = (orders.gross - orders.discount)[rows]
    placed = {"page": page, "order": orders.number[rows], "amount": amount, "item": item}
    return [
        Happening("checkout_started", visit, checkout, {"page": page}),
        Happening("order_placed", visit, orders.placed_at[rows], placed),
    ]

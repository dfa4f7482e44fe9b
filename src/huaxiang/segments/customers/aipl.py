"""AIPL: how near a person is to the shop, from having met it (A) over interest (I) and purchase (P) to loyalty (L)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.folds.people import People, Rows
from huaxiang.segments.customers.life_cycle import Stage
from huaxiang.segments.customers.purchases import YEAR_DAYS
from huaxiang.tags.facts import kept_orders

__all__ = ["AIPL", "AIPL_FOLDS", "Nearness", "nearness_of"]

AIPL_FOLDS = ("actions", "order_days", "refund_days", "cancel_days")
"""Folds that are read."""
NEAR_DAYS = 30
LEAST_TOUCHES = 3
_TOUCHED = frozenset({"product_viewed", "products_searched", "product_list_viewed", "product_clicked"})
_WANTED = frozenset({"product_added", "product_favourited", "checkout_started", "order_placed"})
AIPL: Sequence[Stage] = (
    Stage(
        "aware", "认知人群", "aware", "30 天内来过,还没有兴趣行为", "came within 30 days, without a sign of interest"
    ),
    Stage(
        "interested",
        "兴趣人群",
        "interested",
        "30 天内加购、收藏、下单过,或浏览、搜索至少 3 次;一年内没有购买",
        "carted, favourited or ordered within 30 days, or viewed and searched 3 times; no purchase in a year",
    ),
    Stage(
        "purchased",
        "购买人群",
        "purchased",
        "365 天内在一天下过单(已支付、未退款)",
        "bought on one day within 365 days",
    ),
    Stage(
        "loyal", "忠诚人群", "loyal", "365 天内至少在两天下过单(已支付、未退款)", "bought on two days or more in 365"
    ),
)
_AWARE, _INTERESTED, _PURCHASED, _LOYAL = AIPL


@dataclass(frozen=True, slots=True)
class Nearness:
    """The stage of one person.

    Attributes:
        person: Index in the batch.
        stage: One of `AIPL`.
        since: Instant from which it holds, µs: the start of the day of what it rests on.
        until: Instant at which it ends when nothing new comes, µs.
        references: What it rests on.
    """

    person: int
    stage: Stage
    since: int
    until: int
    references: Mapping[str, int | str]


def nearness_of(people: People) -> Iterator[Nearness]:
    """The stage of everybody who has one, by person; who was not seen in 30 days and bought nothing has none."""
    bought = _bought(people)
    touched = _touched(people)
    for person in range(len(people)):
        found = bought.get(person) or touched.get(person)
        if found is not None:
            yield found


def _bought(people: People) -> dict[int, Nearness]:
    orders = kept_orders(people)
    orders = orders.where(orders.value > people.local_day - YEAR_DAYS)
    zone, found = people.zone, {}
    for person, first, last in orders.groups():
        days = np.unique(orders.value[first:last]).tolist()
        # loyalty ends with the second newest day, the purchase with the newest one
        stage, rests_on = (_LOYAL, days[-2]) if len(days) > 1 else (_PURCHASED, days[-1])
        since = zone.start_of_day(days[1] if len(days) > 1 else days[0])
        references: dict[str, int | str] = {"n_order_days": len(days), "last_order_day": to_iso(days[-1] * DAY_US)[:10]}
        found[person] = Nearness(person, stage, since, zone.start_of_day(rests_on + YEAR_DAYS), references)
    return found


def _touched(people: People) -> dict[int, Nearness]:
    rows: Rows = people.folds["actions"].since(people.day - NEAR_DAYS + 1)
    found = {}
    for person, first, last in rows.groups():
        days: dict[str, list[tuple[int, int]]] = {"wanted": [], "touched": [], "any": []}
        for at in range(first, last):
            seen = (int(rows.bucket[at]), int(rows.value[at]))
            days["any"].append(seen)
            kind = "wanted" if rows.keys[at] in _WANTED else "touched" if rows.keys[at] in _TOUCHED else None
            if kind is not None:
                days[kind].append(seen)
        found[person] = _near(person, days)
    return found


def _near(person: int, days: Mapping[str, list[tuple[int, int]]]) -> Nearness:
    wanted, touched = (sum(n for _, n in days[kind]) for kind in ("wanted", "touched"))
    ends = [day for day, _ in days["wanted"]]
    if touched >= LEAST_TOUCHES:
        ends.append(_day_of_nth_newest(days["touched"], LEAST_TOUCHES))
    newest = max(day for day, _ in days["any"])
    stage, last = (_INTERESTED, max(ends)) if ends else (_AWARE, newest)
    references = {"n_wanted": wanted, "n_touched": touched, "days": NEAR_DAYS}
    return Nearness(person, stage, last * DAY_US, (last + NEAR_DAYS) * DAY_US, references)


def _day_of_nth_newest(days: Sequence[tuple[int, int]], n: int) -> int:
    left = n
    for day, count in sorted(days, reverse=True):
        left -= count
        if left <= 0:
            return day
    return min(day for day, _ in days)

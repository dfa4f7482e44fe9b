"""Fact and behaviour tags that are exact on recomputation: buying, buying again, night activity, coupons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Evidence, Kind, Proposal, State, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import Ints, People, Rows
from huaxiang.tags.scorer import Scored

__all__ = ["FactScorer", "kept_orders"]

NIGHT_HOURS = frozenset({"23", "0", "1", "2", "3", "4"})
_WINDOW_DAYS = 90
_LEAST_EVENTS = 20
_NIGHT_MILLI = 360
_COUPON_DAYS = 180
_LEAST_ORDERS = 5
_COUPON_MILLI = 900


@dataclass(frozen=True, slots=True)
class _Tag:
    key: str
    kind: Kind
    zh: str
    en: str
    text: str
    text_en: str


_TAGS = (
    _Tag(
        "fact.buyer",
        Kind.FACT,
        "已购客户",
        "buyer",
        "有至少一笔已支付且未退款的订单",
        "has at least one order paid and not refunded",
    ),
    _Tag(
        "fact.repeat_buyer",
        Kind.FACT,
        "复购客户",
        "repeat buyer",
        "365 天内在至少两个不同日有已支付且未退款的订单",
        "has orders paid and not refunded on at least two different days within 365 days",
    ),
    _Tag(
        "behaviour.night_active",
        Kind.BEHAVIOUR,
        "夜间活跃",
        "active at night",
        "90 天内至少 20 次行为,其中 23:00–05:00(当地时间)占比不低于 36 %",
        "at least 20 events within 90 days, 36 % of them or more between 23:00 and 05:00 local time",
    ),
    _Tag(
        "behaviour.coupon_driven",
        Kind.BEHAVIOUR,
        "用券偏好",
        "coupon driven",
        "180 天内至少 5 笔已支付订单,其中用券订单不低于 90 %",
        "at least 5 paid orders within 180 days, 90 % of them or more with a coupon",
    ),
)


class FactScorer:
    """Proposes the exact tags; confidence is 1000 because they are equal on recomputation."""

    name = "facts"
    replays: tuple[Replay, ...] = ()

    def definitions(self) -> Sequence[TagDefinition]:
        """The definitions, active as shipped: exact tags need no proof but recomputation."""
        return [
            TagDefinition(
                key=tag.key,
                kind=tag.kind,
                label_zh=tag.zh,
                label_en=tag.en,
                definition_text=tag.text,
                definition_text_en=tag.text_en,
                state=State.ACTIVE,
                threshold_milli=0,
            )
            for tag in _TAGS
        ]

    def score(self, people: People, so_far: Scored) -> Scored:  # noqa: ARG002
        """The tags that hold at as_of."""
        return Scored([*_buyers(people), *_night(people), *_coupons(people)])


def kept_orders(people: People) -> Rows:
    """Rows of fold `order_days` for orders not refunded or cancelled: key is the order id, value the local day paid."""
    orders = people.folds["order_days"]
    return orders.where(~(orders.among(people.folds["refund_days"]) | orders.among(people.folds["cancel_days"])))


def _buyers(people: People) -> list[Proposal]:
    kept = kept_orders(people)
    proposals = []
    for person, first, last in kept.groups():
        days = kept.value[first:last]
        newest = int(np.argmax(days))
        order_id = kept.keys[first + newest]
        since = people.zone.start_of_day(int(days.min()))
        evidence = Evidence("fact", {"n_orders": last - first, "newest_order": order_id})
        proposals.append(Proposal(person, "fact.buyer", 1000, 1000, since, None, evidence))
        recent = np.unique(days[days > people.local_day - 365])
        if recent.size >= 2:
            evidence = Evidence("fact", {"n_order_days": int(recent.size), "newest_order": order_id})
            until = people.zone.start_of_day(int(recent[-2]) + 365)
            proposals.append(
                Proposal(
                    person, "fact.repeat_buyer", 1000, 1000, people.zone.start_of_day(int(recent[1])), until, evidence
                )
            )
    return proposals


def _night(people: People) -> list[Proposal]:
    hours = people.folds["hours"].since(people.day - _WINDOW_DAYS + 1)
    is_night = hours.keys.each(lambda key: key in NIGHT_HOURS, np.int64)
    total, night = hours.per_person(), hours.per_person(hours.value * is_night)
    newest = _newest(len(people), hours.person, hours.bucket)
    proposals = []
    for person in np.flatnonzero((total >= _LEAST_EVENTS) & (night * 1000 >= _NIGHT_MILLI * total)).tolist():
        counts = {"n_night_events": int(night[person]), "n_events": int(total[person]), "days": _WINDOW_DAYS}
        since = int(newest[person]) * DAY_US
        score = int(night[person]) * 1000 // int(total[person])
        proposals.append(_exact(person, "behaviour.night_active", score, since=since, counts=counts))
    return proposals


def _coupons(people: People) -> list[Proposal]:
    used = people.folds["coupon_days"]
    orders = people.folds["order_days"]
    orders = orders.where(orders.value > people.local_day - _COUPON_DAYS)
    has = orders.among(used).astype(np.int64)
    total, part = orders.rows_per_person(), orders.per_person(has)
    newest = _newest(len(people), orders.person, orders.value)
    proposals = []
    for person in np.flatnonzero((total >= _LEAST_ORDERS) & (part * 1000 >= _COUPON_MILLI * total)).tolist():
        counts = {"n_orders_with_coupon": int(part[person]), "n_orders": int(total[person]), "days": _COUPON_DAYS}
        since = people.zone.start_of_day(int(newest[person]))
        score = int(part[person]) * 1000 // int(total[person])
        proposals.append(_exact(person, "behaviour.coupon_driven", score, since=since, counts=counts))
    return proposals


def _exact(person: int, key: str, score: int, *, since: int, counts: dict[str, int]) -> Proposal:
    """A windowed tag: it holds since the newest day of its evidence, so that no day without events moves it."""
    return Proposal(person, key, score, 1000, since, None, Evidence("fact", counts))


def _newest(n_people: int, person: Ints, day: Ints) -> Ints:
    newest = np.zeros(n_people, dtype=np.int64)
    np.maximum.at(newest, person, day)
    return newest

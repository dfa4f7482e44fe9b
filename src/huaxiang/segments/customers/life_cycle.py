"""The life cycle (生命周期): new, growing, mature, dormant, lost, each person measured by the own interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.calendar import on_promotion
from huaxiang.segments.customers.purchases import Purchases

__all__ = [
    "LIFE_CYCLE",
    "LOST_CYCLES",
    "OWN_DAYS",
    "QUIET_CYCLES",
    "SHIPPED_CYCLE_DAYS",
    "Stage",
    "cycles_of",
    "stages_of",
    "typical_cycle",
]

QUIET_CYCLES, LOST_CYCLES = 2, 4
"""Own intervals without an order after which a customer is dormant, and lost."""
SHORTEST_DAYS, LONGEST_DAYS = 10, 180
SHIPPED_CYCLE_DAYS = 60
"""The interval where nobody of the shop has bought twice."""
OWN_DAYS = 3
"""Days with an order from which on the own interval serves."""
STOCKED_UP_TIMES = 2
_MATURE_DAYS = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its slug, its names, and who is in it."""

    slug: str
    zh: str
    en: str
    text_zh: str
    text_en: str


LIFE_CYCLE: Sequence[Stage] = (
    Stage("new", "新客", "new customer", "只在一天下过单,还不久", "ordered on one day, not long ago"),
    Stage("growing", "成长客户", "growing customer", "在两三天下过单,还活跃", "ordered on two or three days, active"),
    Stage("mature", "成熟客户", "mature customer", "在四天以上下过单,还活跃", "ordered on four days or more, active"),
    Stage("dormant", "沉睡客户", "dormant customer", "超过两个购买周期没有下单", "no order for over two intervals"),
    Stage("lost", "流失客户", "lost customer", "超过四个购买周期没有下单", "no order for over four intervals"),
)
_NEW, _GROWING, _MATURE, _DORMANT, _LOST = range(len(LIFE_CYCLE))


def typical_cycle(gap_days: Ints) -> int:
    """The shop's interval, days in 10..180: three of four who came back do so within it, counted by their own gaps.

    The median would call most one-time buyers lost: who comes back late is seen less often.

    Args:
        gap_days: Own gaps of buyers, 0 where there is none.
    """
    known = np.sort(gap_days[gap_days > 0])
    typical = int(known[(known.size * 3 - 1) // 4]) if known.size else SHIPPED_CYCLE_DAYS
    return min(max(typical, SHORTEST_DAYS), LONGEST_DAYS)


def cycles_of(purchases: Purchases, typical_days: int) -> Ints:
    """Interval of each buyer, days in 10..180: the own one from three days with an order on, else the shop's.

    After an order on a day of a promotion it is twice as long, 180 days at most: who has stocked up is silent for
    one and a half to two intervals.
    """
    own = np.clip(purchases.gap_days, SHORTEST_DAYS, LONGEST_DAYS)
    cycles = np.where(purchases.n_days >= OWN_DAYS, own, typical_days)
    longer = np.minimum(STOCKED_UP_TIMES * cycles, LONGEST_DAYS)
    found: Ints = np.where(on_promotion(purchases.last_day), longer, cycles)
    return found


def stages_of(purchases: Purchases, cycles: Ints) -> Ints:
    """Index into `LIFE_CYCLE` of each buyer."""
    active = np.where(purchases.n_days >= _MATURE_DAYS, _MATURE, np.where(purchases.n_days > 1, _GROWING, _NEW))
    quiet = purchases.quiet_days
    stages: Ints = np.where(
        quiet > LOST_CYCLES * cycles, _LOST, np.where(quiet > QUIET_CYCLES * cycles, _DORMANT, active)
    )
    return stages

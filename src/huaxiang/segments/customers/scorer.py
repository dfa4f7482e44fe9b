"""The stage of the life cycle and the RFM group of every buyer: exact, so without a gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.domain.money import format_money
from huaxiang.domain.tags import Evidence, Kind, Proposal, State, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import Ints, People
from huaxiang.segments.calendar import promotion_days
from huaxiang.segments.customers.aipl import AIPL, nearness_of
from huaxiang.segments.customers.life_cycle import (
    LIFE_CYCLE,
    LOST_CYCLES,
    OWN_DAYS,
    QUIET_CYCLES,
    Stage,
    cycles_of,
    stages_of,
)
from huaxiang.segments.customers.model import CustomerModel
from huaxiang.segments.customers.purchases import Purchases, purchases_of
from huaxiang.segments.customers.rfm import RFM_GROUPS, RfmGroup, groups_of, scores_of
from huaxiang.segments.customers.worth import worth_features
from huaxiang.tags.scorer import Scored

__all__ = ["AIPL_GROUP", "LIFE_CYCLE_GROUP", "RFM_GROUP", "CustomerScorer"]

LIFE_CYCLE_GROUP, RFM_GROUP, AIPL_GROUP = "life_cycle", "rfm", "aipl"
_MOST = 12
"""R, F and M at their best, less the three ones of the least."""


class CustomerScorer:
    """Proposes a stage and a group for each buyer and how near everybody is.

    The confidence is 1000: each is equal on recomputation.
    """

    name = "customers"
    replays: tuple[Replay, ...] = ()

    def __init__(self, model: CustomerModel, *, currency: str) -> None:
        """A scorer of one frozen model; money in the definitions is of that currency."""
        self.model, self.model_id, self._currency = model, model.model_id, currency

    def definitions(self) -> Sequence[TagDefinition]:
        """Five stages of the life cycle, eight groups and four of AIPL, active as shipped."""
        stages = [(f"{LIFE_CYCLE_GROUP}.{each.slug}", each.zh, each.en, *self._of_stage(each)) for each in LIFE_CYCLE]
        groups = [(f"{RFM_GROUP}.{each.slug}", each.zh, each.en, *self._of_group(each)) for each in RFM_GROUPS]
        near = [(f"{AIPL_GROUP}.{each.slug}", each.zh, each.en, each.text_zh, each.text_en) for each in AIPL]
        return [
            TagDefinition(
                key=key,
                kind=Kind.BEHAVIOUR,
                label_zh=zh,
                label_en=en,
                definition_text=text,
                definition_text_en=text_en,
                group=key.partition(".")[0],
                state=State.ACTIVE,
                threshold_milli=0,
            )
            for key, zh, en, text, text_en in (*stages, *groups, *near)
        ]

    def _of_stage(self, stage: Stage) -> tuple[str, str]:
        days = self.model.cycle_days
        zh = f"周期是本人下单间隔的中位数(10 到 180 天),下单不足三天的人用全店的 {days} 天,最近一单在大促日的人加倍"
        en = (
            f"the interval is the own median gap, with under three order days the shop's {days}, doubled by a promotion"
        )
        return f"{stage.text_zh};{zh}", f"{stage.text_en}; {en}"

    def _of_group(self, group: RfmGroup) -> tuple[str, str]:
        quiet, orders, net = self.model.medians.tolist()
        money = format_money(net, self._currency)
        r, f, m = group.high
        zh = (
            f"最近一单{'不超过' if r else '超过'} {quiet} 天,一年{'多于' if f else '不多于'} {orders} 单,"
            f"净额{'高于' if m else '不高于'} {money}(界线是全店买家的中位数)。{self._scores('zh')}"
        )
        en = (
            f"newest order {'within' if r else 'over'} {quiet} days, {'over' if f else 'at most'} {orders} in a year, "
            f"net sales {'over' if m else 'at most'} {money}; the bounds are the medians of the shop's buyers. "
            f"{self._scores('en')}"
        )
        return zh, en

    def _scores(self, language: str) -> str:
        """How R, F and M are scored, with the edges of the fifths and the source of the method."""
        quiet, orders = (" / ".join(str(edge) for edge in edges) for edges in self.model.edges[:2].tolist())
        money = " / ".join(format_money(edge, self._currency) for edge in self.model.edges[2].tolist())
        if language == "zh":
            return f"R、F、M 各 1–5 分,按全店买家五等分(Hughes 1994):R {quiet} 天,F {orders} 单,M {money}"
        return f"R, F and M score 1–5 by fifths of buyers (Hughes 1994): R {quiet} days, F {orders} orders, M {money}"

    def score(self, people: People, so_far: Scored) -> Scored:  # noqa: ARG002
        """The tags that hold at as_of, and the lifetime value of buyers among the features.

        Both move at local midnights alone, which are always due.
        """
        purchases = purchases_of(people)
        proposals = [*self._stages(people, purchases), *self._groups(people, purchases), *self._near(people)]
        return Scored(proposals, worth_features(people, self.model.worth))

    def stages(self, people: People) -> dict[str, list[str]]:
        """Slug of everybody's stage by group, `life_cycle` and `aipl`; "" for none."""
        purchases = purchases_of(people)
        found = {LIFE_CYCLE_GROUP: [""] * len(people), AIPL_GROUP: [""] * len(people)}
        stages = stages_of(purchases, cycles_of(purchases, self.model.cycle_days))
        for person, stage in zip(purchases.person.tolist(), stages.tolist(), strict=True):
            found[LIFE_CYCLE_GROUP][person] = LIFE_CYCLE[stage].slug
        for each in nearness_of(people):
            found[AIPL_GROUP][each.person] = each.stage.slug
        return found

    def _near(self, people: People) -> Iterator[Proposal]:
        for each in nearness_of(people):
            key = f"{AIPL_GROUP}.{each.stage.slug}"
            yield Proposal(
                each.person, key, 1000, 1000, each.since, each.until, Evidence("fact", dict(each.references))
            )

    def _stages(self, people: People, purchases: Purchases) -> Iterator[Proposal]:
        cycles = cycles_of(purchases, self.model.cycle_days)
        columns = (purchases.person, stages_of(purchases, cycles), cycles, purchases.last_day, purchases.n_days)
        rows = zip(*(column.tolist() for column in columns), purchases.newest, strict=True)
        for person, stage, cycle, last, n_days, newest in rows:
            slug = LIFE_CYCLE[stage].slug
            since, until = _held(slug, last, cycle)
            references = {
                "n_order_days": n_days,
                "cycle_days": cycle,
                "is_own_cycle": n_days >= OWN_DAYS,
                "is_stocked_up": last in promotion_days(),
                "last_order_day": to_iso(last * DAY_US)[:10],
                "newest_order": newest,
            }
            yield Proposal(
                person,
                f"{LIFE_CYCLE_GROUP}.{slug}",
                1000,
                1000,
                people.zone.start_of_day(since),
                None if until is None else people.zone.start_of_day(until),
                Evidence("fact", references),
                model_id=self.model_id,
            )

    def _groups(self, people: People, purchases: Purchases) -> Iterator[Proposal]:
        model = self.model
        scores: Sequence[Ints] = scores_of(purchases, model.edges)
        columns = (
            purchases.person,
            groups_of(purchases, model.medians),
            *scores,
            purchases.last_day,
            purchases.n_orders,
            purchases.net_minor,
        )
        until = int(model.medians[0]) + 1
        rows = zip(*(np.asarray(column).tolist() for column in columns), purchases.newest, strict=True)
        for person, at, r, f, m, last, n_orders, net, newest in rows:
            group = RFM_GROUPS[at]
            references = {
                "r": r,
                "f": f,
                "m": m,
                "last_order_day": to_iso(last * DAY_US)[:10],
                "n_orders": n_orders,
                "net_minor": net,
                "newest_order": newest,
            }
            is_recent = group.high[0]
            yield Proposal(
                person,
                f"{RFM_GROUP}.{group.slug}",
                1000 * (r + f + m - 3) // _MOST,
                1000,
                people.zone.start_of_day(last if is_recent else last + until),
                people.zone.start_of_day(last + until) if is_recent else None,
                Evidence("fact", references),
                model_id=self.model_id,
            )


def _held(slug: str, last: int, cycle: int) -> tuple[int, int | None]:
    """Local days on which a stage begins and ends when no order comes."""
    quiet, lost = last + QUIET_CYCLES * cycle + 1, last + LOST_CYCLES * cycle + 1
    if slug == "lost":
        return lost, None
    return (quiet, lost) if slug == "dormant" else (last, quiet)

"""F15 异常账号: accounts that are no customers: bots by their pace, resellers by their orders, staff and test accounts.

They are in no fit, no segment and no audience, and are counted. Somebody lifts the flag, or sets it, by stating the
trait `is_abnormal` of the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.domain.tags import Evidence, Kind, Proposal, State, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import People, Rows
from huaxiang.folds.traits import stated_traits
from huaxiang.tags.scorer import Scored

__all__ = ["ABNORMAL", "STATED", "AbnormalScorer", "abnormal_among", "is_staff", "not_abnormal"]

ABNORMAL = "flag.abnormal"
STATED = "is_abnormal"
"""Trait by which a person of the shop sets or lifts the flag."""
_EVENTS_AN_HOUR = 300
_ORDERS_OF_AN_ITEM = 10
_ITEM_DAYS = 7
_STAFF_TRAITS = ("is_staff", "staff", "is_employee", "is_test", "is_reseller", "is_internal")
_ROLE_TRAITS = ("role", "account_type")
_STAFF_ROLES = frozenset({"staff", "employee", "test", "reseller", "员工", "内部", "测试", "分销商"})
_YES = frozenset({"1", "true", "yes", "y", "是"})
_NO = frozenset({"0", "false", "no", "n", "否"})


def is_staff(traits: Mapping[str, str]) -> bool:
    """Whether the traits say that the account is of staff, a test or a reseller."""
    return _staff_trait(traits) is not None


def _staff_trait(traits: Mapping[str, str]) -> str | None:
    for name in _STAFF_TRAITS:
        if traits.get(name, "").strip().lower() in _YES:
            return name
    return next((name for name in _ROLE_TRAITS if traits.get(name, "").strip().lower() in _STAFF_ROLES), None)


class AbnormalScorer:
    """Proposes the flag; score and confidence are 1000: it is recomputed exactly."""

    name = "abnormal"
    replays: tuple[Replay, ...] = ()

    def definitions(self) -> Sequence[TagDefinition]:
        """The definition of the flag, active as shipped."""
        return [
            TagDefinition(
                key=ABNORMAL,
                kind=Kind.FLAG,
                label_zh="异常账号",
                label_en="abnormal account",
                definition_text=(
                    "一小时内至少 300 次行为,或 7 天内同一商品至少 10 单,或标明为员工、测试、分销商;"
                    "不进分群、训练、人群、实验;由人工用特征 is_abnormal = 否 解除,= 是 加入"
                ),
                definition_text_en=(
                    "300 events or more in an hour, or 10 orders or more of one item within 7 days, or stated to be "
                    "staff, a test or a reseller; in no segment, fit, audience or trial; a person lifts it by the "
                    "trait is_abnormal = no and sets it by yes"
                ),
                state=State.ACTIVE,
                threshold_milli=0,
                reason="shipped; counted in every build",
            )
        ]

    def score(self, people: People, so_far: Scored) -> Scored:  # noqa: ARG002
        """The flag of everybody who has it, from the first day that showed it on, until somebody lifts it."""
        found: dict[int, tuple[int, dict[str, Any]]] = {}
        traits = _traits(people)
        for person, own in traits.items():
            stated = own.get(STATED, ("", 0))
            name = _staff_trait({key: value for key, (value, _) in own.items()})
            if stated[0].strip().lower() in _YES:
                found[person] = stated[1], {"abnormal": "stated", "trait": STATED}
            elif name is not None:
                found[person] = own[name][1], {"abnormal": "staff", "trait": name}
        for person, day, references in (*_fast(people), *_stocking(people)):
            found.setdefault(person, (day * DAY_US, references))
        lifted = {p for p, own in traits.items() if own.get(STATED, ("", 0))[0].strip().lower() in _NO}
        return Scored(
            [
                Proposal(person, ABNORMAL, 1000, 1000, since, None, Evidence("fact", references))
                for person, (since, references) in sorted(found.items())
                if person not in lifted
            ]
        )


def abnormal_among(proposals: Iterable[Proposal]) -> frozenset[int]:
    """Indices of the people that have the flag."""
    return frozenset(each.person for each in proposals if each.tag_key == ABNORMAL)


def not_abnormal(people: People) -> npt.NDArray[np.bool_]:
    """Whether each person may take part in a fit, shape (n_people,)."""
    answer = np.ones(len(people), dtype=np.bool_)
    answer[sorted(abnormal_among(AbnormalScorer().score(people, Scored()).proposals))] = False
    return answer


def _traits(people: People) -> dict[int, dict[str, tuple[str, int]]]:
    """Traits that matter here, with the instant at which they were stated, by person."""
    wanted = {STATED, *_STAFF_TRAITS, *_ROLE_TRAITS}
    stated = stated_traits(people.folds, len(people), names=wanted)
    return {
        person: {name: (trait.value, trait.at) for name, trait in own.items()}
        for person, own in enumerate(stated)
        if own
    }


def _fast(people: People) -> Iterable[tuple[int, int, dict[str, Any]]]:
    """(person, UTC day, references) of the first hour with too many events."""
    rows = people.folds["hours"]
    for at in _firsts(rows, rows.value >= _EVENTS_AN_HOUR):
        hour = {"abnormal": "pace", "n_events": int(rows.value[at]), "day": _day(rows, at), "hour": int(rows.keys[at])}
        yield int(rows.person[at]), int(rows.bucket[at]), hour


def _stocking(people: People) -> Iterable[tuple[int, int, dict[str, Any]]]:
    """(person, UTC day, references) of the first week with too many orders of one item."""
    rows = people.folds["item_orders"]
    often = rows.rows_per_person() >= _ORDERS_OF_AN_ITEM
    rows = rows.where(often[rows.person])
    days: dict[tuple[int, str], list[int]] = {}
    for person, key, day in zip(rows.person.tolist(), rows.keys, rows.bucket.tolist(), strict=True):
        days.setdefault((person, key.rpartition("|")[0]), []).append(day)
    first: dict[int, tuple[int, dict[str, Any]]] = {}
    for (person, item), own in sorted(days.items()):
        day = _stocked_on(sorted(own))
        if day is not None and (person not in first or day < first[person][0]):
            n_orders = sum(day - _ITEM_DAYS < each <= day for each in own)
            told = {"abnormal": "stocking", "item": item, "n_orders": n_orders, "day": to_iso(day * DAY_US)[:10]}
            first[person] = day, told
    for person, (day, told) in first.items():
        yield person, day, told


def _stocked_on(days: Sequence[int]) -> int | None:
    """The day of the first order that is the tenth within seven days, given the days of all, ascending."""
    pairs = zip(days, days[_ORDERS_OF_AN_ITEM - 1 :], strict=False)
    return next((last for begun, last in pairs if last - begun < _ITEM_DAYS), None)


def _firsts(rows: Rows, chosen: npt.NDArray[np.bool_]) -> list[int]:
    """Of each person's chosen rows the earliest, by day and then by key."""
    first: dict[int, int] = {}
    for at in np.flatnonzero(chosen).tolist():
        person = int(rows.person[at])
        if person not in first or rows.bucket[at] < rows.bucket[first[person]]:
            first[person] = at
    return list(first.values())


def _day(rows: Rows, at: int) -> str:
    return to_iso(int(rows.bucket[at]) * DAY_US)[:10]

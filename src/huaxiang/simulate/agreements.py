"""What members agreed to, refused and withdrew, and what third parties say about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, MINUTE_US
from huaxiang.simulate.people import ANONYMOUS, People
from huaxiang.simulate.scene import Scene

__all__ = ["Agreements", "FactRows", "draw_agreements", "observe_facts"]

_SUPPLIERS = (("示例数据服务", "HT-2025-017"), ("城市人群研究", "HT-2024-112"), ("品牌联合实验室", "HT-2025-004"))
_FACTS = (
    ("household_size", ("1", "2", "3", "4", "5")),
    ("has_car", ("是", "否")),
    ("phone_price_level", ("低", "中", "高")),
    ("education", ("大专及以下", "本科", "硕士及以上")),
)


@dataclass(frozen=True)
class Agreements:
    """Arrays of shape (n_people,); instants in µs UTC, -1 where there is none.

    `refused_at`: refuses profiling. `marketing`: agreed to marketing messages. `separate_at`: separate consent
    to sensitive branches. `withdrawn_at`: took the general consent to profiling back.
    """

    refused_at: np.ndarray
    withdrawn_at: np.ndarray
    marketing: np.ndarray
    separate_at: np.ndarray


@dataclass(frozen=True)
class FactRows:
    """Third-party facts of a block, one entry each; contract and consent are None where they are missing."""

    person: np.ndarray
    name: list[str]
    value: list[str]
    supplier: list[str]
    contract: list[str | None]
    consent_id: list[str | None]
    confidence_milli: np.ndarray
    observed_at: np.ndarray
    expires_at: np.ndarray


def draw_agreements(scene: Scene, people: People) -> Agreements:
    """Consents of the block's members."""
    rng, p, n = scene.rng("consents"), scene.parameters.consents, scene.n_people
    start, end = scene.calendar.tracking_start_us, scene.calendar.end_us
    since = np.maximum(people.registered_at, start)
    later = since + ((end - since) * rng.random(n)).astype(np.int64)
    member = people.role != ANONYMOUS
    refuses = member & (rng.random(n) < p.refused_share)
    withdraws = member & ~refuses & (rng.random(n) < p.withdrawn_share)
    separate = member & (rng.random(n) < p.separate_share)
    return Agreements(
        refused_at=np.where(refuses, later, -1),
        withdrawn_at=np.where(withdraws, later, -1),
        marketing=member & ~refuses & (rng.random(n) < p.marketing_share),
        separate_at=np.where(separate, people.registered_at + MINUTE_US, -1),
    )


def observe_facts(scene: Scene, people: People) -> FactRows:
    """Facts about the stated share of members, a few without contract or consent, some expired."""
    rng, p = scene.rng("facts"), scene.parameters.facts
    member = np.flatnonzero(people.is_member & (rng.random(scene.n_people) < p.member_share))
    person = np.repeat(member, rng.integers(1, 4, member.size))
    n, end = person.size, scene.calendar.end_us
    first = np.concatenate([[True], person[1:] != person[:-1]])[:n]
    place = np.arange(n) - np.maximum.accumulate(np.where(first, np.arange(n), 0))
    kind = (rng.integers(len(_FACTS), size=scene.n_people)[person] + place) % len(_FACTS)
    supplier = [_SUPPLIERS[k] for k in rng.integers(len(_SUPPLIERS), size=n).tolist()]
    bare = rng.random(n) < p.without_contract_share
    observed = end - (rng.random(n) * 1.4 * p.validity_days * DAY_US).astype(np.int64)
    draw = rng.random(n).tolist()
    values = [_FACTS[k][1][int(u * len(_FACTS[k][1]))] for k, u in zip(kind.tolist(), draw, strict=True)]
    consent = [
        None if b and u < 0.5 else f"DS{scene.block:04d}{k:06d}"
        for k, (b, u) in enumerate(zip(bare, draw, strict=True))
    ]
    contract = [None if b and u >= 0.5 else each[1] for each, b, u in zip(supplier, bare, draw, strict=True)]
    return FactRows(
        person=person,
        name=[_FACTS[k][0] for k in kind.tolist()],
        value=values,
        supplier=[each[0] for each in supplier],
        contract=contract,
        consent_id=consent,
        confidence_milli=rng.integers(600, 990, n),
        observed_at=observed,
        expires_at=observed + p.validity_days * DAY_US,
    )

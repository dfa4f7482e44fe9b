"""By which identities people are known: member numbers, phones, e-mails, devices, cookies; shared and recycled ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US
from huaxiang.simulate.journeys import CHANNELS, NO_ORDER, Visits
from huaxiang.simulate.people import ANONYMOUS, MEMBER, People
from huaxiang.simulate.randomness import hashed_hex, hashed_uniform
from huaxiang.simulate.scene import Scene

__all__ = ["Contacts", "Handles", "draw_contacts", "draw_handles"]

_APP, _MINI, _H5, _WEB = range(4)
_PREFIXES = (
    130,
    131,
    132,
    135,
    136,
    137,
    138,
    139,
    150,
    151,
    152,
    157,
    158,
    159,
    176,
    177,
    178,
    182,
    183,
    187,
    188,
    189,
    198,
)
_MAIL_HOSTS = ("mail.example.com", "post.example.net", "inbox.example.org")
_GENERATIONS = 16


@dataclass(frozen=True)
class Contacts:
    """What the member list knows, one entry a person, None where it does not know it.

    `first_owner` is the person whose number a recycled mobile was before, -1 for all others.
    """

    member_no: list[str | None]
    mobile: list[str | None]
    email: list[str | None]
    wecom: list[str | None]
    first_owner: np.ndarray


@dataclass(frozen=True)
class Handles:
    """Identities of the visits: codes into the lists of values, -1 for none, shape (n_visits,).

    `device_owner` tells whose device each device code is; `cookie_owner` likewise.
    """

    user: np.ndarray
    device: np.ndarray
    devices: list[str]
    device_owner: np.ndarray
    cookie: np.ndarray
    cookies: list[str]
    cookie_owner: np.ndarray
    openid: np.ndarray
    openids: list[str]
    is_on_shared: np.ndarray


def draw_contacts(scene: Scene, people: People) -> Contacts:
    """Member numbers and contacts of the block's people."""
    rng, p, n = scene.rng("contacts"), scene.parameters.identity, scene.n_people
    number = scene.first_number + np.arange(n)
    member = people.is_member
    suffix = (number * 48_271 + 17_041_999) % 100_000_000
    prefix = np.array(_PREFIXES)[(hashed_uniform(number, scene.seed, 7) * len(_PREFIXES)).astype(np.int64)]
    mobile: list[str | None] = [f"{a}{b:08d}" for a, b in zip(prefix.tolist(), suffix.tolist(), strict=True)]
    known = member & (rng.random(n) < p.mobile_share)
    first_owner = np.full(n, -1)
    young = np.flatnonzero(known & (rng.random(n) < p.recycled_mobile_share) & (people.role == MEMBER))
    old = np.flatnonzero(known & (people.registered_at < scene.calendar.tracking_start_us - 365 * DAY_US))
    old = np.setdiff1d(old, young)
    young = young[: old.size]
    previous = rng.choice(old, young.size, replace=False) if young.size else young
    first_owner[young] = previous
    for new, before in zip(young.tolist(), previous.tolist(), strict=True):
        mobile[new] = mobile[before]
    has_mail = member & (rng.random(n) < p.email_share)
    host = rng.integers(len(_MAIL_HOSTS), size=n)
    has_wecom = member & (rng.random(n) < p.wecom_share)
    codes = hashed_hex(number, scene.seed, 11)
    return Contacts(
        member_no=[f"M{10_000_000 + k}" if is_in else None for k, is_in in zip(number.tolist(), member, strict=True)],
        mobile=[m if has else None for m, has in zip(mobile, known, strict=True)],
        email=[f"u{c[:9]}@{_MAIL_HOSTS[h]}" if has else None for c, h, has in zip(codes, host, has_mail, strict=True)],
        wecom=[f"wm{code}" if has else None for code, has in zip(codes, has_wecom, strict=True)],
        first_owner=first_owner,
    )


def draw_handles(scene: Scene, people: People, visits: Visits) -> Handles:
    """Devices, cookies, openids and log-ins of the visits."""
    rng, p = scene.rng("handles"), scene.parameters.identity
    shares = np.array([p.logged_in_shares[name] for name in CHANNELS])[visits.channel]
    able = people.role[visits.person] != ANONYMOUS
    logged = able & ((rng.random(shares.size) < shares) | (visits.order != NO_ORDER))
    device, shared = _devices(scene, visits, rng)
    cookie = _cookies(scene, visits)
    codes, cookie_index = np.unique(cookie, return_inverse=True)
    number = scene.first_number + np.arange(scene.n_people)
    device_codes, device_index = np.unique(device, return_inverse=True)
    is_app, is_page = visits.channel == _APP, visits.channel >= _H5
    return Handles(
        user=np.where(logged, visits.person, -1),
        device=np.where(is_app, device_index, -1),
        devices=[f"d{code}" for code in hashed_hex(scene.first_number * 2 + device_codes, scene.seed, 13)],
        device_owner=device_codes // 2,
        cookie=np.where(is_page, cookie_index, -1),
        cookies=[f"c{code}" for code in hashed_hex(scene.first_number * _GENERATIONS * 2 + codes, scene.seed, 17)],
        cookie_owner=codes // (_GENERATIONS * 2),
        openid=np.where(visits.channel == _MINI, visits.person, -1),
        openids=[f"o{code}" for code in hashed_hex(number, scene.seed, 19)],
        is_on_shared=shared & is_app,
    )


def _devices(scene: Scene, visits: Visits, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Device of each visit (two a person at most: some change theirs), and whether it is another's."""
    p, n = scene.parameters.identity, scene.n_people
    span = scene.calendar.end_us - scene.calendar.tracking_start_us
    changes = scene.calendar.tracking_start_us + (rng.random(n) * span * 5).astype(np.int64)
    sharers = np.flatnonzero(rng.random(n) < p.shared_device_share)
    partner = np.arange(n)
    partner[sharers] = (sharers + 1 + rng.integers(max(n - 1, 1), size=sharers.size)) % n
    away = (partner != np.arange(n))[visits.person]
    away &= rng.random(visits.person.size) < p.shared_device_sessions_share
    owner = np.where(away, partner[visits.person], visits.person)
    second = visits.start >= changes[owner]
    return owner * 2 + second, away


def _cookies(scene: Scene, visits: Visits) -> np.ndarray:
    """Cookie of each visit: one for h5 and one for web, replaced when its life is over."""
    life = scene.parameters.identity.cookie_days * DAY_US
    phase = (hashed_uniform(scene.first_number + visits.person, visits.channel, scene.seed, 23) * life).astype(np.int64)
    generation = (visits.start - scene.calendar.tracking_start_us + phase) // int(life)
    generation = np.clip(generation, 0, _GENERATIONS - 1)
    return np.asarray((visits.person * 2 + (visits.channel == _WEB)) * _GENERATIONS + generation)

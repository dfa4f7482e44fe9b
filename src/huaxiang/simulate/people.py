"""The people of a block: who they are, how active, what they like and when that changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US
from huaxiang.simulate.promotions import Calendar
from huaxiang.simulate.scene import Scene

__all__ = [
    "AGE_BANDS",
    "ANONYMOUS",
    "BOT",
    "MEMBER",
    "N_FAVOURITES",
    "RESELLER",
    "ROLES",
    "STAFF",
    "People",
    "days_by_weight",
    "draw_people",
    "favourite_ranks",
    "pick",
    "tilted",
]

ROLES = ("member", "anonymous", "staff", "reseller", "bot")
MEMBER, ANONYMOUS, STAFF, RESELLER, BOT = range(5)
AGE_BANDS = ("18-24", "25-30", "31-40", "41-50", "50+", "<18")
N_FAVOURITES = 4
_FAVOURITE_WEIGHTS = np.array([0.46, 0.26, 0.17, 0.11])
_AGE_YEARS = ((18, 24), (25, 30), (31, 40), (41, 50), (51, 68), (14, 17))
_NEVER = np.int64(2**62)
_CHURN_SHARE = 0.22


@dataclass(frozen=True)
class People:
    """Arrays of shape (n_people,); favourites have shape (n_people, N_FAVOURITES) and hold leaf numbers.

    `favourites_later` holds from `drift_at` (µs UTC) on; instants without meaning are 2**62.
    """

    persona: np.ndarray
    role: np.ndarray
    is_woman: np.ndarray
    age: np.ndarray
    birth_year: np.ndarray
    city_tier: np.ndarray
    device: np.ndarray
    registered_at: np.ndarray
    active_from: np.ndarray
    active_until: np.ndarray
    visits: np.ndarray
    wish: np.ndarray
    night_share: np.ndarray
    price_level: np.ndarray
    favourites: np.ndarray
    favourites_later: np.ndarray
    drift_at: np.ndarray
    is_cycler: np.ndarray

    @property
    def is_member(self) -> np.ndarray:
        """Whether the person is in the member list."""
        return np.asarray(self.role != ANONYMOUS)

    def favourite_at(self, person: np.ndarray, instants: np.ndarray, rank: np.ndarray) -> np.ndarray:
        """Leaf of the person's favourite of that rank at that instant."""
        later = instants >= self.drift_at[person]
        return np.asarray(np.where(later, self.favourites_later[person, rank], self.favourites[person, rank]))


def favourite_ranks(n: int, rng: np.random.Generator) -> np.ndarray:
    """Ranks 0..N_FAVOURITES-1 drawn by the weight a favourite of that rank has."""
    return np.asarray(np.searchsorted(np.cumsum(_FAVOURITE_WEIGHTS), rng.random(n) * 0.999999))


def pick(weights: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Indices drawn with replacement by weight, shape (n,)."""
    edges = np.cumsum(weights)
    return np.asarray(np.searchsorted(edges, rng.random(n) * edges[-1], side="right").clip(0, len(edges) - 1))


def tilted(shares: np.ndarray, tilt: np.ndarray, persona: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Kinds drawn by the shop's shares times the tilt of each person's persona, shape of `persona`."""
    weights = shares[None, :] * tilt
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    draw = rng.random(len(persona))
    return np.asarray((draw[:, None] > edges[persona]).sum(axis=1).clip(0, len(shares) - 1))


def draw_people(scene: Scene) -> People:
    """The block's people; equal for equal seed and block."""
    p, n, personas = scene.parameters, scene.n_people, scene.personas
    rng = scene.rng("people")
    persona = pick(personas.shares, n, rng)
    role = _roles(scene, rng)
    women = np.clip(p.people.women_share * personas.women_tilt[persona], 0.02, 0.97)
    is_woman = rng.random(n) < women
    age = _ages(scene, persona, rng)
    low, high = np.array(_AGE_YEARS)[age].T
    year = scene.calendar.days[-1].year - rng.integers(low, high + 1)
    registered, first, last = _life(scene, rng)
    first = np.where((role == STAFF) | (role == RESELLER) | (role == BOT), scene.calendar.tracking_start_us, first)
    visits = _visits(scene, (first, last), role, rng)
    spread = p.funnel.order_spread
    wish = np.exp(rng.normal(-(spread**2) / 2, spread, n))
    night = rng.beta(p.activity.night_alpha, p.activity.night_beta, n) * personas.night[persona]
    later_persona = pick(personas.shares, n, rng)
    drift = rng.random(n) < p.journeys.drift_share
    span = scene.calendar.end_us - scene.calendar.tracking_start_us
    drift_at = scene.calendar.tracking_start_us + (span * rng.uniform(0.35, 0.65, n)).astype(np.int64)
    favourites = _favourites(scene, persona, is_woman, rng)
    return People(
        persona=persona,
        role=role,
        is_woman=is_woman,
        age=age,
        birth_year=np.where(rng.random(n) < p.identity.birth_year_share, year, 0),
        city_tier=pick(np.array(list(p.people.city_tier_shares.values())), n, rng),
        device=tilted(np.array(list(p.people.device_shares.values())), personas.device_tilt, persona, rng),
        registered_at=registered,
        active_from=first,
        active_until=last,
        visits=visits,
        wish=np.where(role == ANONYMOUS, 0.0, wish),
        night_share=np.clip(night, 0.0, 0.95),
        price_level=np.clip(personas.price_level[persona] + rng.normal(0, 0.14, n), 0.02, 0.98),
        favourites=favourites,
        favourites_later=np.where(drift[:, None], _favourites(scene, later_persona, is_woman, rng), favourites),
        drift_at=np.where(drift, drift_at, _NEVER),
        is_cycler=(rng.random(n) < p.journeys.cycle_share) & (role == MEMBER) & (visits > 0),
    )


def _roles(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    shares = scene.parameters.people
    draw = rng.random(scene.n_people)
    edges = np.cumsum([shares.anonymous_share, shares.staff_share, shares.reseller_share, shares.bot_share])
    return np.asarray((np.searchsorted(edges, draw, side="right") + 1) % 5)


def _ages(scene: Scene, persona: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shares = scene.parameters.people
    base = np.array(list(shares.age_shares.values()))
    age = tilted(base, scene.personas.age_tilt, persona, rng)
    return np.where(rng.random(len(persona)) < shares.minor_share, len(AGE_BANDS) - 1, age)


def _life(scene: Scene, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Registration, first and last tracked instant of activity; new members come on days of high sales."""
    calendar, n = scene.calendar, scene.n_people
    start, end = calendar.tracking_start_us, calendar.end_us
    is_new = rng.random(n) < scene.parameters.people.new_member_share
    old = start - (rng.exponential(400, n).clip(0, 2000) * DAY_US).astype(np.int64) - DAY_US
    registered = np.where(is_new, days_by_weight(calendar, calendar.sales, (start, end), rng.random(n)), old)
    first = np.maximum(registered, start)
    leaves = rng.random(n) < _CHURN_SHARE
    last = np.where(leaves, first + ((end - first) * rng.random(n)).astype(np.int64), end)
    return registered, first, last


def days_by_weight(
    calendar: Calendar, weights: np.ndarray, window: tuple[np.ndarray | int, np.ndarray | int], draw: np.ndarray
) -> np.ndarray:
    """Instants between the window's bounds, drawn by the days' weights; `draw` in [0, 1)."""
    edges = np.concatenate([[0.0], np.cumsum(weights)])
    low = np.interp(window[0], calendar.start_us, edges)
    high = np.interp(window[1], calendar.start_us, edges)
    return np.asarray(np.interp(low + (high - low) * draw, edges, calendar.start_us)).astype(np.int64)


def _visits(
    scene: Scene, life: tuple[np.ndarray, np.ndarray], role: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Expected journeys of each person; the block's mean is what `events_per_person` asks for."""
    activity, n = scene.parameters.activity, len(role)
    raw = np.exp(rng.normal(0, activity.spread, n))
    span = (life[1] - life[0]) / (scene.calendar.end_us - scene.calendar.tracking_start_us)
    raw = raw * np.clip(span, 0.05, 1.0) ** 0.6
    dormant = (rng.random(n) < scene.parameters.people.dormant_share) & (role == MEMBER)
    raw[dormant] = 0.0
    raw[role == BOT] = 0.0
    raw[role == ANONYMOUS] *= activity.anonymous_visits_factor
    total = raw.sum()
    wanted = activity.events_per_person / events_per_journey(scene) * n
    visits = raw * (wanted / total if total > 0 else 0.0)
    visits[(role == RESELLER) | (role == STAFF)] = rng.uniform(
        18, 40, int(((role == RESELLER) | (role == STAFF)).sum())
    )
    return np.asarray(visits)


def events_per_journey(scene: Scene) -> float:
    """Mean events of a journey that the parameters imply: visits of a journey times events of a visit."""
    activity, funnel, social = scene.parameters.activity, scene.parameters.funnel, scene.parameters.social
    steps = activity.session_median_steps * float(np.exp(activity.session_sigma**2 / 2)) * 1.02
    per_view = 1 + funnel.cart_per_view * 1.2 + funnel.favourite_per_view + funnel.click_per_view
    per_view += social.share_per_view + social.like_per_view + social.comment_per_view
    mean_search = float(np.dot(list(activity.channel_shares.values()), list(funnel.search_shares.values())))
    per_visit = steps * per_view + mean_search + funnel.home_page_share + funnel.order_share * 2.5
    return per_visit / (1 - scene.parameters.journeys.follow_up_share)


def _favourites(scene: Scene, persona: np.ndarray, is_woman: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Distinct leaves for each person, drawn by the persona's weights and the leaf's share of women."""
    women = scene.catalogue.column("female_share")
    answer = np.empty((len(persona), N_FAVOURITES), dtype=np.int64)
    for number in range(len(scene.personas.slugs)):
        rows = np.flatnonzero(persona == number)
        if rows.size == 0:
            continue
        weight = scene.personas.leaf_weights[number][None, :] * np.where(is_woman[rows, None], women, 1 - women)
        keys = np.log(rng.random(weight.shape)) / np.maximum(weight, 1e-12)
        answer[rows] = np.argsort(-keys, axis=1)[:, :N_FAVOURITES]
    return answer

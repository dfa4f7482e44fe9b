"""Journeys and their visits: when a person comes, after what, by which channel, and whether it ends in an order."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.simulate.people import (
    ANONYMOUS,
    BOT,
    MEMBER,
    RESELLER,
    People,
    days_by_weight,
    favourite_ranks,
    pick,
    tilted,
)
from huaxiang.simulate.scene import Scene

__all__ = ["CHANNELS", "CYCLE", "NO_ORDER", "ORDER", "RESALE", "Visits", "plan_visits"]

CHANNELS = ("app", "mini_program", "h5", "web")
NO_ORDER, ORDER, CYCLE, RESALE = range(4)
_NIGHT_HOURS = (23, 0, 1, 2, 3, 4)
_BOT_STEPS = 420
_MAX_FOLLOW_UPS = 5
_PLAIN_PRICE_MINOR = 12_000


@dataclass(frozen=True)
class Visits:
    """Arrays of shape (n_visits,): person, planned start (µs UTC), leaf in focus, order kind, steps wished for.

    `is_planted` marks visits that hold a planted hesitation; `is_return` those that buy after one.
    """

    person: np.ndarray
    start: np.ndarray
    leaf: np.ndarray
    order: np.ndarray
    steps: np.ndarray
    channel: np.ndarray
    is_planted: np.ndarray
    is_return: np.ndarray

    def take(self, rows: np.ndarray) -> Visits:
        """The visits at these rows or under this mask."""
        return Visits(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def plan_visits(scene: Scene, people: People) -> Visits:
    """All visits of the block, sorted by person and start; they may still overlap and run past the end."""
    rng = scene.rng("journeys")
    person, start, leaf = _journeys(scene, people, rng)
    order = _orders(scene, people, (person, start, leaf), rng)
    chain = _chains(scene, people, (person, start, leaf, order), rng)
    parts = [_dress(scene, people, chain, rng), _cycles(scene, people, rng), _bots(scene, people, rng)]
    visits = _join(parts)
    planted = _plant(scene, people, visits)
    visits = _join([visits, planted]) if planted is not None else visits
    inside = visits.start < scene.calendar.end_us
    visits = visits.take(inside)
    visits = visits.take(np.lexsort((visits.start, visits.person)))
    once = scene.rng("once").random(scene.n_people) < scene.parameters.orders.one_time_share
    _order_once(visits, once & (people.role == MEMBER) & ~people.is_cycler)
    return visits


def _order_once(visits: Visits, once: np.ndarray) -> None:
    """Takes all orders but the first from the people marked (in place: the visits were made here)."""
    rows = np.flatnonzero((visits.order != NO_ORDER) & once[visits.person] & ~visits.is_return)
    _, first = np.unique(visits.person[rows], return_index=True)
    visits.order[np.delete(rows, first)] = NO_ORDER


def _join(parts: list[Visits]) -> Visits:
    return Visits(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Visits)})


def _journeys(scene: Scene, people: People, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    counts = rng.poisson(people.visits)
    person = np.repeat(np.arange(scene.n_people), counts)
    window = (people.active_from[person], people.active_until[person])
    day = days_by_weight(scene.calendar, scene.calendar.traffic, window, rng.random(person.size))
    start = at_hour(scene, people, (person, day), rng)
    start = np.maximum(start, people.active_from[person])
    favourite = people.favourite_at(person, start, favourite_ranks(person.size, rng))
    any_leaf = pick(scene.catalogue.popularity, person.size, rng)
    is_favourite = rng.random(person.size) < scene.parameters.journeys.favourite_share
    return person, start, np.where(is_favourite, favourite, any_leaf)


def at_hour(
    scene: Scene, people: People, moment: tuple[np.ndarray, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Instants on the local days of `moment` = (person, instant), at hours by each person's night share."""
    person, instants = moment
    weights = np.array(scene.parameters.activity.hour_weights)
    night = np.zeros(24, dtype=bool)
    night[list(_NIGHT_HOURS)] = True
    n = person.size
    at_night = rng.random(n) < people.night_share[person]
    hour = np.where(at_night, pick(weights * night, n, rng), pick(weights * ~night, n, rng))
    day = scene.calendar.start_us[scene.calendar.day_index(instants)]
    return np.asarray(day + hour * HOUR_US + (rng.random(n) * HOUR_US).astype(np.int64))


def _orders(
    scene: Scene, people: People, journeys: tuple[np.ndarray, np.ndarray, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    person, start, leaf = journeys
    calendar, parameters = scene.calendar, scene.parameters
    day = calendar.day_index(start)
    lift = calendar.sales[day] / calendar.traffic[day]
    promotion = parameters.orders.new_buyer_promotion_factor
    is_new = people.registered_at[person] >= calendar.tracking_start_us
    lift = lift * np.where(is_new & calendar.is_promotion[day], promotion, 1.0)
    usual = scene.catalogue.price_minor.reshape(scene.catalogue.n_leaves, -1).mean(axis=1)
    ease = np.clip((_PLAIN_PRICE_MINOR / usual) ** 0.5, 0.12, 1.5)
    chance = np.clip(parameters.funnel.order_share * people.wish[person] * lift * ease[leaf], 0, 0.85)
    is_reseller = people.role[person] == RESELLER
    chance = np.where(is_reseller, 0.45, chance)
    kind = np.where(is_reseller, RESALE, ORDER)
    return np.where(rng.random(person.size) < chance, kind, NO_ORDER)


def _chains(
    scene: Scene, people: People, journeys: tuple[np.ndarray, ...], rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """The visits of the journeys: each may be followed by another of the same leaf; only the last can order.

    Journeys that end in an order begin so many days earlier that the order falls on the day that was drawn.
    """
    p = scene.parameters.journeys
    person, start, leaf, order = journeys
    parts, alive, planned = [], np.arange(person.size), start
    for turn in range(_MAX_FOLLOW_UPS + 1):
        share = np.where(order[alive] == NO_ORDER, p.follow_up_share, p.follow_up_order_share)
        again = (rng.random(alive.size) < share) & (turn < _MAX_FOLLOW_UPS)
        kind = np.where(again, NO_ORDER, order[alive])
        parts.append((alive, start[alive], kind))
        delay = np.exp(rng.normal(np.log(p.follow_up_median_hours), p.follow_up_sigma, alive.size)) * HOUR_US
        alive, delay = alive[again], delay[again].astype(np.int64)
        start = start.copy()
        start[alive] = _returns(scene, people, (person[alive], start[alive], delay), rng)
    journey, instants, kinds = (np.concatenate(column) for column in zip(*parts, strict=True))
    early = np.where(order != NO_ORDER, np.rint((start - planned) / DAY_US).astype(np.int64) * DAY_US, 0)
    instants = instants - early[journey]
    inside = instants >= people.active_from[person[journey]]
    journey, instants, kinds = journey[inside], instants[inside], kinds[inside]
    return person[journey], instants, leaf[journey], kinds


def _returns(
    scene: Scene, people: People, visits: tuple[np.ndarray, np.ndarray, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    person, start, delay = visits
    raw = start + delay
    habitual = at_hour(scene, people, (person, raw), rng)
    habitual = np.where(habitual > start + HOUR_US, habitual, habitual + DAY_US)
    return np.where(delay < 4 * HOUR_US, raw, habitual)


def _dress(scene: Scene, people: People, chain: tuple[np.ndarray, ...], rng: np.random.Generator) -> Visits:
    person, start, leaf, order = chain
    activity, n = scene.parameters.activity, person.size
    steps = np.exp(rng.normal(np.log(activity.session_median_steps), activity.session_sigma, n))
    steps = np.rint(steps).clip(1, activity.session_max_steps).astype(np.int64)
    shares = np.array([activity.channel_shares[name] for name in CHANNELS])
    tilt = scene.personas.channel_tilt
    pages = scene.rng("pages").choice([CHANNELS.index("h5"), CHANNELS.index("web")], scene.n_people, p=[0.7, 0.3])
    own = tilted(shares, tilt, people.persona, scene.rng("channels"))
    own = np.where((people.role == ANONYMOUS) & (pages + own < 4), pages, own)
    other = tilted(shares, tilt, people.persona[person], rng)
    channel = np.where(rng.random(n) < 0.75, own[person], other)
    bounce = np.array([activity.bounce_shares[name] for name in CHANNELS])[channel]
    steps = np.where((rng.random(n) < bounce) & (order == NO_ORDER), 1, steps)
    no = np.zeros(n, dtype=bool)
    return Visits(person, start, leaf, order, steps, channel, no, no)


def _cycles(scene: Scene, people: People, rng: np.random.Generator) -> Visits:
    """Short visits in which a loyal person buys the usual product again, one interval after the other."""
    days = scene.catalogue.column("replenish_days")
    rank = np.argmax(days[people.favourites] > 0, axis=1)
    leaf = people.favourites[np.arange(scene.n_people), rank]
    person = np.flatnonzero(people.is_cycler & (days[leaf] > 0) & (days[leaf] <= scene.parameters.shop.days // 2))
    interval = days[leaf[person]].astype(float)
    start = people.active_from[person] + (rng.random(person.size) * interval * DAY_US).astype(np.int64)
    parts: list[tuple[np.ndarray, np.ndarray]] = []
    while person.size:
        parts.append((person, at_hour(scene, people, (person, start), rng)))
        factor = np.clip(1 + scene.parameters.journeys.cycle_variation * rng.normal(size=person.size), 0.4, 1.8)
        start = start + (interval * factor * DAY_US).astype(np.int64)
        on = start < people.active_until[person]
        person, start, interval = person[on], start[on], interval[on]
    who = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    when = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    when = np.maximum(when, people.active_from[who])
    visits = _dress(scene, people, (who, when, leaf[who], np.full(who.size, CYCLE)), rng)
    return Visits(**{**vars(visits), "steps": rng.integers(1, 4, who.size)})


def _bots(scene: Scene, people: People, rng: np.random.Generator) -> Visits:
    person = np.repeat(np.flatnonzero(people.role == BOT), 3)
    span = scene.calendar.end_us - scene.calendar.tracking_start_us
    start = scene.calendar.tracking_start_us + (rng.random(person.size) * (span - DAY_US)).astype(np.int64)
    leaf = pick(scene.catalogue.popularity, person.size, rng)
    visits = _dress(scene, people, (person, start, leaf, np.zeros(person.size, dtype=np.int64)), rng)
    return Visits(**{**vars(visits), "steps": np.full(person.size, _BOT_STEPS), "channel": np.full(person.size, 3)})


def _plant(scene: Scene, people: People, visits: Visits) -> Visits | None:
    """Marks one visit without order of some people as hesitation; gives the later purchases of a part of them.

    `visits` is changed in place: it was made here and nobody else holds it.
    """
    rng, p = scene.rng("hesitation"), scene.parameters.hesitation
    able = (visits.order == NO_ORDER) & (people.role[visits.person] == MEMBER) & (visits.start < scene.calendar.end_us)
    n_able = max(np.unique(visits.person[able]).size, 1)
    chosen = rng.random(scene.n_people) < p.person_share * scene.n_people / n_able
    rows = np.flatnonzero(able & chosen[visits.person])
    rows = rows[np.argsort(rng.random(rows.size), kind="stable")]
    _, firsts = np.unique(visits.person[rows], return_index=True)
    rows = rows[firsts]
    visits.is_planted[rows] = True
    visits.steps[rows] = np.maximum(visits.steps[rows], 4)
    buyers = rows[rng.random(rows.size) < p.buys_later_share]
    if buyers.size == 0:
        return None
    delay = (rng.uniform(3, 56, buyers.size) * HOUR_US).astype(np.int64)
    later = visits.take(buyers)
    yes, no = np.ones(buyers.size, dtype=bool), np.zeros(buyers.size, dtype=bool)
    start = later.start + delay
    order = np.full(buyers.size, ORDER)
    return Visits(later.person, start, later.leaf, order, rng.integers(1, 5, buyers.size), later.channel, no, yes)

"""The steps of the visits: which item is looked at when; visits of one person are moved apart by half an hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.domain.instants import DAY_US, MINUTE_US, SECOND_US
from huaxiang.simulate.journeys import CYCLE, NO_ORDER, Visits
from huaxiang.simulate.people import BOT, People, favourite_ranks, pick
from huaxiang.simulate.randomness import hashed_uniform
from huaxiang.simulate.scene import Scene

__all__ = ["CHECKOUT_US", "Steps", "take_steps", "usual_item"]

CHECKOUT_US = 4 * MINUTE_US
_APART_US = 36 * MINUTE_US
_MAX_GAP_SECONDS = 24 * 60
_USUAL = 0.18
_POPULAR = 0.5


@dataclass(frozen=True)
class Steps:
    """Views in order of visit and time, arrays of shape (n_steps,), and the visits that hold them.

    `visits.start` is final here; `first` is each visit's first step, shape (n_visits + 1,);
    `end` the instant of its last step; `room_us` the pause after each step.
    """

    visits: Visits
    first: np.ndarray
    end: np.ndarray
    visit: np.ndarray
    time: np.ndarray
    leaf: np.ndarray
    item: np.ndarray
    room_us: np.ndarray

    @property
    def person(self) -> np.ndarray:
        """Person of each step."""
        return np.asarray(self.visits.person[self.visit])

    @property
    def last(self) -> np.ndarray:
        """Last step of each visit, shape (n_visits,)."""
        return self.first[1:] - 1


def take_steps(scene: Scene, people: People, planned: Visits) -> Steps:
    """The steps of the visits that end before the simulated time does."""
    rng, activity = scene.rng("steps"), scene.parameters.activity
    n_steps = int(planned.steps.sum())
    visit = np.repeat(np.arange(planned.person.size), planned.steps)
    gap = np.exp(rng.normal(np.log(activity.gap_median_seconds), activity.gap_sigma, n_steps))
    is_bot = people.role[planned.person] == BOT
    gap = np.where(is_bot[visit], 2 + 6 * rng.random(n_steps), np.clip(gap, 4, _MAX_GAP_SECONDS))
    gap_us = (gap * SECOND_US).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(planned.steps)])
    before = np.concatenate([[0], np.cumsum(gap_us)])
    length = before[first[1:] - 1] - before[first[:-1]]
    start = _apart(planned, length + CHECKOUT_US * (planned.order != NO_ORDER))
    keep = start + length + CHECKOUT_US < scene.calendar.end_us
    time = start[visit] + before[:-1] - before[first[:-1]][visit]
    rows = keep[visit]
    visits = Visits(**{**vars(planned), "start": start}).take(keep)
    first = np.concatenate([[0], np.cumsum(visits.steps)])
    visit, time = np.repeat(np.arange(visits.person.size), visits.steps), time[rows]
    leaf, item = _look(scene, people, visits, (visit, time, first), rng)
    return Steps(visits, first, (start + length)[keep], visit, time, leaf, item, gap_us[rows])


def _apart(visits: Visits, length: np.ndarray) -> np.ndarray:
    """Starts moved so that a person's next visit begins at least 36 minutes after the last one ended."""
    taken = length + _APART_US
    behind = np.cumsum(taken) - taken
    lane = visits.person.astype(np.int64) * (800 * DAY_US)
    origin = int(visits.start.min()) if visits.person.size else 0
    own = np.concatenate([[True], visits.person[1:] != visits.person[:-1]]) if visits.person.size else np.zeros(0, bool)
    offset = behind[own][np.cumsum(own) - 1] if visits.person.size else behind
    slack = visits.start - origin - (behind - offset) + lane
    moved = np.maximum.accumulate(slack) - lane + (behind - offset)
    return np.asarray(moved + origin)


def usual_item(scene: Scene, people: People, person: np.ndarray, leaf: np.ndarray) -> np.ndarray:
    """The item that a person usually takes in a leaf: near the person's price level, always the same."""
    k = scene.catalogue.items_per_leaf
    shift = hashed_uniform(scene.first_number + person, leaf, scene.seed) - 0.5
    rank = np.clip(people.price_level[person] + 0.4 * shift, 0, 0.999) * k
    return np.asarray(leaf * k + rank.astype(np.int64))


def _look(
    scene: Scene,
    people: People,
    visits: Visits,
    place: tuple[np.ndarray, np.ndarray, np.ndarray],
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    visit, time, first = place
    catalogue, p, n = scene.catalogue, scene.parameters.journeys, visit.size
    person = visits.person[visit]
    wander = np.where(
        rng.random(n) < 0.55,
        people.favourite_at(person, time, favourite_ranks(n, rng)),
        pick(catalogue.popularity, n, rng),
    )
    stays = rng.random(n) < p.focus_share
    stays[first[:-1]] = True
    bound = (visits.order != NO_ORDER) | visits.is_planted
    stays |= bound[visit] & (rng.random(n) < 0.7) | visits.is_planted[visit]
    stays[(first[1:] - 1)[bound]] = True
    leaf = np.where(stays, visits.leaf[visit], wander)
    k = catalogue.items_per_leaf
    popular = catalogue.by_popularity[leaf, (k * rng.random(n) ** 2.4).astype(np.int64)]
    level = np.clip(people.price_level[person] + rng.normal(0, 0.2, n), 0, 0.999)
    item = leaf * k + np.where(rng.random(n) < _POPULAR, popular, (k * level).astype(np.int64))
    usual = (rng.random(n) < _USUAL) | (visits.order[visit] == CYCLE)
    item = np.where(usual, usual_item(scene, people, person, leaf), item)
    repeats = rng.random(n) < p.repeat_view_share
    repeats[first[:-1]] = False
    repeats[(first[1:] - 1)[bound]] = False
    repeats &= ~visits.is_planted[visit]
    source = np.maximum.accumulate(np.where(repeats, 0, np.arange(n)))
    return leaf[source], scene.listed(item, time)[source]

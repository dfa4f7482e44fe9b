"""Visits of the planted people: when, on which channel and device, led by a campaign or not, after what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.simulate.planted.people import People, count, is_hit, kind_of
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.year import instants

__all__ = ["DESKTOP", "WEB", "Visits", "draw_visits", "pick_visits"]

WEB = COLUMNS["channels"].index("web")
"""Column of the channel that is always used on a desktop."""
DESKTOP = len(COLUMNS["devices"])
"""Number of the device that follows those of the mix."""
_LENGTH_SHAPE = 0.8


@dataclass(frozen=True)
class Visits:
    """Arrays of shape (n_visits,), in order of the person; `ends` are running sums of the weights of length.

    `category` and `band` are what the first item looked at belongs to: nobody sees them where no item was.
    """

    person: np.ndarray
    per_person: np.ndarray
    start: np.ndarray
    period: np.ndarray
    weekday: np.ndarray
    hour: np.ndarray
    channel: np.ndarray
    device: np.ndarray
    is_from_campaign: np.ndarray
    category: np.ndarray
    band: np.ndarray
    ends: np.ndarray

    @property
    def n(self) -> int:
        """Number of visits."""
        return int(self.person.size)


def draw_visits(people: People, rng: np.random.Generator) -> Visits:
    """All visits of the year, at least one a person."""
    per_person = 1 + count(people, "visits", 1.0, rng)
    person = np.repeat(np.arange(people.n), per_person)
    when = {mix: kind_of(people, mix, person, rng) for mix in ("periods", "weekdays", "hours")}
    channel = kind_of(people, "channels", person, rng)
    return Visits(
        person=person,
        per_person=per_person,
        start=instants(when["periods"], when["weekdays"], when["hours"], rng),
        period=when["periods"],
        weekday=when["weekdays"],
        hour=when["hours"],
        channel=channel,
        device=np.where(channel == WEB, DESKTOP, kind_of(people, "devices", person, rng)),
        is_from_campaign=is_hit(people, "campaign", person, rng),
        category=kind_of(people, "categories", person, rng),
        band=kind_of(people, "bands", person, rng),
        ends=np.cumsum(rng.standard_gamma(_LENGTH_SHAPE, person.size) + 1e-9),
    )


def pick_visits(visits: Visits, per_person: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A visit for each of so many things of each person; long visits get more of them, whoever the person is."""
    last = np.cumsum(visits.per_person) - 1
    until = visits.ends[last]
    since = np.concatenate([[0.0], until[:-1]])
    person = np.repeat(np.arange(per_person.size), per_person)
    lot = since[person] + rng.random(person.size) * (until - since)[person]
    visit = np.searchsorted(visits.ends, lot, side="right")
    first = last - visits.per_person + 1
    return np.asarray(np.clip(visit, first[person], last[person]))

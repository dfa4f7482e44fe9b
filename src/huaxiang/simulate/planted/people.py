"""The habits of single people: drawn around their persona, replaced for outliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.simulate.planted.personas import Outlier, Personas

__all__ = ["NOBODY", "People", "count", "draw_people", "is_hit", "kind_of"]

NOBODY = -1
"""Persona of outliers, and kind of outlier of all others."""


@dataclass(frozen=True)
class People:
    """Habits, each of shape (n_people,) or (n_people, n_kinds).

    `counts` replaces what rates would give where it is not negative. Mix `bands` has one column more than the
    personas: that of treasures.
    """

    rates: dict[str, np.ndarray]
    chances: dict[str, np.ndarray]
    mixes: dict[str, np.ndarray]
    dwell: np.ndarray
    dwell_within: float
    counts: dict[str, np.ndarray]
    favourite: np.ndarray

    @property
    def n(self) -> int:
        """Number of people."""
        return int(self.dwell.size)


def draw_people(
    personas: Personas,
    persona: np.ndarray,
    *,
    outlier: np.ndarray,
    kinds: tuple[Outlier, ...],
    rng: np.random.Generator,
) -> People:
    """Habits of people of those personas.

    Args:
        personas: At the difficulty wanted.
        persona: Number of the persona that each follows, or begins with where an outlier.
        outlier: Number of the kind of outlier, NOBODY for people who are none.
        kinds: The kinds of outliers.
        rng: Source of chance.
    """
    people = People(
        rates={
            name: rng.standard_gamma(personas.rate_shapes[name], persona.size)
            * (rate[persona] / personas.rate_shapes[name])
            for name, rate in personas.rates.items()
        },
        chances={
            name: rng.beta(personas.chance_weights[name] * share, personas.chance_weights[name] * (1 - share))
            for name, share in ((name, shares[persona]) for name, shares in personas.chances.items())
        },
        mixes={
            name: _dirichlet(personas.mix_weights[name] * mix[persona], rng) for name, mix in personas.mixes.items()
        },
        dwell=rng.normal(personas.dwell[persona], personas.dwell_between),
        dwell_within=personas.dwell_within,
        counts={name: np.full(persona.size, -1) for name in personas.rates},
        favourite=rng.integers(0, 2**30, persona.size),
    )
    people.mixes["bands"] = np.pad(people.mixes["bands"], ((0, 0), (0, 1)))
    for number, kind in enumerate(kinds):
        _replace(people, np.flatnonzero(outlier == number), kind, rng)
    return people


def _dirichlet(alpha: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    weight = rng.standard_gamma(alpha)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _replace(people: People, whom: np.ndarray, kind: Outlier, rng: np.random.Generator) -> None:
    for name, (low, high) in kind.counts.items():
        people.counts[name][whom] = rng.integers(low, high + 1, whom.size)
    for name, rate in kind.rates.items():
        people.rates[name][whom] = rate
    for name, chance in kind.chances.items():
        people.chances[name][whom] = chance
    for name, shares in kind.mixes.items():
        people.mixes[name][whom] = shares


def count(people: People, name: str, exposure: np.ndarray | float, rng: np.random.Generator) -> np.ndarray:
    """Counts of that name, shape (n_people,): Poisson around rate times exposure, unless replaced."""
    drawn = rng.poisson(people.rates[name] * exposure)
    return np.asarray(np.where(people.counts[name] >= 0, people.counts[name], drawn))


def is_hit(people: People, name: str, person: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Whether a thing of that person has what the chance of that name speaks of, one for each in `person`."""
    return np.asarray(rng.random(person.size) < people.chances[name][person])


def kind_of(people: People, mix: str, person: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Column of the mix that a thing of that person falls into, one for each in `person`."""
    edges, lot = people.mixes[mix].cumsum(axis=1), rng.random(person.size)
    answer = np.zeros(person.size, dtype=np.int64)
    for column in range(edges.shape[1] - 1):
        answer += lot >= edges[person, column]
    return np.asarray(np.minimum(answer, _last(people.mixes[mix])[person]))


def _last(mix: np.ndarray) -> np.ndarray:
    """Last column that a person has at all: rounding must not lead beyond it."""
    return np.asarray(mix.shape[1] - 1 - (mix[:, ::-1] > 0).argmax(axis=1))

"""Planted people with their events, their personas and what the oracle says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huaxiang.domain.errors import OutOfRange
from huaxiang.simulate.planted.catalogue import Catalogue, read_catalogue
from huaxiang.simulate.planted.difficulty import soften
from huaxiang.simulate.planted.events import Happened, events_table, member_numbers
from huaxiang.simulate.planted.goods import pick_goods
from huaxiang.simulate.planted.oracle import posterior
from huaxiang.simulate.planted.orders import draw_orders
from huaxiang.simulate.planted.people import NOBODY, draw_people
from huaxiang.simulate.planted.personas import Outlier, Personas, read_outliers, read_personas
from huaxiang.simulate.planted.steps import draw_steps
from huaxiang.simulate.planted.tally import Tally, join_tallies, tally
from huaxiang.simulate.planted.visits import draw_visits
from huaxiang.stats.agreement import adjusted_rand

__all__ = ["Planted", "draw", "oracle_agreement"]

_BLOCK_PEOPLE = 10_000


@dataclass(frozen=True)
class Planted:
    """People whose kind is known; all arrays are in the order of `people`.

    Attributes:
        people: Member numbers, as in the column `identity` of the events.
        persona: Number of each person's persona, -1 of outliers.
        is_outlier: Whether the person follows no persona.
        outlier_kind: Number of the kind of outlier, -1 of all others.
        events: Rows of the table `events`.
        items: Rows of the table `items`.
        oracle: Posterior probability of each persona, shape (n_people, n_personas); of outliers it says nothing of use.
        tally: What the oracle counted of each person.
        persona_keys: Names of the personas.
        outlier_keys: Names of the kinds of outliers.
    """

    people: np.ndarray
    persona: np.ndarray
    is_outlier: np.ndarray
    outlier_kind: np.ndarray
    events: pa.Table
    items: pa.Table
    oracle: np.ndarray
    tally: Tally
    persona_keys: tuple[str, ...]
    outlier_keys: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """A block of people: persona (NOBODY of outliers), kind of outlier, counts, events."""

    persona: np.ndarray
    outlier: np.ndarray
    counts: Tally
    events: pa.Table


def draw(n_people: int, difficulty: str, seed: int) -> Planted:
    """People of the planted personas, and outliers, with a year of events.

    Args:
        n_people: How many, at least 1.
        difficulty: One of `easy`, `middling`, `hard`.
        seed: The same seed gives the same tables.

    Raises:
        OutOfRange: There is nobody to draw.
        UnknownName: There is no such difficulty.
    """
    if n_people < 1:
        raise OutOfRange(f"n_people must be at least 1, found {n_people}")
    personas, catalogue = soften(read_personas(), difficulty), read_catalogue(seed)
    share, kinds = read_outliers()
    parts = list(_parts(n_people, seed, share, kinds=kinds, personas=personas, catalogue=catalogue))
    counts = join_tallies([part.counts for part in parts])
    outlier = np.concatenate([part.outlier for part in parts])
    return Planted(
        people=np.array(member_numbers(0, n_people).to_pylist()),
        persona=np.concatenate([part.persona for part in parts]),
        is_outlier=outlier != NOBODY,
        outlier_kind=outlier,
        events=pa.concat_tables([part.events for part in parts]),
        items=catalogue.items,
        oracle=posterior(counts, personas),
        tally=counts,
        persona_keys=personas.keys,
        outlier_keys=tuple(kind.key for kind in kinds),
    )


def _parts(
    n_people: int,
    seed: int,
    outlier_share: float,
    *,
    kinds: tuple[Outlier, ...],
    personas: Personas,
    catalogue: Catalogue,
) -> Iterator[_Part]:
    for block, first in enumerate(range(0, n_people, _BLOCK_PEOPLE)):
        n = min(_BLOCK_PEOPLE, n_people - first)
        rng = np.random.default_rng([seed, 1, block])
        persona = rng.choice(len(personas.keys), n, p=personas.shares)
        outlier = np.full(n, NOBODY)
        whom = rng.choice(n, round(outlier_share * n), replace=False)
        outlier[whom] = np.arange(whom.size) % len(kinds)
        people = draw_people(personas, persona, outlier=outlier, kinds=kinds, rng=rng)
        visits = draw_visits(people, rng)
        orders = draw_orders(people, visits, rng)
        steps = draw_steps(people, visits, orders, rng)
        goods = pick_goods(people, visits, orders, steps, catalogue=catalogue, rng=rng)
        happened = Happened(visits, orders, steps, goods, first_person=first, block=block)
        yield _Part(
            persona=np.where(outlier == NOBODY, persona, NOBODY),
            outlier=outlier,
            counts=tally(people, visits, orders, steps, goods),
            events=events_table(happened, catalogue, rng),
        )


def oracle_agreement(planted: Planted) -> float:
    """Adjusted Rand index of the oracle's likeliest personas with the true ones, outliers left out."""
    known = ~planted.is_outlier
    return adjusted_rand(planted.persona[known], planted.oracle[known].argmax(axis=1))

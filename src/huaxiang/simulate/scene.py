"""The scene of one block of people: the shop, the calendar, the seed and the block's place among the people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.instants import DAY_US
from huaxiang.simulate.bank import Bank, read_bank
from huaxiang.simulate.catalogue import Catalogue, read_catalogue
from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.personas import Personas, read_personas
from huaxiang.simulate.promotions import Calendar, make_calendar
from huaxiang.simulate.randomness import generator

__all__ = ["Scene", "scenes"]


@dataclass(frozen=True)
class Scene:
    """What is fixed before a block of people is drawn."""

    parameters: Parameters
    catalogue: Catalogue
    personas: Personas
    bank: Bank
    calendar: Calendar
    seed: int
    block: int
    first_number: int
    n_people: int

    def rng(self, concern: str) -> np.random.Generator:
        """The block's stream for a concern."""
        return generator(self.seed, concern, self.block)

    def listed(self, item: np.ndarray, instants: np.ndarray) -> np.ndarray:
        """The items, or their elders where an item was not yet listed at its instant."""
        since = self.calendar.end_us - self.catalogue.listed_day[item] * DAY_US
        return np.asarray(np.where(instants < since, self.catalogue.elder[item], item))


def scenes(people: int, *, seed: int, parameters: Parameters) -> Iterator[Scene]:
    """One scene a block, in order; all but the last hold `block_people` people.

    Raises:
        OutOfRange: `people` is below 1.
    """
    if people < 1:
        raise OutOfRange(f"people must be 1 or more, found {people}")
    shop = parameters.shop
    catalogue = read_catalogue(seed, items_per_leaf=shop.items_per_leaf, days=shop.days, history_days=shop.history_days)
    personas, calendar = read_personas(catalogue), make_calendar(parameters)
    bank = read_bank(catalogue, personas.likes)
    for block, first in enumerate(range(0, people, shop.block_people)):
        n = min(shop.block_people, people - first)
        yield Scene(parameters, catalogue, personas, bank, calendar, seed, block, first, n)

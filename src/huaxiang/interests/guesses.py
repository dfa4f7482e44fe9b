"""The linear level for categories: where in the tree a word belongs that the lexicon does not have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from huaxiang.interests.linear import LinearModel, shares_of

__all__ = ["Floats", "Guess", "Guesser", "Temperatures", "load_guesser", "read_shares"]

Floats = npt.NDArray[np.float32]
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Temperatures:
    """What margins of second levels, and of leaves within one, are multiplied with before they become shares."""

    shelf: float
    leaf: float


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest leaf with the shares 0..1 of its first level, second level and itself."""

    leaf: str
    shares: tuple[float, float, float]

    def nearest(self, least_leaf: float, least_shelf: float) -> tuple[str, float]:
        """The leaf if its share is at least so much, else its second level, else its first, with the share."""
        parts = self.leaf.split(".")
        if self.shares[2] >= least_leaf:
            return self.leaf, self.shares[2]
        depth = 2 if self.shares[1] >= least_shelf else 1
        return ".".join(parts[:depth]), self.shares[depth - 1]


def read_shares(found: Mapping[str, float]) -> Temperatures:
    """The temperatures of a model's meta."""
    return Temperatures(found["shelf"], found["leaf"])


class Guesser:
    """Guesses categories with a model of second levels ("shelves") and one of the leaves of each."""

    def __init__(self, shelf: LinearModel, leaf: LinearModel, temperatures: Temperatures) -> None:
        self._shelf, self._leaf, self._temperatures = shelf, leaf, temperatures
        self.shelves = shelf.classes
        self._places = {key: place for place, key in enumerate(shelf.classes)}
        firsts = [key.split(".", 1)[0] for key in shelf.classes]
        self._firsts = tuple(dict.fromkeys(firsts))
        self._first_of = np.array([self._firsts.index(first) for first in firsts])
        shelf_of = [key.rsplit(".", 1)[0] for key in leaf.classes]
        self._leaves_of = {key: np.array([i for i, of in enumerate(shelf_of) if of == key]) for key in shelf.classes}

    def shares(self, text: str) -> Floats:
        """Share of each second level, shape (n_shelves,), sum 1."""
        return shares_of(self._shelf.score(text) * self._temperatures.shelf)

    def likeliest(self, text: str, shelves: Floats | None = None) -> Guess:
        """The likeliest leaf of the likeliest second level; `shelves` are shares found otherwise."""
        found = self.shares(text) if shelves is None else shelves
        place = int(found.argmax())
        shelf = self.shelves[place]
        first = float(found[self._first_of == self._first_of[place]].sum())
        share = float(found[place])
        leaves = self._leaves_of[shelf]
        if not len(leaves):
            return Guess(shelf, (first, share, share))
        within = shares_of(self._leaf.score(text)[leaves] * self._temperatures.leaf)
        best = int(within.argmax())
        return Guess(self._leaf.classes[leaves[best]], (first, share, share * float(within[best])))

    def within(self, shares: Floats, firsts: Collection[str]) -> Floats:
        """The shares that are left when nothing but some first levels is possible."""
        kept = np.array([first in firsts for first in self._firsts])[self._first_of]
        left: Floats = np.where(kept, shares + _EPSILON, 0.0).astype(np.float32)
        return left / left.sum() if left.any() else shares

    def share_of(self, key: str, shares: Floats) -> float:
        """Share of a category's second level; of a first level that of all its second levels."""
        parts = key.split(".")
        if len(parts) == 1:
            return float(shares[self._first_of == self._firsts.index(key)].sum()) if key in self._firsts else 0.0
        place = self._places.get(".".join(parts[:2]))
        return 0.0 if place is None else float(shares[place])


@cache
def load_guesser() -> Guesser:
    """The shipped models, fitted by tools/fit_categories.py on the words of the shipped lexicon and on searches."""
    folder = resources.files("huaxiang.interests").joinpath("lexicon")
    with folder.joinpath("shelves.npz").open("rb") as opened:
        shelf = LinearModel.load(opened)
    with folder.joinpath("leaves.npz").open("rb") as opened:
        leaf = LinearModel.load(opened)
    return Guesser(shelf, leaf, read_shares(shelf.meta["temperatures"]))

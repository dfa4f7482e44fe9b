"""What the simulated shop sells: its category tree and its items, drawn from `words/catalogue.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import yaml

from huaxiang.simulate.randomness import generator

__all__ = ["Catalogue", "Leaf", "read_catalogue", "read_leaves"]

_FIRST_ITEM_ID = 680_000_017
_ITEM_ID_STEP = 37
_NEW_SHARE = 0.2
_OLDEST = 900


@dataclass(frozen=True)
class Leaf:
    """A third-level category: slug path, labels, and what its buyers and prices are like."""

    path: str
    labels: tuple[str, str, str]
    price_yuan: tuple[float, float]
    replenish_days: int
    female_share: float
    ages: tuple[str, ...]
    gift_share: float
    refund_share: float
    brands: tuple[str, ...]
    nouns: tuple[str, ...]
    specs: tuple[str, ...]
    modifiers: tuple[str, ...]
    titles: tuple[str, ...]
    is_sensitive: bool


@dataclass(frozen=True)
class Catalogue:
    """Leaves and items; item number = leaf number * items_per_leaf + rank by price, cheapest first.

    `listed_day` counts days before the end; `elder` is the item nearest in price, of the same leaf, that was there
    from the beginning: the item itself where it was.
    """

    leaves: tuple[Leaf, ...]
    items_per_leaf: int
    popularity: np.ndarray
    price_minor: np.ndarray
    brand: np.ndarray
    titles: tuple[str, ...]
    brand_names: tuple[str, ...]
    listed_day: np.ndarray
    elder: np.ndarray
    by_popularity: np.ndarray
    l1: np.ndarray
    l2: np.ndarray
    l1_labels: tuple[str, ...]

    @property
    def n_leaves(self) -> int:
        """Number of third-level categories."""
        return len(self.leaves)

    def column(self, name: str) -> np.ndarray:
        """A numeric attribute of the leaves as an array, shape (n_leaves,)."""
        return np.array([getattr(leaf, name) for leaf in self.leaves])

    def item_ids(self) -> list[str]:
        """Public ids of all items in order of their number."""
        return [str(_FIRST_ITEM_ID + number * _ITEM_ID_STEP) for number in range(len(self.titles))]

    def leaf_number(self, path: str) -> np.ndarray:
        """Numbers of the leaves at or under a slug path or slug; empty when there is none."""
        return np.array(
            [
                n
                for n, leaf in enumerate(self.leaves)
                if leaf.path == path or leaf.path.startswith(f"{path}.") or path in leaf.path.split(".")
            ],
            dtype=np.int64,
        )


def read_leaves() -> tuple[Leaf, ...]:
    """The third-level categories in the order of `words/catalogue.yaml`."""
    text = resources.files(__package__).joinpath("words/catalogue.yaml").read_text(encoding="utf-8")
    return tuple(
        _leaf(first, second, third)
        for first in yaml.load(text, Loader=yaml.CSafeLoader)["categories"]
        for second in first["children"]
        for third in second["children"]
    )


def _leaf(first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]) -> Leaf:
    low, high = third["price_yuan"]
    return Leaf(
        path=f"{first['slug']}.{second['slug']}.{third['slug']}",
        labels=(first["label"], second["label"], third["label"]),
        price_yuan=(float(low), float(high)),
        replenish_days=int(third.get("replenish_days") or 0),
        female_share=float(third.get("female_share", 0.5)),
        ages=tuple(str(age) for age in third.get("ages", ())),
        gift_share=float(third.get("gift_share", 0.05)),
        refund_share=float(third.get("refund_share", 0.05)),
        brands=tuple(third["brands"]),
        nouns=tuple(third.get("nouns", (third["label"],))),
        specs=tuple(str(spec) for spec in third.get("specs", ("",))),
        modifiers=tuple(third.get("modifiers", ("",))),
        titles=tuple(third["titles"]),
        is_sensitive=any(bool(level.get("sensitive")) for level in (first, second, third)),
    )


def read_catalogue(seed: int, *, items_per_leaf: int, days: int, history_days: int = 365) -> Catalogue:
    """The catalogue with its items: the same seed gives the same items, prices and titles.

    Args:
        seed: Seed of the simulation.
        items_per_leaf: Items of each third-level category.
        days: Tracked days: a fifth of the items is listed within them.
        history_days: Days before those; all other items are older.
    """
    leaves, rng = read_leaves(), generator(seed, "catalogue")
    n_items = len(leaves) * items_per_leaf
    names = tuple(dict.fromkeys(brand for leaf in leaves for brand in leaf.brands))
    prices, brands, titles = [], [], []
    for leaf in leaves:
        price = _prices(leaf, items_per_leaf, rng)
        prices.append(price)
        for _ in range(items_per_leaf):
            brand = leaf.brands[int(rng.integers(len(leaf.brands)))]
            brands.append(names.index(brand))
            titles.append(_title(leaf, brand, rng))
    middle = np.array([np.sqrt(leaf.price_yuan[0] * leaf.price_yuan[1]) for leaf in leaves])
    weight = np.exp(rng.normal(0.0, 0.55, len(leaves))) * (100.0 / middle) ** 0.25
    weight[[leaf.is_sensitive for leaf in leaves]] *= 0.35
    order = np.argsort(rng.random((len(leaves), items_per_leaf)), axis=1)
    is_new = (rng.random(n_items) < _NEW_SHARE) & (np.arange(n_items) % items_per_leaf != items_per_leaf // 2)
    recent, age = rng.integers(1, days + 1, n_items), generator(seed, "listing").integers(1, _OLDEST, n_items)
    listed = np.where(is_new, recent, days + history_days + age)
    l1_labels = tuple(dict.fromkeys(leaf.labels[0] for leaf in leaves))
    l2_paths = list(dict.fromkeys(leaf.path.rsplit(".", 1)[0] for leaf in leaves))
    return Catalogue(
        leaves=leaves,
        items_per_leaf=items_per_leaf,
        popularity=weight / weight.sum(),
        price_minor=np.concatenate(prices),
        brand=np.array(brands),
        titles=tuple(titles),
        brand_names=names,
        listed_day=listed,
        elder=_elders(listed > days, items_per_leaf),
        by_popularity=order,
        l1=np.array([l1_labels.index(leaf.labels[0]) for leaf in leaves]),
        l2=np.array([l2_paths.index(leaf.path.rsplit(".", 1)[0]) for leaf in leaves]),
        l1_labels=l1_labels,
    )


def _elders(is_old: np.ndarray, k: int) -> np.ndarray:
    """Of each item, the nearest old one of its leaf by rank; the cheaper of two."""
    rank = np.arange(k)
    apart = np.abs(rank[:, None] - rank[None, :])[None, :, :] + np.where(is_old.reshape(-1, 1, k), 0, k)
    return np.asarray((np.arange(is_old.size // k)[:, None] * k + apart.argmin(axis=2)).ravel())


def _prices(leaf: Leaf, n: int, rng: np.random.Generator) -> np.ndarray:
    low, high = np.log(leaf.price_yuan[0]), np.log(leaf.price_yuan[1])
    yuan = np.sort(np.exp(low + (high - low) * rng.beta(1.4, 2.0, n)))
    whole = np.maximum(np.rint(yuan).astype(np.int64), 1)
    return np.asarray(whole * 100 - np.where(whole >= 10, rng.choice([0, 10, 100], n, p=[0.3, 0.45, 0.25]), 0))


def _title(leaf: Leaf, brand: str, rng: np.random.Generator) -> str:
    def pick(words: tuple[str, ...]) -> str:
        return words[int(rng.integers(len(words)))]

    slots = {
        "brand": brand,
        "noun": pick(leaf.nouns),
        "spec": pick(leaf.specs),
        "modifier": pick(leaf.modifiers),
    }
    return " ".join(pick(leaf.titles).format(**slots).split())

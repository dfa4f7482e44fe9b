"""What the shop of the planted personas sells: items in cells of one category and one band of prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from huaxiang.domain.tables import table
from huaxiang.simulate.planted.personas import COLUMNS

__all__ = ["N_BANDS", "N_CELLS", "SOURCE", "Catalogue", "cell_of", "read_catalogue"]

SOURCE = "planted"
"""Name of the source of all rows."""
N_BANDS = len(COLUMNS["bands"]) + 1
"""Bands of prices of a category, with that of treasures."""
N_CELLS = len(COLUMNS["categories"]) * N_BANDS
_ENDINGS = np.array([0, 10, 100])


@dataclass(frozen=True)
class Catalogue:
    """Items in order of their cells: arrays of shape (n_items,), and where each cell begins and how many it has.

    `items` has the schema of table `items`.
    """

    items: pa.Table
    price_minor: np.ndarray
    cell: np.ndarray
    cell_start: np.ndarray
    cell_size: np.ndarray


def cell_of(category: np.ndarray, band: np.ndarray) -> np.ndarray:
    """Numbers of the cells of those categories and bands."""
    return np.asarray(category * N_BANDS + band)


def read_catalogue(seed: int) -> Catalogue:
    """The catalogue: items are always the same, prices within their bands depend on the seed."""
    text = resources.files(__package__).joinpath("catalogue.yaml").read_text(encoding="utf-8")
    shop, rng = yaml.safe_load(text), np.random.default_rng([seed, 0])
    rows = sorted(_rows(shop), key=lambda row: row["cell"])
    low, high = (np.array([row[side] for row in rows]) for side in ("low", "high"))
    yuan = np.exp(rng.uniform(np.log(low), np.log(high)))
    whole = np.maximum(np.rint(yuan * 100).astype(np.int64) // 100 * 100, 300)
    price = whole - rng.choice(_ENDINGS, whole.size)
    cell = np.array([row["cell"] for row in rows])
    size = np.bincount(cell, minlength=N_CELLS)
    return Catalogue(_table(rows, price), price, cell, np.cumsum(size) - size, size)


def _rows(shop: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row for each item: its cell, names and range of prices."""
    n_bands = len(COLUMNS["bands"])
    for number, category in enumerate(COLUMNS["categories"]):
        sold = shop["categories"][category]
        cheapest, dearest = sold["price_yuan"]
        edges = np.geomspace(cheapest, dearest, n_bands + 1)
        leaves = [(second, third) for second, thirds in sold["tree"].items() for third in thirds]
        for band in range(n_bands):
            for k in range(shop["items_per_leaf_and_band"] * len(leaves)):
                second, third = leaves[k % len(leaves)]
                names = {"l1": category, "l2": second, "l3": third, "brand": sold["brands"][k % len(sold["brands"])]}
                yield {"cell": number * N_BANDS + band, "low": edges[band], "high": edges[band + 1]} | names
    dear = shop["treasures"]
    brands = shop["categories"][dear["category"]]["brands"]
    cell = COLUMNS["categories"].index(dear["category"]) * N_BANDS + n_bands
    low, high = dear["price_yuan"]
    for k in range(dear["items"]):
        names = {"l1": dear["category"], "l2": dear["level_2"], "l3": dear["level_3"], "brand": brands[k % len(brands)]}
        yield {"cell": cell, "low": low, "high": high} | names


def _table(rows: list[dict[str, Any]], price: np.ndarray) -> pa.Table:
    n = len(rows)
    columns = {
        "item_id": [f"i{number:05d}" for number in range(n)],
        "title": [f"{row['brand']} {row['l3']} no. {number}" for number, row in enumerate(rows)],
        "brand": [row["brand"] for row in rows],
        "l1": [row["l1"] for row in rows],
        "l2": [row["l2"] for row in rows],
        "l3": [row["l3"] for row in rows],
        "price_minor": price,
        "currency": ["CNY"] * n,
        "attributes": ["{}"] * n,
        "is_sensitive": [False] * n,
        "source": [SOURCE] * n,
    }
    items = table("items")
    given = {c.name: pa.array(columns[c.name], c.type) for c in items.columns if c.name in columns}
    empty = {c.name: pa.nulls(n, c.type) for c in items.columns if c.name not in columns}
    return items.check(pa.table(given | empty))

"""Kinds of people as `words/personas.yaml` briefs them: what they like, when they come, how they buy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import yaml

from huaxiang.domain.errors import ContractBroken
from huaxiang.simulate.catalogue import Catalogue

__all__ = ["Personas", "read_personas"]

_FILE = "words/personas.yaml"
_BANDS = ("18-24", "25-30", "31-40", "41-50", "50+")
_CHANNELS = ("app", "mini_program", "h5", "web")
_DEVICES = ("android", "ios", "harmony", "web")
_BACKGROUND = 0.12


@dataclass(frozen=True)
class Personas:
    """Arrays of shape (n_personas,) or (n_personas, kinds).

    `*_tilt` and the factors `night`, `coupon`, `returns`, `others`, `social` are relative to the mean of all
    people, so that the shares of the parameters hold for the shop as a whole. `price_level` 0..1 is the place
    of the usual item between the cheapest and the dearest.
    """

    slugs: tuple[str, ...]
    labels: tuple[str, ...]
    likes: tuple[frozenset[str], ...]
    shares: np.ndarray
    women_tilt: np.ndarray
    age_tilt: np.ndarray
    channel_tilt: np.ndarray
    device_tilt: np.ndarray
    leaf_weights: np.ndarray
    price_level: np.ndarray
    night: np.ndarray
    coupon: np.ndarray
    returns: np.ndarray
    others: np.ndarray
    social: np.ndarray


def read_personas(catalogue: Catalogue) -> Personas:
    """The personas, their favourite categories resolved to leaves of the catalogue."""
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    rows = yaml.safe_load(text)["personas"]
    shares = np.array([float(row["share"]) for row in rows])
    shares = shares / shares.sum()

    def tilt(name: str, kinds: tuple[str, ...] = ()) -> np.ndarray:
        values = [[row[name].get(kind, 0.0) for kind in kinds] if kinds else row[name] for row in rows]
        numbers = np.array(values, dtype=float)
        mean = (numbers * (shares[:, None] if kinds else shares)).sum(axis=0)
        return np.asarray(numbers / np.maximum(mean, 1e-9))

    return Personas(
        slugs=tuple(row["slug"] for row in rows),
        labels=tuple(row["label"] for row in rows),
        likes=tuple(frozenset(row["likes"]) for row in rows),
        shares=shares,
        women_tilt=tilt("female_share"),
        age_tilt=tilt("ages", _BANDS),
        channel_tilt=tilt("channels", _CHANNELS),
        device_tilt=tilt("devices", _DEVICES),
        leaf_weights=np.array([_leaves(catalogue, row) for row in rows]),
        price_level=np.array([0.85 - 0.7 * float(row["price_sensitivity"]) for row in rows]),
        night=tilt("night_share"),
        coupon=tilt("coupon_share"),
        returns=tilt("return_scale"),
        others=tilt("for_others"),
        social=tilt("social"),
    )


def _leaves(catalogue: Catalogue, row: Mapping[str, Any]) -> np.ndarray:
    weight = np.zeros(catalogue.n_leaves)
    for name, value in row["favourites"].items():
        leaves = catalogue.leaf_number(str(name))
        if leaves.size == 0:
            raise ContractBroken(f"{_FILE}: {row['slug']} likes {name!r}, which the catalogue does not have")
        weight[leaves] += float(value) / leaves.size
    return np.asarray((1 - _BACKGROUND) * weight / weight.sum() + _BACKGROUND * catalogue.popularity)

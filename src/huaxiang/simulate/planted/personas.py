"""Personas and outliers as `personas.yaml` describes them, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from huaxiang.domain.errors import ContractBroken

__all__ = ["COLUMNS", "TREASURE", "Outlier", "Personas", "read_outliers", "read_personas"]

_FILE = "personas.yaml"
_EVENLY = 0.02
TREASURE = "treasure"
"""Band of prices beyond the usual ones, which no persona has."""


@dataclass(frozen=True)
class Personas:
    """What people of each persona do on average, and how far they differ; arrays of shape (n_personas, …).

    Attributes:
        keys: Names in the order of all arrays.
        labels: Chinese and English words.
        shares: Share of each among all people that are no outliers, sum 1.
        rates: Expected counts a year or for each thing that they belong to.
        rate_shapes: Shape of the gamma distribution of each rate between people.
        chances: Expected shares 0..1.
        chance_weights: Pseudo-counts of the beta distribution of each chance between people.
        mixes: Expected shares of the kinds, shape (n_personas, n_kinds), rows of sum 1.
        mix_weights: Pseudo-counts of the Dirichlet distribution of each mix between people.
        dwell: Expected logarithm of milliseconds on a page.
        dwell_between: Standard deviation of people's own expected logarithm.
        dwell_within: Standard deviation of a person's logarithms.
    """

    keys: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    shares: np.ndarray
    rates: Mapping[str, np.ndarray]
    rate_shapes: Mapping[str, float]
    chances: Mapping[str, np.ndarray]
    chance_weights: Mapping[str, float]
    mixes: Mapping[str, np.ndarray]
    mix_weights: Mapping[str, float]
    dwell: np.ndarray
    dwell_between: float
    dwell_within: float


@dataclass(frozen=True)
class Outlier:
    """A kind of people like nobody else: what replaces the habits of the persona that they began with."""

    key: str
    label: tuple[str, str]
    counts: Mapping[str, tuple[int, int]]
    rates: Mapping[str, float]
    chances: Mapping[str, float]
    mixes: Mapping[str, np.ndarray]


@cache
def _contents() -> Any:
    return yaml.safe_load(resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


COLUMNS: dict[str, tuple[str | int, ...]] = {name: tuple(kinds) for name, kinds in _contents()["columns"].items()}
"""Kinds of each mix, in the order of its columns."""


def read_personas() -> Personas:
    """The personas as they are, before any difficulty.

    Raises:
        ContractBroken: A persona lacks a number, or has one too many.
    """
    rows, spread = _contents()["personas"], _contents()["spread"]
    for row in rows:
        _require(row, spread)
    between = spread["dwell"]
    return Personas(
        keys=tuple(row["key"] for row in rows),
        labels=tuple((row["label"]["zh"], row["label"]["en"]) for row in rows),
        shares=np.array([row["share"] for row in rows]) / sum(row["share"] for row in rows),
        rates={name: np.array([float(row["rates"][name]) for row in rows]) for name in spread["rates"]},
        rate_shapes={name: float(value) for name, value in spread["rates"].items()},
        chances={name: np.array([float(row["chances"][name]) for row in rows]) for name in spread["chances"]},
        chance_weights={name: float(value) for name, value in spread["chances"].items()},
        mixes={name: np.array([_shares(row["mixes"][name]) for row in rows]) for name in spread["mixes"]},
        mix_weights={name: float(value) for name, value in spread["mixes"].items()},
        dwell=np.log([1000.0 * row["dwell_seconds"] for row in rows]),
        dwell_between=float(between["between_people"]),
        dwell_within=float(between["within_person"]),
    )


def _require(row: Mapping[str, Any], spread: Mapping[str, Any]) -> None:
    for group in ("rates", "chances", "mixes"):
        odd = set(row[group]) ^ set(spread[group])
        if odd:
            raise ContractBroken(
                f"{_FILE}: {row['key']}: {group} differ from those of spread: {', '.join(sorted(odd))}"
            )
    for name, weights in row["mixes"].items():
        if len(weights) != len(COLUMNS[name]):
            raise ContractBroken(f"{_FILE}: {row['key']}: {name} has {len(weights)} weights of {len(COLUMNS[name])}")


def _shares(weights: list[float]) -> np.ndarray:
    shares = np.array(weights, dtype=float) / sum(weights)
    return np.asarray((1 - _EVENLY) * shares + _EVENLY / shares.size)


def read_outliers() -> tuple[float, tuple[Outlier, ...]]:
    """Share of outliers among all people, and their kinds."""
    kinds = tuple(
        Outlier(
            key=row["key"],
            label=(row["label"]["zh"], row["label"]["en"]),
            counts={name: (int(low), int(high)) for name, (low, high) in row.get("counts", {}).items()},
            rates={name: float(value) for name, value in row.get("rates", {}).items()},
            chances={name: float(value) for name, value in row.get("chances", {}).items()},
            mixes={name: _replacement(name, weights) for name, weights in row.get("mixes", {}).items()},
        )
        for row in _contents()["outliers"]
    )
    return float(_contents()["outlier_share"]), kinds


def _replacement(mix: str, weights: Mapping[str, float]) -> np.ndarray:
    """Shares of the kinds named, even ones where none is; of bands, also of those beyond the usual."""
    kinds = [*COLUMNS[mix], *([TREASURE] if mix == "bands" else [])]
    given = np.array([float(weights.get(str(kind), 0.0 if weights else 1.0)) for kind in kinds])
    return np.asarray(given / given.sum())

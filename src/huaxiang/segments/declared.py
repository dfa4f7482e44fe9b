"""Finds the declared features and algorithms: every file of their folders declares one, named as the file."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import ModuleType

from huaxiang.domain.errors import BadInput, ContractBroken, UnknownName
from huaxiang.segments import algorithms, features
from huaxiang.segments.algorithms.base import Algorithm
from huaxiang.segments.features.base import Feature

__all__ = ["LeftOut", "declared_algorithms", "declared_features", "make_algorithm", "usable_features"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A feature that is not used, and why, in Chinese and English."""

    feature: str
    reason_zh: str
    reason_en: str


def _modules(folder: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    for found in sorted(pkgutil.iter_modules(folder.__path__), key=lambda each: each.name):
        if found.name != "base":
            yield found.name, importlib.import_module(f"{folder.__name__}.{found.name}")


@functools.cache
def declared_features() -> tuple[Feature, ...]:
    """All features of the folder, sorted by name."""
    found = []
    for name, module in _modules(features):
        feature: Feature = module.FEATURE
        if feature.name != name:
            raise ContractBroken(f"feature {feature.name!r} stands in a file named {name!r}")
        found.append(feature)
    return tuple(found)


def declared_algorithms() -> tuple[str, ...]:
    """Names of all segmenters, sorted; none is imported, for some need large libraries."""
    found = pkgutil.iter_modules(algorithms.__path__)
    return tuple(sorted(each.name for each in found if each.name != "base"))


def make_algorithm(name: str, n_segments: int, *, eps: float | None = None) -> Algorithm:
    """The segmenter of that name for that number of segments.

    Args:
        name: File of `segments/algorithms`.
        n_segments: Segments, or the most of them where density tells the number.
        eps: Distance threshold of a density segmenter; None lets it choose.

    Raises:
        BadInput: The segmenter has no `eps`.
        UnknownName: There is none of that name; the nearest names are given.
    """
    known = declared_algorithms()
    if name not in known:
        raise UnknownName("segmenter", name, known)
    module = importlib.import_module(f"{algorithms.__name__}.{name}")
    made: Algorithm = getattr(module, module.__all__[0])(n_segments)
    if eps is None:
        return made
    if not hasattr(made, "eps"):
        raise BadInput(f"segments: {name} has no eps; dbscan and hdbscan have one")
    changed: Algorithm = dataclasses.replace(made, eps=eps)  # type: ignore[type-var]
    return changed


def usable_features(
    *, columns: Collection[str], events: Collection[str]
) -> tuple[tuple[Feature, ...], tuple[LeftOut, ...]]:
    """Features that the sources can feed, and the others with the reason.

    Args:
        columns: Columns of the fold event that hold a value anywhere.
        events: Event names that occur.
    """
    usable, left_out = [], []
    for feature in declared_features():
        lacking = [column for column in feature.columns if column not in columns]
        if lacking:
            names = ", ".join(lacking)
            left_out.append(LeftOut(feature.name, f"数据源缺少列 {names}", f"no source has {names}"))
        elif feature.events and not feature.events & set(events):
            names = ", ".join(sorted(feature.events))
            left_out.append(LeftOut(feature.name, f"没有事件 {names}", f"there is no event {names}"))
        else:
            usable.append(feature)
    return tuple(usable), tuple(left_out)

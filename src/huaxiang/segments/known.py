"""What is known of a feature by its name, whether it is declared or a share of a mix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature
from huaxiang.segments.mixes import share_feature

__all__ = ["is_fine", "known_feature", "worded"]


@cache
def _declared() -> dict[str, Feature]:
    return {feature.name: feature for feature in declared_features()}


def known_feature(name: str) -> Feature | None:
    """The feature of a name; None for one of a project's own, or one that is not declared any more."""
    return _declared().get(name) or share_feature(name)


def is_fine(name: str) -> bool:
    """Whether a feature has no part where people are a continuum."""
    feature = known_feature(name)
    return feature is not None and feature.is_fine


def worded(name: str, categories: Callable[[str], tuple[str, str]]) -> Feature | None:
    """The same with the label of a category in its words, Chinese and English, by its slug."""
    feature = known_feature(name)
    if feature is None or feature.theme != "category" or not feature.is_fine:
        return feature
    zh, en = categories(name.partition(".")[2])
    return replace(feature, zh=f"{zh}品类占比", en=f"share of {en}")

"""What drew a person to a segment: own features beside the segment's centre, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature

__all__ = ["centre_contributions"]


def centre_contributions(references: Mapping[str, Any], *, language: str) -> list[dict[str, Any]]:
    """The features of a segment's evidence, strongest pull first.

    Args:
        references: Of evidence of kind centre: `features` holds feature, value_milli, centre_milli, pull_milli.
        language: zh or en.

    Returns:
        One row a feature: feature, label, unit, value (None when not known) and centre in the feature's unit,
        pull, and words.
    """
    known = {feature.name: feature for feature in declared_features()}
    return [_row(known.get(each["feature"]), each, language) for each in references.get("features", ())]


def _row(feature: Feature | None, each: Mapping[str, Any], language: str) -> dict[str, Any]:
    is_zh = language == "zh"
    label = each["feature"] if feature is None else feature.zh if is_zh else feature.en
    unit = "" if feature is None else feature.unit
    value, centre = _plain(each["value_milli"]), _plain(each["centre_milli"])
    own, middle = _number(value, unit, is_zh=is_zh), _number(centre, unit, is_zh=is_zh)
    return {
        "feature": each["feature"],
        "label": label,
        "unit": unit,
        "value": value,
        "centre": centre,
        "pull": _plain(each["pull_milli"]),
        "words": f"{label} {own},分群中心 {middle}" if is_zh else f"{label} {own}, the segment's centre {middle}",
    }


def _plain(milli: int | None) -> float | None:
    return None if milli is None else milli / 1000


def _number(value: float | None, unit: str, *, is_zh: bool) -> str:
    if value is None:
        return "未知" if is_zh else "unknown"
    return f"{value * 100:.1f} %" if unit == "share" else f"{value:,.4g}"

"""A segment's centre beside a person's own features, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature

__all__ = ["compare_with_centre"]


def compare_with_centre(
    features: Mapping[str, float], segment: Mapping[str, Any], *, language: str
) -> list[dict[str, Any]]:
    """What sets the segment apart, beside the person's own values.

    Args:
        features: The person's features by name.
        segment: Row of table `segments`.
        language: zh or en.

    Returns:
        One row a feature that the segment names as its trait, else one a feature of the centre: feature, label,
        unit, value (None when not known), centre, words.
    """
    centre = _parsed(segment.get("centre")) or {}
    known = {feature.name: feature for feature in declared_features()}
    return [
        _row(known.get(name), name, features.get(name), centre.get(name), language) for name in _names(segment, centre)
    ]


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _names(segment: Mapping[str, Any], centre: Mapping[str, Any]) -> Sequence[str]:
    traits = _parsed(segment.get("traits")) or []
    named = [each["feature"] for each in traits if isinstance(each, dict) and "feature" in each]
    return named or sorted(centre)


def _row(
    feature: Feature | None, name: str, value: float | None, centre: float | None, language: str
) -> dict[str, Any]:
    is_zh = language == "zh"
    label = name if feature is None else feature.zh if is_zh else feature.en
    unit = "" if feature is None else feature.unit
    own, middle = _number(value, unit, is_zh=is_zh), _number(centre, unit, is_zh=is_zh)
    words = f"{label} {own},分群中心 {middle}" if is_zh else f"{label} {own}, centre of the segment {middle}"
    return {"feature": name, "label": label, "unit": unit, "value": value, "centre": centre, "words": words}


def _number(value: float | None, unit: str, *, is_zh: bool) -> str:
    if value is None:
        return "未知" if is_zh else "unknown"
    return f"{value * 100:.1f} %" if unit == "share" else f"{value:,.4g}"

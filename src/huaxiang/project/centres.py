"""What drew a person to a segment: own features beside the segment's centre, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huaxiang.segments.features.base import Feature
from huaxiang.segments.known import worded

__all__ = ["centre_contributions"]


def centre_contributions(
    references: Mapping[str, Any], *, language: str, categories: Callable[[str], tuple[str, str]]
) -> list[dict[str, Any]]:
    """The features of a segment's evidence, strongest pull first.

    Args:
        references: Of evidence of kind centre: `features` holds feature, value_milli, centre_milli, pull_milli.
        language: zh or en.
        categories: Chinese and English label of a category's slug.

    Returns:
        One row a feature: feature, label, unit, value (None when not known) and centre in the feature's unit (of an
        outlier the greatest value to be expected), pull, and words.
    """
    return [_row(worded(each["feature"], categories), each, language) for each in references.get("features", ())]


def _row(feature: Feature | None, each: Mapping[str, Any], language: str) -> dict[str, Any]:
    is_zh = language == "zh"
    label = each["feature"] if feature is None else feature.zh if is_zh else feature.en
    unit = "" if feature is None else feature.unit
    is_outlier = "most_milli" in each
    value, centre = _plain(each["value_milli"]), _plain(each["most_milli" if is_outlier else "centre_milli"])
    own, middle = _number(value, unit, is_zh=is_zh), _number(centre, unit, is_zh=is_zh)
    beside = (
        ("预计最多" if is_zh else "expected at most")
        if is_outlier
        else ("分群中心" if is_zh else "the segment's centre")
    )
    return {
        "feature": each["feature"],
        "label": label,
        "unit": unit,
        "value": value,
        "centre": centre,
        "pull": _plain(each["pull_milli"]),
        "words": f"{label} {own},{beside} {middle}" if is_zh else f"{label} {own}, {beside} {middle}",
    }


def _plain(milli: int | None) -> float | None:
    return None if milli is None else milli / 1000


def _number(value: float | None, unit: str, *, is_zh: bool) -> str:
    if value is None:
        return "未知" if is_zh else "unknown"
    return f"{value * 100:.1f} %" if unit == "share" else f"{value:,.4g}"

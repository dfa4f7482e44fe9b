"""The segments as a board: what each is like beside everybody, how they came about, and who moved between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from huaxiang.console.views.overview import segment_cards
from huaxiang.project.category_words import category_words
from huaxiang.project.readable import Readable
from huaxiang.project.standing import READABLE, Spread, rank_of, spread_of
from huaxiang.project.views import segments_view
from huaxiang.segments.declared import declared_features

__all__ = ["segment_board"]

_MOST_AXES = 8
_LEAST_KNOWN = 0.5
_MOST_MOVES = 12


def segment_board(project: Readable) -> dict[str, Any]:
    """The segments, largest first.

    Returns:
        What `segment_cards` gives, each segment with `axes` (feature, label, meaning, unit, value: median of the
        segment, rank: its place among everybody 0..1, everyone_value) and `leading` (label, share, tgi); `moved`: as
        `segments_view` gives it; `fit`: the report of the fit, None where the
        build that made it kept none.
    """
    board = segment_cards(project)
    spreads = spread_of(project.lake().root)
    stored = {row["segment_id"]: row["traits"] for row in project.store().table("segments")}
    fit = next(iter(project.store().table("segmentation")), None)
    for each in board["segments"]:
        each["axes"] = _axes(each, spreads, project.config.project.language)
        each["leading"] = _leading(stored[each["id"]], project)
    moved = segments_view(project)["moved"][:_MOST_MOVES]
    return {**board, "moved": moved, "fit": fit}


def _axes(segment: Mapping[str, Any], spreads: Mapping[str, Spread], language: str) -> list[dict[str, Any]]:
    """Readable features that are known of half of the segment and tell people apart at all."""
    known = {feature.name: feature for feature in declared_features()}
    rows = []
    for name in READABLE:
        spread, feature = spreads.get(name), known.get(name)
        if spread is None or feature is None or spread.values[0] == spread.values[-1]:
            continue
        if spread.counts.get(segment["id"], 0) < max(_LEAST_KNOWN * segment["n_people"], 1):
            continue
        median = spread.medians[segment["id"]]
        rows.append(
            {
                "feature": name,
                "label": feature.zh if language == "zh" else feature.en,
                "meaning": feature.meaning_zh if language == "zh" else feature.meaning_en,
                "unit": feature.unit,
                "value": median,
                "rank": rank_of(spread.values, median),
                "everyone_value": float(spread.values[spread.values.size // 2]),
            }
        )
    return rows[:_MOST_AXES]


def _leading(stored: Any, project: Readable) -> list[dict[str, Any]]:
    traits = json.loads(stored) if isinstance(stored, str) else stored
    words, place = category_words(project), 0 if project.config.project.language == "zh" else 1
    return [
        {"label": words(row["category"])[place], "share": row["share"], "tgi": row["tgi"]}
        for row in traits["categories"]
    ]

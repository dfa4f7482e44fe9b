"""Where a person stands among everybody: percent ranks of the features that a marketer can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from huaxiang.domain.profiles import Profile
from huaxiang.engines.lake import Lake
from huaxiang.project.readable import Readable
from huaxiang.segments.declared import declared_features

__all__ = ["READABLE", "Spread", "rank_of", "spread_of", "standing"]

READABLE = (
    *("orders_180d", "average_order_value", "net_spend_180d", "active_days_30d", "categories_month"),
    *("carts_month", "coupon_density", "return_share", "night_coefficient", "searches_month"),
)
"""Features that say something to a reader without a word on models, in the order of their importance."""
_MOST = 8
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a feature is spread: the known values sorted, and of each segment's people their number and median."""

    values: Floats
    medians: Mapping[str, float]
    counts: Mapping[str, int] = field(default_factory=dict)


def standing(project: Readable, profile: Profile) -> list[dict[str, Any]]:
    """The person's readable features beside those of the segment and of everybody.

    Args:
        project: Built.
        profile: The person.

    Returns:
        Up to eight rows, those first that say most to a marketer: feature, label, meaning, unit, value, rank,
        segment_value, segment_rank, everyone_value (median). Ranks are 0..1: the share of people with a known
        value who lie below, those at the same value counted half, so that everybody's median lies at a half; the
        segment's is that of its median. `below` is the share strictly below. Features not known of the person
        are left out, and those alike in everybody, such as carts of a shop without tracking.
    """
    is_zh = project.config.project.language == "zh"
    spreads = spread_of(project.lake().root)
    segment = profile.memberships[0][0] if profile.memberships else ""
    known = {feature.name: feature for feature in declared_features()}
    rows = []
    for name in READABLE:
        value, spread = profile.features.get(name), spreads.get(name)
        if value is None or spread is None or name not in known or spread.values[0] == spread.values[-1]:
            continue
        median = spread.medians.get(segment)
        feature = known[name]
        rows.append(
            {
                "feature": name,
                "label": feature.zh if is_zh else feature.en,
                "meaning": feature.meaning_zh if is_zh else feature.meaning_en,
                "unit": feature.unit,
                "value": value,
                "rank": rank_of(spread.values, value),
                "below": _below(spread.values, value),
                "segment_value": median,
                "segment_rank": None if median is None else rank_of(spread.values, median),
                "everyone_value": float(spread.values[spread.values.size // 2]),
            }
        )
    return rows[:_MOST]


def rank_of(values: Floats, value: float) -> float:
    """Share of sorted values below one, those equal to it counted half, 0..1.

    >>> rank_of(np.array([0.0, 0.0, 1.0, 5.0]), 0.0), rank_of(np.array([0.0, 0.0, 1.0, 5.0]), 1.0)
    (0.25, 0.625)
    """
    low, high = np.searchsorted(values, value, side="left"), np.searchsorted(values, value, side="right")
    return round(float(low + high) / (2 * values.size), 4)


def _below(values: Floats, value: float) -> float:
    return round(float(np.searchsorted(values, value, side="left")) / values.size, 4)


@lru_cache(maxsize=2)
def spread_of(root: Path) -> dict[str, Spread]:
    """How the readable features are spread in the lake of a run, read once; features nobody has are left out.

    Args:
        root: Folder of the lake.
    """
    lake = Lake(root)
    files = [str(path) for path in lake.files("features")]
    if not files:
        return {}
    chosen = ds.field("feature").isin(list(READABLE)) & ds.field("value").is_valid()
    columns = ["person_id", "feature", "value"]
    rows = ds.dataset(files, format="parquet").to_table(columns=columns, filter=chosen)
    first = lake.read("memberships").filter(pc.field("rank") == 1).select(["person_id", "segment_id"])
    rows = rows.join(first, keys="person_id", join_type="left outer")
    # who has no segment, an abnormal account, counts in no average
    rows = rows.filter(pc.field("segment_id").is_valid())
    return {name: _spread(part) for name in READABLE if (part := rows.filter(pc.field("feature") == name)).num_rows}


def _spread(rows: pa.Table) -> Spread:
    medians, counts = {}, {}
    segments = rows["segment_id"].to_numpy(zero_copy_only=False)
    values = np.asarray(rows["value"].to_numpy(zero_copy_only=False), dtype=np.float64)
    for segment in pc.unique(rows["segment_id"]).drop_null().to_pylist():
        own = values[segments == segment]
        medians[segment], counts[segment] = float(np.median(own)), own.size
    return Spread(np.sort(values), medians, counts)

"""Table `movements` of a build: who is in another segment than in the generation before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from huaxiang.domain.profiles import Profile
from huaxiang.domain.tables import table
from huaxiang.engines.lake import Lake
from huaxiang.segments.model import SegmentModel
from huaxiang.segments.movements import Movement, Place, find_movements

__all__ = ["movements_of", "write_movements"]


def movements_of(
    before: Mapping[str, Profile], profiles: Sequence[Profile], *, model: SegmentModel, last: SegmentModel | None
) -> list[Movement]:
    """Movements of a batch.

    Args:
        before: Profiles of the generation before, by person.
        profiles: Those of this build.
        model: Its segmentation.
        last: Segmentation of the generation before, None when unknown.
    """
    return find_movements(_places(before.values()), _places(profiles), model=model, last=last)


def _places(profiles: Iterable[Profile]) -> dict[str, Place]:
    found = {}
    for profile in profiles:
        if profile.memberships:
            segment = profile.memberships[0][0]
            tag = next((each for each in profile.tags if each.tag_key == f"segment.{segment}"), None)
            found[profile.person_id] = Place(segment, None if tag is None else tag.model_id, profile.features)
    return found


def write_movements(lake: Lake, movements: Sequence[Movement], *, at: int, part: str) -> None:
    """Writes one part of the table."""
    rows = [
        {
            "person_id": each.person_id,
            "from_segment": each.from_segment,
            "to_segment": each.to_segment,
            "cause": each.cause,
            "features": json.dumps(each.features, ensure_ascii=False),
            "at": at,
        }
        for each in movements
    ]
    lake.write("movements", pa.Table.from_pylist(rows, schema=table("movements").schema), part=part)

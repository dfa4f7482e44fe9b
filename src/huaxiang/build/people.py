"""Table `people`: everyone we know, with what was last stated of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from huaxiang.build.folding import Batch
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.profiles import Profile
from huaxiang.domain.tables import table
from huaxiang.engines.lake import Lake

__all__ = ["Signs", "write_people"]


class Signs:
    """Earliest sign and number of identities of every person."""

    def __init__(self, identities: pa.Table) -> None:
        """From table `identities`."""
        grouped = identities.group_by("person_id").aggregate([("first_seen_at", "min"), ("identity", "count")])
        names = ("person_id", "first_seen_at_min", "identity_count")
        self.by_person = {row[0]: row[1:] for row in zip(*(grouped[n].to_pylist() for n in names), strict=True)}


def write_people(lake: Lake, batch: Batch, profiles: Sequence[Profile], signs: Signs, *, part: str) -> None:
    """Writes one part of table `people`; last_seen_at is the start of the last day of behaviour, if later."""
    actions = batch.people.folds["actions"]
    n_events = actions.per_person()
    last_day = np.zeros(len(batch.people), dtype=np.int64)
    np.maximum.at(last_day, actions.person, actions.bucket)
    rows = []
    for i, profile in enumerate(profiles):
        first, n_identities = signs.by_person[profile.person_id]
        rows.append(
            {
                "person_id": profile.person_id,
                "first_seen_at": first,
                "last_seen_at": max(first, int(last_day[i]) * DAY_US),
                "n_identities": n_identities,
                "n_events": int(n_events[i]),
                "traits": json.dumps(profile.traits, ensure_ascii=False, sort_keys=True),
            }
        )
    lake.write("people", pa.Table.from_pylist(rows, schema=table("people").schema), part=part)

"""Transitions: which step directly follows which, within 72 hours, with time-weighted edges."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.journeys.steps import with_steps
from huaxiang.stats.weights import decay_table

__all__ = ["HALF_LIFE_DAYS", "LONGEST_GAP_US", "transitions", "weights"]

LONGEST_GAP_US = 72 * HOUR_US
HALF_LIFE_DAYS = 30


def weights() -> pa.Table:
    """Weight of a transition by its age in days: columns age_days and weight (2**32 when new)."""
    table = decay_table(HALF_LIFE_DAYS)
    return pa.table({"age_days": np.arange(table.size, dtype=np.int64), "weight": table})


def transitions(events: Any, as_of: int, *, weighted: Any) -> Any:
    """Directly-follows counts between the steps of each person.

    Steps of one instant (the lines of a basket) stand side by side: each of them is followed by each step of the
    person's next instant, whatever order they were recorded in.

    Args:
        events: Ibis table with person_id, name, occurred_at (µs) and l1; rows without a person are left out.
        as_of: Instant in µs; later events are not read.
        weighted: Ibis table of `weights()`.

    Returns:
        Ibis table `transitions`: from_step, to_step, n_times, n_people, median_gap_us (lower median), weight.
    """
    seen = events.filter(events.person_id.notnull(), events.occurred_at <= as_of)
    steps = with_steps(seen).select("person_id", "occurred_at", "step").distinct()
    instants = steps.select("person_id", "occurred_at").distinct()
    window = ibis.window(group_by="person_id", order_by="occurred_at")
    instants = instants.mutate(next_at=instants.occurred_at.lead(1).over(window))
    instants = instants.filter(instants.next_at.notnull(), instants.next_at - instants.occurred_at <= LONGEST_GAP_US)
    starts = steps.join(instants, ["person_id", "occurred_at"])
    starts = starts.select("person_id", from_step="step", from_at="occurred_at", to_at="next_at")
    ends = steps.select(to_person="person_id", end_at="occurred_at", to_step="step")
    pairs = starts.join(ends, [starts.person_id == ends.to_person, starts.to_at == ends.end_at])
    pairs = pairs.mutate(gap_us=pairs.to_at - pairs.from_at, age=(as_of - pairs.to_at) // DAY_US)
    pairs = pairs.left_join(weighted, pairs.age == weighted.age_days)
    return _counted(pairs)


def _counted(pairs: Any) -> Any:
    edge = ["from_step", "to_step"]
    ordered = ibis.window(group_by=edge, order_by="gap_us")
    pairs = pairs.mutate(
        place=ibis.row_number().over(ordered), size=pairs.gap_us.count().over(ibis.window(group_by=edge))
    )
    counted = pairs.group_by(edge).aggregate(
        n_times=pairs.count(),
        n_people=pairs.person_id.nunique(),
        median_gap_us=pairs.gap_us.max(where=pairs.place == (pairs.size - 1) // 2),
        weight=pairs.weight.fill_null(0).sum().cast("int64"),
    )
    return counted.order_by(edge)

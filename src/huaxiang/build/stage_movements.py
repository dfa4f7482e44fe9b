"""Movement between stages of the life cycle and of AIPL: who was where a month ago and is where now, as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from huaxiang.domain.profiles import Profile
from huaxiang.folds.people import People
from huaxiang.segments.customers.past import as_they_were
from huaxiang.segments.customers.scorer import CustomerScorer
from huaxiang.tags.abnormal import ABNORMAL
from huaxiang.tags.kit import Kit
from huaxiang.tags.scorer import NEVER

__all__ = ["MOVEMENT_DAYS", "Steps", "count_steps", "steps_table"]

MOVEMENT_DAYS = 30
Steps = Counter[tuple[str, str, str]]
"""People by (group of stages, stage then, stage now); "" is no stage."""


def count_steps(people: People, profiles: Sequence[Profile], kit: Kit) -> Steps:
    """Steps of a batch; who refuses profiling and abnormal accounts are left out."""
    steps: Steps = Counter()
    scorer = next((each for each in kit.scorers if isinstance(each, CustomerScorer)), None)
    if scorer is None:
        return steps
    now, then = scorer.stages(people), scorer.stages(as_they_were(people, days_ago=MOVEMENT_DAYS))
    for at, profile in enumerate(profiles):
        if profile.next_due == NEVER or any(tag.tag_key == ABNORMAL for tag in profile.tags):
            continue
        for group in now:
            steps[group, then[group][at], now[group][at]] += 1
    return steps


def steps_table(steps: Steps) -> list[dict[str, Any]]:
    """Rows of table `stage_movements`: group, from_stage, to_stage, n_people, days."""
    return [
        {"group": group, "from_stage": was, "to_stage": now, "n_people": n, "days": MOVEMENT_DAYS}
        for (group, was, now), n in sorted(steps.items())
    ]

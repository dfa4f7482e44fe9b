"""Stages of the life cycle and of AIPL: how many are in each now, how many were a month ago, and who went where."""

from __future__ import annotations

from typing import Any

from huaxiang.project.readable import Readable
from huaxiang.segments.customers.aipl import AIPL
from huaxiang.segments.customers.life_cycle import LIFE_CYCLE

__all__ = ["STAGE_GROUPS", "stage_movement"]

STAGE_GROUPS = {"life_cycle": LIFE_CYCLE, "aipl": AIPL}


def stage_movement(project: Readable, group: str) -> dict[str, Any] | None:
    """One group of stages.

    Returns:
        days: between then and now; stages: slug ("" is no stage), label, text, n_now, n_then, in the order of the
        cycle, no stage last; flows: from_stage, to_stage, n_people, everyone who changed, the most people first.
        None where the build kept none.
    """
    rows = [row for row in project.store().table("stage_movements") if row["group"] == group]
    if not rows:
        return None
    is_zh = project.config.project.language == "zh"
    now: dict[str, int] = {}
    then: dict[str, int] = {}
    for row in rows:
        now[row["to_stage"]] = now.get(row["to_stage"], 0) + row["n_people"]
        then[row["from_stage"]] = then.get(row["from_stage"], 0) + row["n_people"]
    stages = [
        {
            "slug": stage.slug,
            "label": stage.zh if is_zh else stage.en,
            "text": stage.text_zh if is_zh else stage.text_en,
            "n_now": now.get(stage.slug, 0),
            "n_then": then.get(stage.slug, 0),
        }
        for stage in STAGE_GROUPS[group]
    ]
    stages.append({"slug": "", "label": "", "text": "", "n_now": now.get("", 0), "n_then": then.get("", 0)})
    flows = [row for row in rows if row["from_stage"] != row["to_stage"]]
    flows.sort(key=lambda row: (-row["n_people"], row["from_stage"], row["to_stage"]))
    kept = ("from_stage", "to_stage", "n_people")
    return {
        "days": rows[0]["days"],
        "stages": stages,
        "flows": [{name: row[name] for name in kept} for row in flows],
    }

"""Tags by state: how many definitions, and how many people hold one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.tables import read_columns
from huaxiang.domain.tags import State
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of

__all__ = ["SHOWN_STATES", "tag_states"]

SHOWN_STATES = ("active", "observation", "frozen", "draft", "retired")
_N_TOP = 5


def tag_states(project: Readable) -> list[dict[str, Any]]:
    """The states in which there is a tag that anyone holds or a person put there.

    Returns:
        Per state: state, definitions, usable (definitions that at least one person holds for sure enough: only then
        can anybody be chosen by them) and usable_people (who hold such a one), people (who hold at least one), top:
        the most held tags as (label, holders, reason of the state); interests nobody holds are not counted.
    """
    rows = read_columns(project.lake(), "assignments", ("person_id", "tag_key", "status"))
    counts = rows.group_by("tag_key").aggregate([([], "count_all")]).to_pylist()
    holders = {row["tag_key"]: row["count_all"] for row in counts}
    sure = rows.filter(pc.equal(rows["status"], "active"))
    usable = set(pc.unique(sure["tag_key"]).to_pylist())
    language = project.config.project.language
    found = []
    for state in SHOWN_STATES:
        meant = [each for each in project.catalogue().definitions() if each.state is State(state)]
        meant = [each for each in meant if each.key in holders or state not in {"observation", "draft"}]
        if not meant:
            continue
        keys = pa.array([each.key for each in meant], pa.string())
        people = rows.filter(pc.is_in(rows["tag_key"], value_set=keys))["person_id"]
        meant.sort(key=lambda each: (-holders.get(each.key, 0), each.key))
        top = [(label_of(each, language), holders.get(each.key, 0), each.reason) for each in meant[:_N_TOP]]
        found.append(
            {
                "state": state,
                "definitions": len(meant),
                "usable": sum(each.key in usable for each in meant),
                "usable_people": len(pc.unique(sure.filter(pc.is_in(sure["tag_key"], value_set=keys))["person_id"])),
                "people": len(pc.unique(people)),
                "top": top,
            },
        )
    return found

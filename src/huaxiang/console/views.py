"""What the pages show: the overview, and the portrait of a person with every tag's state."""

from __future__ import annotations

from collections import Counter
from typing import Any

from huaxiang.project.readable import Readable
from huaxiang.project.reading import person
from huaxiang.project.views import segments_view, tags_view
from huaxiang.project.words import EXCLUSIONS, KINDS, REASONS, STATES, STATUSES

__all__ = ["overview", "portrait", "words"]

_FEATURES_SHOWN = 30


def overview(project: Readable) -> dict[str, Any]:
    """The project at a glance.

    Returns:
        name, time_zone, language, as_of, run_id, lag_seconds, people, eligible; `segments` (id, name, n_people,
        share); `states`: state → number of definitions and of holders; `kinds`: kind → holders; `withheld`: reason
        → assignments that the gate keeps back; `passing`: assignments that may leave; `top`: most held tags.
    """
    segments, tags = segments_view(project), tags_view(project)
    states: dict[str, dict[str, int]] = {}
    kinds, withheld = Counter[str](), Counter[str]()
    for row in tags["tags"]:
        state = states.setdefault(row["shown_as"], {"definitions": 0, "holders": 0})
        state["definitions"] += 1
        state["holders"] += row["holders"]
        kinds[row["kind"]] += row["holders"]
        withheld.update(row["withheld"])
    head = {name: tags[name] for name in ("as_of", "run_id", "lag_seconds", "people", "eligible")}
    shown = ("key", "label", "kind", "shown_as", "holders", "passing", "coverage")
    top = sorted((row for row in tags["tags"] if row["holders"] and row["kind"] != "segment"), key=_by_holders)
    return {
        "name": project.config.project.name,
        "time_zone": project.config.project.time_zone,
        "language": project.config.project.language,
        **head,
        "segments": [{k: row[k] for k in ("id", "name", "n_people", "share")} for row in segments["segments"]],
        "outside": segments["outside"],
        "states": states,
        "kinds": dict(kinds),
        "withheld": dict(withheld),
        "passing": sum(row["passing"] for row in tags["tags"]),
        "top": [{name: row[name] for name in shown} for row in top[:_FEATURES_SHOWN]],
    }


def _by_holders(row: dict[str, Any]) -> tuple[int, str]:
    return (-row["holders"], row["key"])


def portrait(project: Readable, name: str) -> dict[str, Any]:
    """The portrait with every tag and, beside each, why the gate keeps it back; None where it lets it pass."""
    document = person(project, name)
    profile = project.store().profile(document["person_id"])
    meta = project.store().meta()
    gate = project.gate()
    held = () if profile is None else profile.tags
    at = meta.as_of if profile is None else max(meta.as_of, profile.as_of)
    reasons = {tag.tag_key: gate.reason(tag, at=at) for tag in held}
    tags = [{**tag, "withheld": reasons.get(tag["key"])} for tag in document["tags"]]
    return {**document, "tags": tags}


def words() -> dict[str, dict[str, tuple[str, str]]]:
    """Words of kinds, states, statuses, reasons and exclusions: (Chinese, English)."""
    return {"kinds": KINDS, "states": STATES, "statuses": STATUSES, "reasons": REASONS, "exclusions": EXCLUSIONS}

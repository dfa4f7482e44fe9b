"""Where traits and third-party facts of a person come from: source, contract, since when, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from huaxiang.domain.instants import to_iso
from huaxiang.folds.traits import stated_traits
from huaxiang.project.lookup import log_events, rows_by
from huaxiang.project.portrait_state import Found, fold_rows_of
from huaxiang.project.readable import Readable

__all__ = ["origins_of"]


def origins_of(project: Readable, found: Found) -> dict[str, list[dict[str, Any]]]:
    """The person's traits and facts, each with what it rests on.

    Returns:
        `traits`: name, value, source (name in huaxiang.toml or of the write key, None when lake and log no longer
        hold it), file (the source's path, None for what came by HTTP), observed_at. `facts`: the same with
        supplier, contract, confidence (0..1), expires_at and is_expired at the answer's as_of.
    """
    latest = _latest(found)
    sources = _sources(project, [each[1] for rows in latest.values() for each in rows.values()])
    files = {spec.name: spec.path for spec in project.config.sources}
    stated = _stated_facts(project, found)
    traits = [
        {"name": name, "value": found.profile.traits[name], **_origin(latest["traits"].get(name), sources, files)}
        for name in sorted(found.profile.traits)
    ]
    facts = []
    for name in sorted(found.profile.facts):
        seen = latest["facts"].get(name)
        row = stated.get((name, seen[0]), {}) if seen is not None else {}
        expires = row.get("expires_at")
        facts.append(
            {
                "name": name,
                "value": found.profile.facts[name],
                **_origin(seen, sources, files),
                "supplier": row.get("source"),
                "contract": row.get("contract"),
                "confidence": None if row.get("confidence_milli") is None else row["confidence_milli"] / 1000,
                "expires_at": None if expires is None else to_iso(expires),
                "is_expired": expires is not None and expires <= found.as_of,
            }
        )
    return {"traits": traits, "facts": facts}


def _latest(found: Found) -> dict[str, dict[str, tuple[int, str]]]:
    """(observed_at, event_id) of the last statement of traits and facts, by name."""
    folds = fold_rows_of(found)
    traits = {name: (trait.at, trait.event_id) for name, trait in stated_traits(folds, 1)[0].items()}
    rows = folds["facts"]
    facts = zip(rows.keys, rows.bucket.tolist(), rows.event_id, strict=True)
    return {"traits": traits, "facts": {name: (at, event_id) for name, at, event_id in facts}}


def _sources(project: Readable, ids: Iterable[str]) -> dict[str, str]:
    wanted = list(dict.fromkeys(ids))
    rows = rows_by(project.lake(), "events", "event_id", wanted, columns=("event_id", "source"))
    known = {row["event_id"]: row["source"] for row in rows}
    left = [each for each in wanted if each not in known]
    if left:
        after = int(project.manifest().get("log_seq") or 0)
        known |= {row["event_id"]: row["source"] for row in log_events(project.log(), left, after=after)}
    return known


def _origin(
    seen: tuple[int, str] | None, sources: Mapping[str, str], files: Mapping[str, str | None]
) -> dict[str, Any]:
    source = None if seen is None else sources.get(seen[1])
    return {
        "source": source,
        "file": files.get(source or ""),
        "observed_at": None if seen is None else to_iso(seen[0]),
    }


def _stated_facts(project: Readable, found: Found) -> dict[tuple[str, int], dict[str, Any]]:
    rows = rows_by(project.lake(), "facts", "person_id", [found.profile.person_id])
    return {(row["name"], row["observed_at"]): row for row in rows}

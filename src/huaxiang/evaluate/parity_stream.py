"""Streams on which live and batch are compared: calls of the simulated shop as accepted events, in any disorder."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import NAMESPACES, identity_of
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import from_iso
from huaxiang.evaluate.parity_statements import Placed, decisions, doubled, profile_calls, ties
from huaxiang.project.opening import Project
from huaxiang.simulate.stream import StreamSettings, stream

__all__ = ["accepted_of", "disordered", "held", "open_project", "standing"]

_PRIORITY = {each.name: each.priority for each in NAMESPACES}
_COLUMNS = (
    "session_id",
    "item_id",
    "order_id",
    "quantity",
    "amount_minor",
    "channel",
    "device",
    "page",
    "zone",
    "dwell_ms",
)
TOML = """version = 1
[project]
name = "parity"
seed = 5
"""


def accepted_of(call: dict[str, Any]) -> list[AcceptedEvent]:
    """The accepted events of one call: one, or one for each trait of an identify."""
    identities = _identities(call)
    properties = dict(call.get("properties") or {})
    columns = {name: properties.pop(name) for name in _COLUMNS if properties.get(name) is not None}
    query = properties.pop("query", None)
    traits = call.get("traits") or {}
    kind = call["type"]
    common: dict[str, Any] = {
        "source": "app",
        "occurred_at": from_iso(call["timestamp"]),
        "received_at": from_iso(call["receivedAt"]),
        "identities": identities,
        "link_kind": "alias" if kind == "alias" else "login",
    }
    message = call["messageId"]
    if kind == "identify" and traits:
        return [
            AcceptedEvent(
                event_id("app", f"{message}:{name}"),
                message_id=f"{message}:{name}",
                name="trait_set",
                properties={"property": name, "value": str(value)},
                **common,
            )
            for name, value in sorted(traits.items())
        ]
    name = call["event"] if kind == "track" else f"{kind}_called"
    plain = {key: value for key, value in properties.items() if isinstance(value, str)}
    return [
        AcceptedEvent(
            event_id("app", message),
            message_id=message,
            name=name,
            properties=plain,
            text=query,
            text_kind="search" if query else None,
            **columns,
            **common,
        )
    ]


def _identities(call: dict[str, Any]) -> list[str]:
    """Who the call speaks of, strongest first."""
    identities = [identity_of("member_no", call["userId"])] if call.get("userId") else []
    if call.get("anonymousId"):
        identities.append(identity_of("device_id", call["anonymousId"]))
    if call.get("previousId"):
        identities.append(identity_of("device_id", call["previousId"]))
    return sorted(identities, key=lambda name: (_PRIORITY[name.split(":")[0]], name))


def disordered(people: int, *, seed: int, merges: int = 30, undos: int = 12) -> list[AcceptedEvent]:
    """Accepted events in order of arrival: one in ten late, one in twenty twice, people joined and parted midway."""
    settings = StreamSettings(late_share=0.10, duplicated_share=0.05, identify_share=0.2, alias_share=0.1)
    calls = stream(people, seed=seed, settings=settings)
    events = [event for call in calls for event in accepted_of(call)]
    rng = random.Random(seed)  # noqa: S311
    stated = [*profile_calls(events, rng), *decisions(events, rng, merges=merges, undos=undos), *ties(events, rng)]
    placed: list[Placed] = [*enumerate(events), *doubled(stated, rng, share=0.05)]
    return [event for _, event in sorted(placed, key=lambda each: each[0])]


def open_project(folder: Path) -> Project:
    """An empty project whose only source is the accepted log."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "huaxiang.toml").write_text(TOML, encoding="utf-8")
    return Project.open(folder)


def standing(project: Project) -> dict[str, dict[Any, Any]]:
    """What live and batch must agree on, by kind: assignments, traits, people, links, and where old ids lead."""
    store = project.store()
    people = {profile.person_id: profile.traits for profile in store.profiles()}
    rows = [row for owned in store.identities_of(people).values() for row in owned]
    links = store.links_of(row.identity for row in rows)
    found: dict[str, dict[Any, Any]] = {
        "assignments": held(project),
        "traits": people,
        "people": {row.identity: (row.person_id, row.first_seen_at) for row in rows},
        "links": {(link.a, link.b, link.kind): (link.occurred_at, link.weight_milli, link.event_id) for link in links},
        "old ids": {row[0]: store.current_id(row[0]) for row in store.merges()},
    }
    store.close()
    return found


def held(project: Project) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(person, tag) → what parity compares."""
    store = project.store()
    found = {
        (profile.person_id, tag.tag_key): (
            tag.status,
            tag.score_milli,
            tag.confidence_milli,
            tag.strength,
            tag.stance,
            tag.valid_from,
            tag.valid_until,
            tag.evidence_id,
        )
        for profile in store.profiles()
        for tag in profile.tags
    }
    store.close()
    return found

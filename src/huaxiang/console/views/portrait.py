"""What the portrait page shows of one person: head, traits, tags by kind with the gate's answer, interests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from huaxiang.audiences.exclusions import exclusion
from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.domain.identities import split_identity
from huaxiang.domain.instants import to_iso
from huaxiang.domain.profiles import IdentityRow
from huaxiang.domain.tags import TagDefinition
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.project.lookup import rows_by
from huaxiang.project.naming import shown
from huaxiang.project.origins import origins_of
from huaxiang.project.portrait_state import Found, find, recent_events
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of
from huaxiang.project.reading import person as read_person
from huaxiang.project.reasons import why, why_not
from huaxiang.project.standing import standing
from huaxiang.project.timeline import timeline_of
from huaxiang.segments.customers.worth import WORTH_LABELS

__all__ = [
    "customer_of",
    "interest_tree",
    "missing_tags",
    "origins",
    "people_of",
    "portrait",
    "standing_of",
    "state_of",
    "tag_reasons",
    "timeline",
]

_KINDS = ("flag", "segment", "composite", "interest", "predicted", "behaviour", "fact")
_LEVELS = 3
_LABEL_PARTS = re.compile(r" / |: ")
_BORDER = 0.82
_CUSTOMER_GROUPS = {"life_cycle": "stage", "rfm": "rfm"}
_EPOCH = date(1970, 1, 1).toordinal()


def people_of(project: Readable, name: str) -> list[dict[str, Any]]:
    """The people that a name means, nobody, one or several: person_id, and masked identities, strongest first."""
    store = project.store()
    people = store.people_of(name.strip())
    rows = store.identities_of(people)
    priority = {each.name: each.priority for each in project.config.identity.namespaces}

    def strength(row: IdentityRow) -> tuple[int, str]:
        return priority.get(split_identity(row.identity)[0], len(priority) + 1), row.identity

    return [
        {
            "person_id": person,
            "identities": [shown(row.identity) for row in sorted(rows.get(person, ()), key=strength)],
        }
        for person in people
    ]


def state_of(project: Readable, name: str) -> tuple[str, str, int]:
    """(person id, run id, as_of) as they stand now: another answer means that the portrait has moved.

    Raises:
        UnknownName: Nobody has the name any more.
    """
    found = find(project, name)
    return found.profile.person_id, found.profile.run_id, found.profile.as_of


def portrait(project: Readable, name: str, moved_at: int = 0) -> dict[str, Any]:  # noqa: ARG001
    """The person's head, segment, interests and tags.

    Args:
        project: Built.
        name: Person id, `namespace:value`, or a bare value.
        moved_at: As of which the person is asked for, so that answers kept from before are not given again; here
            and in the other views of this module.

    Returns:
        person_id, as_of, lag_seconds, is_live, identities, first_seen_at, last_seen_at (None without events),
        summary, excluded (word of `EXCLUSIONS`, None), customer (as `customer_of` gives it), segment (with
        `is_border`), `interests` as `interest_tree` gives them, `tags`: kind → rows of the tag, each with state of
        its definition, threshold, `withheld` (reason of the gate, None where it passes), largest score first.

    Raises:
        UnknownName: Nobody has the name.
        UserError: Several people have it.
    """
    document = read_person(project, name)
    found = find(project, document["person_id"])
    gate, catalogue = project.gate(), project.catalogue()
    reasons = {tag.tag_key: gate.reason(tag, at=found.as_of) for tag in found.profile.tags}
    tags = [_row(tag, catalogue[tag["key"]], reasons.get(tag["key"])) for tag in document["tags"]]
    by_kind = {kind: sorted((t for t in tags if t["kind"] == kind), key=_weight) for kind in _KINDS}
    segment = document["segment"]
    language = project.config.project.language
    priority = {each.name: each.priority for each in project.config.identity.namespaces}
    identities = sorted(document["identities"], key=lambda each: priority.get(each["namespace"], len(priority) + 1))
    return {
        **{name: document[name] for name in ("person_id", "as_of", "lag_seconds")},
        "identities": identities,
        "is_live": found.profile.origin == "live",
        "first_seen_at": min((each["first_seen_at"] for each in identities), default=None),
        "last_seen_at": _last_seen(project, found),
        "summary": document["journey"]["summary"],
        "excluded": exclusion(found.profile, as_of=found.as_of),
        "customer": customer_of(found, {row["key"]: row["label"] for row in document["tags"]}, project),
        "segment": segment and {**segment, "is_border": segment["probability"] < _BORDER},
        "interests": interest_tree(by_kind["interest"], project.taxonomy(), language),
        "tags": {kind: rows for kind, rows in by_kind.items() if rows},
    }


def customer_of(found: Found, labels: Mapping[str, str], project: Readable) -> dict[str, Any]:
    """The stage of the life cycle and the RFM group of a buyer.

    Args:
        labels: Label by key of the person's tags.

    Returns:
        stage and rfm, each with key and label, None where the person has none; with an RFM group also r, f, m (1..5),
        quiet_days (local days since the newest order), n_orders and net_minor of a year, currency. worth: alive
        (probability to come back) and net_minor expected in a year, None where nothing is foretold.
    """
    document: dict[str, Any] = {"stage": None, "rfm": None, "worth": _worth(found.profile.features, project)}
    for tag in found.profile.tags:
        group = tag.tag_key.partition(".")[0]
        if group not in _CUSTOMER_GROUPS:
            continue
        document[_CUSTOMER_GROUPS[group]] = {"key": tag.tag_key, "label": labels.get(tag.tag_key, tag.tag_key)}
        if group == "rfm":
            told = {name: tag.references[name] for name in ("r", "f", "m", "n_orders", "net_minor")}
            last = date.fromisoformat(tag.references["last_order_day"]).toordinal() - _EPOCH
            quiet = project.zone.local_day(found.as_of) - last
            document["rfm"] |= {**told, "quiet_days": quiet, "currency": project.config.project.currency}
    return document


def _worth(features: Mapping[str, float], project: Readable) -> dict[str, Any] | None:
    if not WORTH_LABELS.keys() <= features.keys():
        return None
    currency = project.config.project.currency
    net = round(features["lifetime_value_365d"] * 100)
    return {"alive": features["alive_probability"], "net_minor": net, "currency": currency}


def _last_seen(project: Readable, found: Found) -> str | None:
    """Latest behaviour in the shop; None without any."""
    rows = rows_by(
        project.lake(), "people", "person_id", [found.profile.person_id], columns=("last_seen_at", "n_events")
    )
    known = [row["last_seen_at"] for row in rows if row["n_events"]]
    known += [event.occurred_at for event in recent_events(found) if event.name not in ADMINISTRATIVE]
    return to_iso(max(known)) if known else None


def _row(tag: Mapping[str, Any], definition: TagDefinition, withheld: str | None) -> dict[str, Any]:
    wanted = (
        "key",
        "label",
        "kind",
        "status",
        "score",
        "strength",
        "stance",
        "confidence",
        "valid_from",
        "valid_until",
    )
    return {
        **{name: tag[name] for name in wanted},
        "state": str(definition.state),
        "threshold": definition.threshold_milli / 1000,
        "is_sensitive": definition.is_sensitive,
        "withheld": withheld,
    }


def _weight(row: Mapping[str, Any]) -> tuple[int, float, str]:
    return (-row["score"], -row["confidence"], row["key"])


def interest_tree(rows: Iterable[Mapping[str, Any]], taxonomy: Taxonomy | None, language: str) -> list[dict[str, Any]]:
    """The interests by category, strongest first, three levels deep; deeper ones count in the third.

    Args:
        rows: Rows of interest tags: key, label, strength, stance, withheld.
        taxonomy: Names of categories; those of the shop's own stand in the labels.
        language: zh or en.

    Returns:
        Nodes: name, path (names from the top), strength (sum of the strengths 1..3 of its tags and those below),
        key (of the tag of just this node, else of its strongest tag where there is no node below), tags (labels of
        its own tags), is_proven (one of its tags, or those below, passes the gate), is_avoided, children.
    """
    roots: dict[str, dict[str, Any]] = {}
    for row in rows:
        parts = row["key"].removeprefix("interest.").split(".")
        names = _names(parts, row["label"], taxonomy, language)
        level, path = roots, tuple[str, ...]()
        for depth, part in enumerate(parts[:_LEVELS]):
            path = (*path, names[depth])
            node = level.setdefault(part, _empty(names[depth], path))
            node["strength"] += row["strength"] or 1
            node["is_proven"] |= row["withheld"] is None
            node["is_avoided"] &= row["stance"] == "avoid"
            level = node["below"]
        node["tags"].append((row["key"], row["label"]))
    return _sorted(roots)


def _empty(name: str, path: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "path": list(path),
        "strength": 0,
        "is_proven": False,
        "is_avoided": True,
        "tags": [],
        "below": {},
    }


def _sorted(level: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    nodes = sorted(level.values(), key=lambda node: (-node["strength"], node["name"]))
    return [
        {
            **{name: value for name, value in node.items() if name not in {"below", "tags"}},
            "tags": [label for _, label in node["tags"]],
            "key": node["tags"][0][0] if node["tags"] else None,
            "children": _sorted(node["below"]),
        }
        for node in nodes
    ]


def _names(parts: Sequence[str], label: str, taxonomy: Taxonomy | None, language: str) -> list[str]:
    """A name for each part of an interest's key: the tree's own, else the piece of the tag's label."""
    pieces = label.split("-") if language == "zh" else _LABEL_PARTS.split(label)
    known = {} if taxonomy is None else taxonomy.nodes
    names = []
    for depth, part in enumerate(parts):
        node = known.get(".".join(parts[: depth + 1]))
        if node is not None:
            names.append(node.zh if language == "zh" else node.en)
        else:
            names.append(pieces[depth] if len(pieces) == len(parts) else part)
    return names


def origins(project: Readable, person_id: str, moved_at: int = 0) -> dict[str, Any]:  # noqa: ARG001
    """Traits and facts with their sources; see `project.origins.origins_of`."""
    return origins_of(project, find(project, person_id))


def standing_of(project: Readable, person_id: str, moved_at: int = 0) -> list[dict[str, Any]]:  # noqa: ARG001
    """The person's readable features among everybody; see `project.standing.standing`."""
    return standing(project, find(project, person_id).profile)


def timeline(project: Readable, person_id: str, moved_at: int = 0) -> dict[str, Any]:  # noqa: ARG001
    """The sessions of recent months; see `project.timeline.timeline_of`."""
    return timeline_of(project, find(project, person_id))


def missing_tags(project: Readable, person_id: str) -> dict[str, str]:
    """Tags that the person does not have: key → label, with the key where a label is not unique; sorted by label."""
    held = {tag.tag_key for tag in find(project, person_id).profile.tags}
    language = project.config.project.language
    labels = {each.key: label_of(each, language) for each in project.catalogue().definitions() if each.key not in held}
    return dict(sorted(labels.items(), key=lambda each: (each[1], each[0])))


def tag_reasons(project: Readable, person_id: str, tag: str) -> dict[str, Any]:
    """Why the person has a tag, or why not: as `project.reasons.why` gives it, with the gate's threshold.

    Raises:
        UnknownName: There is no such person or tag any more.
    """
    held = {each.tag_key for each in find(project, person_id).profile.tags}
    return why(project, person_id, tag) if tag in held else why_not(project, person_id, tag)

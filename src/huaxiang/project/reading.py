"""The portrait of one person: what `person --json` and the API give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from huaxiang.domain.identities import split_identity
from huaxiang.domain.instants import SECOND_US, now, to_iso
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.tags import Kind, TagDefinition
from huaxiang.interests.taxonomy import Taxonomy
from huaxiang.journeys.summary import journey_of
from huaxiang.project.evidence import event_ids, spans_of
from huaxiang.project.naming import shown
from huaxiang.project.portrait_state import Found, find, recent_events
from huaxiang.project.readable import Readable
from huaxiang.tags.catalogue import Catalogue

__all__ = ["interest_path", "label_of", "names_with_gone", "person", "portrait_of", "segment_names"]


def person(project: Readable, name: str, *, as_of: int | None = None, clock: int | None = None) -> dict[str, Any]:
    """The portrait (画像) of one person, every tag with its state and evidence.

    Args:
        project: Built.
        name: Person id, `namespace:value`, or a bare value.
        as_of: Instant asked for, µs; the newest when None.
        clock: The instant of asking, µs, for `lag_seconds`; now when None.

    Returns:
        The document of CONTRACTS `person --json`. Confidence and probability are 0..1, scores 0..1000,
        instants ISO 8601 UTC; identities are masked but for the shop's own numbers.

    Raises:
        UnknownName: Nobody has the name.
        UserError: Several people have it, or the project stands later than `as_of`.
    """
    found = find(project, name, as_of=as_of)
    told = portrait_of(project, found, found.profile.tags, clock=clock)
    tags = told.pop("tags")
    segment = _segment(found.profile, segment_names(project))
    interests = told.pop("interests")
    return {**told, "segment": segment, "interests": interests, "journey": _journey(found, project), "tags": tags}


def portrait_of(
    project: Readable, found: Found, tags: Sequence[HeldTag], *, clock: int | None = None
) -> dict[str, Any]:
    """The part of a portrait that rests on the profile alone, with some of the person's tags.

    Returns:
        person_id, as_of, run_id, lag_seconds, identities, traits, facts, and of these tags `interests` and `tags`.
    """
    profile, catalogue = found.profile, project.catalogue()
    language = project.config.project.language
    lag = (now() if clock is None else clock) - found.as_of
    return {
        "person_id": profile.person_id,
        "as_of": to_iso(found.as_of),
        "run_id": profile.run_id,
        "lag_seconds": round(max(lag, 0) / SECOND_US, 3),
        "identities": [_identity(row.identity, row.first_seen_at) for row in found.identities],
        "traits": dict(sorted(profile.traits.items())),
        "facts": dict(sorted(profile.facts.items())),
        "interests": _interests(tags, catalogue, project),
        "tags": [_tag(tag, catalogue[tag.tag_key], language) for tag in tags],
    }


def label_of(definition: TagDefinition, language: str) -> str:
    """The label in the project's language."""
    return definition.label_zh if language == "zh" else definition.label_en


def segment_names(project: Readable) -> dict[str, str]:
    """Names of the current segments by id, in the project's language: those that a person gave come first."""
    catalogue, language = project.catalogue(), project.config.project.language
    ids = [row["segment_id"] for row in project.store().table("segments")]
    return {segment: label_of(catalogue[f"segment.{segment}"], language) for segment in ids}


def names_with_gone(project: Readable) -> dict[str, str]:
    """`segment_names`, and those of the segments of the fit before that are there no more."""
    column = "name_zh" if project.config.project.language == "zh" else "name_en"
    fit = next(iter(project.store().table("segmentation")), {})
    return {row["segment_id"]: row[column] for row in fit.get("gone", ())} | segment_names(project)


def interest_path(key: str, taxonomy: Taxonomy | None) -> list[str]:
    """Chinese labels of the categories of an interest's key, the top first; its slugs where there is no tree."""
    parts = key.removeprefix("interest.").split(".")
    if taxonomy is not None:
        for depth in range(len(parts), 0, -1):
            node = ".".join(parts[:depth])
            if node in taxonomy.nodes:
                return list(taxonomy.path_labels(node))
    return parts


def _identity(identity: str, first_seen_at: int) -> dict[str, Any]:
    namespace, value = split_identity(shown(identity))
    return {"namespace": namespace, "value": value, "first_seen_at": to_iso(first_seen_at)}


def _segment(profile: Profile, names: Mapping[str, str]) -> dict[str, Any] | None:
    choices = [
        {"id": segment, "name": names.get(segment, segment), "probability": probability / 1000}
        for segment, probability in profile.memberships
    ]
    return {**choices[0], "alternatives": choices[1:]} if choices else None


def _tag(tag: HeldTag, definition: TagDefinition, language: str) -> dict[str, Any]:
    return {
        "key": tag.tag_key,
        "label": label_of(definition, language),
        "kind": str(definition.kind),
        "status": tag.status,
        "score": tag.score_milli,
        "strength": tag.strength,
        "stance": tag.stance,
        "confidence": tag.confidence_milli / 1000,
        "valid_from": to_iso(tag.valid_from),
        "valid_until": None if tag.valid_until is None else to_iso(tag.valid_until),
        "evidence": [_evidence(tag)],
    }


def _evidence(tag: HeldTag) -> dict[str, Any]:
    return {
        "evidence_id": tag.evidence_id,
        "kind": tag.evidence_kind,
        "level": tag.level,
        "events": event_ids(tag.references),
        "texts": [{"text_id": span.text_id, "start": span.start, "end": span.end} for span in spans_of(tag.references)],
        "references": tag.references,
    }


def _interests(tags: Sequence[HeldTag], catalogue: Catalogue, project: Readable) -> list[dict[str, Any]]:
    taxonomy = project.taxonomy()
    held = [tag for tag in tags if catalogue[tag.tag_key].kind in {Kind.INTEREST, Kind.PREDICTED}]
    held.sort(key=lambda tag: (-tag.score_milli, tag.tag_key))
    return [
        {
            "key": tag.tag_key,
            "label": label_of(catalogue[tag.tag_key], project.config.project.language),
            "path": interest_path(tag.tag_key, taxonomy),
            "stance": tag.stance,
            "strength": tag.strength,
            "score": tag.score_milli,
            "confidence": tag.confidence_milli / 1000,
            "status": tag.status,
        }
        for tag in held
    ]


def _journey(found: Found, project: Readable) -> dict[str, Any]:
    """Steps and sentence in the project's language."""
    taxonomy, language = project.taxonomy(), project.config.project.language
    categories = {} if taxonomy is None else {node.slug: node.zh for node in taxonomy if node.level == 1}
    told = journey_of(recent_events(found), found.as_of, categories=categories).as_json()
    steps = [{**step, "label": step["label"][language]} for step in told["steps"]]
    return {"steps": steps, "summary": told["summary"][language]}

"""Why a person has a tag, and why not: the evidence looked up, or the first condition that failed, in words."""

from __future__ import annotations

from typing import Any

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.event_names import event_label
from huaxiang.domain.instants import SECOND_US, now, to_iso
from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.project.category_words import category_words
from huaxiang.project.centres import centre_contributions
from huaxiang.project.customer_words import customer_words
from huaxiang.project.evidence import explain_evidence
from huaxiang.project.portrait_state import Found, consent_of, find, recent_events
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of, segment_names
from huaxiang.project.words import REASONS, STATES, word
from huaxiang.tags.permission import Allowance, is_allowed
from huaxiang.tags.rulebook import project_rules, shipped_rules

__all__ = ["resolve_tag", "why", "why_not"]

_N_NEAR = 3


def why(project: Readable, name: str, tag: str) -> dict[str, Any]:
    """Why a person has a tag (为什么有这个标签).

    Args:
        project: Built.
        name: Person id, `namespace:value`, or a bare value.
        tag: Key, exact label, or a segment's name.

    Returns:
        person_id, as_of, run_id, lag_seconds, `tag` (the definition), `holds`; when held its status, score, confidence,
        time, model, `passes_gate`, `reason` with its words, and `evidence` as `explain_evidence` gives it, besides
        `contributions` (a segment's centre beside the person), `told` (the figures of a buyer in a sentence) and
        `rule`. When it is not held: what `why_not` gives.

    Raises:
        UnknownName: There is no such person or tag.
    """
    found, definition, held = _asked(project, name, tag)
    if held is None:
        return _missing(project, found, definition)
    document = _head(project, found, definition, held)
    evidence = explain_evidence(project, held)
    if held.evidence_kind == "centre":
        evidence["contributions"] = centre_contributions(
            held.references, language=project.config.project.language, categories=category_words(project)
        )
    told = _told(project, found, held)
    if told is not None:
        evidence["told"] = told
    evidence["rule"] = definition.text(project.config.project.language)
    return {**document, "evidence": [evidence]}


def why_not(project: Readable, name: str, tag: str) -> dict[str, Any]:
    """Why a person does not have a tag, or why it may not be used (为什么没有).

    Returns:
        As `why`, without evidence: `reason` is a word such as `below_threshold` or `rule_not_met`, `words` says it
        in the project's language, `detail` holds what was compared. `reason` is `holds` when nothing failed.

    Raises:
        UnknownName: There is no such person or tag.
    """
    found, definition, held = _asked(project, name, tag)
    return _missing(project, found, definition) if held is None else _head(project, found, definition, held)


def resolve_tag(project: Readable, tag: str) -> TagDefinition:
    """The definition of a key or exact label; a segment may be named by its id or name too.

    Raises:
        UnknownName: There is none; the nearest are given.
    """
    catalogue = project.catalogue()
    names = segment_names(project)
    for segment, label in names.items():
        if tag in {segment, label}:
            tag = f"segment.{segment}"
    try:
        return catalogue.resolve(tag)
    except UnknownName as error:
        labels = [label_of(each, project.config.project.language) for each in catalogue.definitions()]
        near = [label for label in labels if tag in label][:_N_NEAR]
        hint = f"nearest: {', '.join(near)}" if near else "`huaxiang tags` lists all"
        raise error if error.nearest else UnknownName("tag", tag, hint=hint) from error


def _asked(project: Readable, name: str, tag: str) -> tuple[Found, TagDefinition, HeldTag | None]:
    found = find(project, name)
    definition = resolve_tag(project, tag)
    return found, definition, next((each for each in found.profile.tags if each.tag_key == definition.key), None)


def _definition(definition: TagDefinition, language: str) -> dict[str, Any]:
    return {
        "key": definition.key,
        "label": label_of(definition, language),
        "kind": str(definition.kind),
        "definition": definition.text(language),
        "definition_version": definition.definition_version,
        "state": str(definition.state),
        "threshold": definition.threshold_milli / 1000,
        "level": definition.level,
        "is_sensitive": definition.is_sensitive,
        "owner": definition.owner,
        "approver": definition.approver,
        "purposes": list(definition.purposes),
    }


def _document(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    return {
        "person_id": found.profile.person_id,
        "as_of": to_iso(found.as_of),
        "run_id": found.profile.run_id,
        "lag_seconds": round(max(now() - found.as_of, 0) / SECOND_US, 3),
        "tag": _definition(definition, project.config.project.language),
    }


def _reason(language: str, reason: str, **detail: Any) -> dict[str, Any]:
    return {"reason": reason, "words": _sentence(reason, detail, language), "detail": detail}


def _sentence(reason: str, detail: dict[str, Any], language: str) -> str:
    words = word(REASONS, reason, language)
    is_zh = language == "zh"
    if reason == "below_threshold":
        numbers = f"{detail['confidence']:.3f} < {detail['threshold']:.3f}"
        return f"{words}({numbers})" if is_zh else f"{words} ({numbers})"
    if reason in {"definition_not_active", "definition_not_computed"}:
        state = word(STATES, detail["state"], language)
        return f"{words}:{state}({detail['why']})" if is_zh else f"{words}: {state} ({detail['why']})"
    tail = detail.get("condition") or detail.get("held")
    return f"{words}{':' if is_zh else ': '}{tail}" if tail else words


def _head(project: Readable, found: Found, definition: TagDefinition, held: HeldTag) -> dict[str, Any]:
    """The document of a held tag: what it is and whether the gate lets it pass."""
    refusal = project.gate().reason(held, at=found.as_of)
    detail: dict[str, Any] = {}
    if refusal == "below_threshold":
        detail = {"confidence": held.confidence_milli / 1000, "threshold": definition.threshold_milli / 1000}
    elif refusal == "definition_not_active":
        detail = {"state": str(definition.state), "why": definition.reason}
    return {
        **_document(project, found, definition),
        "holds": True,
        "status": held.status,
        "score": held.score_milli,
        "strength": held.strength,
        "stance": held.stance,
        "confidence": held.confidence_milli / 1000,
        "valid_from": to_iso(held.valid_from),
        "valid_until": None if held.valid_until is None else to_iso(held.valid_until),
        "model": held.model_id,
        "passes_gate": refusal is None,
        **_reason(project.config.project.language, refusal or "holds", **detail),
    }


def _missing(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    """The document of a tag that is not held, with the first condition that failed."""
    document = {**_document(project, found, definition), "holds": False, "passes_gate": False}
    return {**document, **_first_failed(project, found, definition)}


def _first_failed(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    language = project.config.project.language
    consent = consent_of(found, project.zone)
    if consent.is_refusing:
        return _reason(language, "refused_profiling")
    if definition.state in {State.DRAFT, State.RETIRED}:
        return _reason(language, "definition_not_computed", state=str(definition.state), why=definition.reason)
    allowances = [Allowance(e.purpose, e.assessment_id, frozenset(e.branches)) for e in project.config.allow]
    if not is_allowed(definition.branches, consent.separate, allowances):
        branches, separate = sorted(definition.branches), sorted(consent.separate)
        return _reason(language, "sensitive_not_allowed", branches=branches, separate_consents=separate)
    return _CONDITIONS.get(definition.kind, _not_met)(project, found, definition)


def _told(project: Readable, found: Found, held: HeldTag) -> str | None:
    settings, day = project.config.project, project.zone.local_day(found.as_of)
    return customer_words(held.references, local_day=day, language=settings.language, currency=settings.currency)


def _not_met(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    language = project.config.project.language
    catalogue = project.catalogue()
    for each in found.profile.tags if definition.group else ():
        sister = catalogue.find(each.tag_key)
        if sister is not None and sister.group == definition.group:
            label, told = label_of(sister, language), _told(project, found, each)
            words = label if told is None else f"{label}({told})" if language == "zh" else f"{label} ({told})"
            return _reason(language, "other_of_group", held=words, tag_key=sister.key, needed=definition.text(language))
    return _reason(language, "not_met", condition=definition.text(language))


def _other_segment(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    memberships = found.profile.memberships
    if not memberships:
        return _reason(project.config.project.language, "no_segment")
    names = segment_names(project)
    first, probability = memberships[0]
    own = dict(memberships).get(definition.key.removeprefix("segment."), 0)
    held = f"{names.get(first, first)}({probability / 1000:.3f})"
    return _reason(
        project.config.project.language, "other_segment", held=held, segment_id=first, own_probability=own / 1000
    )


def _no_interest(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    """Nothing read or touched; the readings nearby are named."""
    node = definition.key.removeprefix("interest.")
    read = sorted(
        {
            event.interest
            for event in recent_events(found)
            if event.interest is not None
            and (node in event.interest or event.interest.removeprefix("interest.") in node)
        }
    )
    return _reason(project.config.project.language, "no_touches" if read else "no_readings", readings=read)


def _is_near(node: str, read: str) -> bool:
    return node.startswith(read) or read.startswith(node)


def _rule_not_met(project: Readable, found: Found, definition: TagDefinition) -> dict[str, Any]:
    """The rule's condition beside the person's events that it listens to, counted by name within its window."""
    rules = {rule.key: rule for rule in (*shipped_rules(), *project_rules(project.folder / "rules"))}
    rule = rules.get(definition.key)
    counts: dict[str, int] = {}
    if rule is not None:
        for event in recent_events(found):
            if event.name in rule.listens_to and event.occurred_at > found.as_of - rule.window_us:
                label = event_label(event.name, project.config.project.language)
                counts[label] = counts.get(label, 0) + 1
    language = project.config.project.language
    return _reason(language, "rule_not_met", condition=definition.text(language), events=counts)


_CONDITIONS = {
    Kind.SEGMENT: _other_segment,
    Kind.INTEREST: _no_interest,
    Kind.PREDICTED: _no_interest,
    Kind.FLAG: _rule_not_met,
}

"""derive: the one function from fold rows to held tags, called by build over the lake and by live over the touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.tags import Proposal, State, Status, TagDefinition
from huaxiang.folds.people import Ints, People
from huaxiang.folds.traits import traits_of
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.permission import Allowance, is_allowed, refused, separately_consented
from huaxiang.tags.scorer import NEVER, Floats, Scored, Scorer

__all__ = ["Derived", "derive", "score_all"]

_NOT_HELD = frozenset({State.DRAFT, State.RETIRED})


@dataclass(slots=True)
class Derived:
    """Profiles of a batch, in the order of its people, and what was not computed with its reason."""

    profiles: list[Profile]
    suppressed: Counter[str] = field(default_factory=Counter)


def derive(
    people: People,
    scorers: Sequence[Scorer],
    *,
    catalogue: Catalogue,
    allowances: Sequence[Allowance],
    run_id: str,
    origin: str,
) -> Derived:
    """Profiles of the people as of `people.as_of`.

    Who refuses profiling is not scored at all; what lies on a sensitive branch is dropped unless it is allowed
    for this person. A profile depends on its own person's rows alone.
    """
    suppressed: Counter[str] = Counter()
    refusing = refused(people)
    suppressed["refusal"] = int(refusing.sum())
    chosen = np.flatnonzero(~refusing)
    scored_people = people if chosen.size == len(people) else people.take(chosen)
    scored = score_all(scored_people, scorers)
    suppressed.update(scored.suppressed)
    tags = _held(scored_people, scored, catalogue, allowances, suppressed)
    inner = _profiles(scored_people, scored, tags, run_id=run_id, origin=origin)
    silent = np.flatnonzero(refusing)
    by_place = dict(zip(chosen.tolist(), inner, strict=True))
    by_place |= dict(zip(silent.tolist(), _silent(people.take(silent), run_id=run_id, origin=origin), strict=True))
    return Derived([by_place[place] for place in range(len(people))], suppressed)


def score_all(people: People, scorers: Sequence[Scorer]) -> Scored:
    """What the scorers say one after another, each seeing what was said before."""
    so_far = Scored(next_due=np.full(len(people), _next_midnight(people), dtype=np.int64))
    for scorer in scorers:
        said = scorer.score(people, so_far)
        assert so_far.next_due is not None
        due = so_far.next_due if said.next_due is None else np.minimum(so_far.next_due, said.next_due)
        so_far = Scored(
            [*so_far.proposals, *said.proposals],
            {**so_far.features, **said.features},
            [*so_far.memberships, *said.memberships],
            due,
            Counter(so_far.suppressed) + Counter(said.suppressed),
        )
    return so_far


def _next_midnight(people: People) -> int:
    """The next end of a UTC day or of a local day: day buckets and windows move only then."""
    offset = people.zone.offset(people.as_of)
    local = people.as_of + offset
    return (
        min(people.as_of // DAY_US + 1, NEVER) * DAY_US
        if not offset
        else min((people.as_of // DAY_US + 1) * DAY_US, (local // DAY_US + 1) * DAY_US - offset)
    )


def _held(
    people: People,
    scored: Scored,
    catalogue: Catalogue,
    allowances: Sequence[Allowance],
    suppressed: Counter[str],
) -> list[list[HeldTag]]:
    consented = separately_consented(people)
    tags: list[dict[str, HeldTag]] = [{} for _ in people.ids]
    definitions: dict[str, TagDefinition] = {}
    for proposal in scored.proposals:
        key, person = proposal.tag_key, proposal.person
        definition = definitions.get(key) or definitions.setdefault(key, _defined(catalogue, key))
        if definition.state in _NOT_HELD:
            suppressed[str(definition.state)] += 1
        elif definition.branches and not is_allowed(definition.branches, consented[person], allowances):
            suppressed["sensitive"] += 1
        elif key in tags[person]:
            raise ContractBroken(f"tag {key} proposed twice for {people.ids[person]}")
        else:
            tags[person][key] = _hold(proposal, definition)
    return [[held[key] for key in sorted(held)] for held in tags]


def _defined(catalogue: Catalogue, key: str) -> TagDefinition:
    definition = catalogue.find(key)
    if definition is None:
        raise ContractBroken(f"no definition of proposed tag {key}")
    return definition


def _hold(proposal: Proposal, definition: TagDefinition) -> HeldTag:
    return HeldTag(
        tag_key=proposal.tag_key,
        definition_version=definition.definition_version,
        status=str(_status(proposal, definition)),
        score_milli=proposal.score_milli,
        strength=proposal.strength,
        stance=proposal.stance,
        confidence_milli=proposal.confidence_milli,
        valid_from=proposal.valid_from,
        valid_until=proposal.valid_until,
        model_id=proposal.model_id,
        evidence_id=proposal.evidence.evidence_id,
        evidence_kind=proposal.evidence.kind,
        references=proposal.evidence.references,
        level=proposal.evidence.level,
    )


def _status(proposal: Proposal, definition: TagDefinition) -> Status:
    if definition.state is State.FROZEN:
        return Status.FROZEN
    if definition.state is State.OBSERVATION:
        return Status.OBSERVATION
    enough = proposal.confidence_milli >= definition.threshold_milli
    return Status.ACTIVE if enough else Status.BELOW_THRESHOLD


def _profiles(people: People, scored: Scored, tags: list[list[HeldTag]], *, run_id: str, origin: str) -> list[Profile]:
    memberships: list[list[tuple[str, int]]] = [[] for _ in people.ids]
    for each in scored.memberships:
        memberships[each.person].append((each.segment_id, each.probability_milli))
    features = _known_features(scored.features, len(people))
    traits, facts = traits_of(people), _latest(people, "facts")
    due: Ints = np.zeros(len(people), dtype=np.int64) if scored.next_due is None else scored.next_due
    return [
        Profile(
            person_id=person_id,
            as_of=people.as_of,
            run_id=run_id,
            next_due=int(due[i]),
            tags=tags[i],
            features=features[i],
            memberships=sorted(memberships[i], key=lambda pair: (-pair[1], pair[0])),
            traits=traits[i],
            facts=facts[i],
            origin=origin,
        )
        for i, person_id in enumerate(people.ids)
    ]


def _known_features(features: Mapping[str, Floats], n_people: int) -> list[dict[str, float]]:
    """Each person's features by name, without those that are not known."""
    if not features:
        return [{} for _ in range(n_people)]
    names, matrix = list(features), np.column_stack(list(features.values()))
    is_known = ~np.isnan(matrix)
    is_whole: list[bool] = np.logical_and.reduce(is_known, axis=1).tolist()
    rows = zip(matrix.tolist(), is_whole, is_known.tolist(), strict=True)
    return [
        dict(zip(names, values, strict=True))
        if is_all
        else {name: value for name, value, known in zip(names, values, each, strict=True) if known}
        for values, is_all, each in rows
    ]


def _silent(people: People, *, run_id: str, origin: str) -> list[Profile]:
    """Profiles of people who refuse profiling: nothing computed, traits as the shop holds them."""
    return [
        Profile(person_id, people.as_of, run_id, NEVER, [], {}, [], traits, {}, origin)
        for person_id, traits in zip(people.ids, traits_of(people), strict=True)
    ]


def _latest(people: People, fold: str) -> list[dict[str, str]]:
    rows = people.folds[fold]
    found: list[dict[str, str]] = [{} for _ in people.ids]
    for person, key, text in zip(rows.person.tolist(), rows.keys, rows.text, strict=True):
        if text is not None:
            found[person][key] = text
    return found

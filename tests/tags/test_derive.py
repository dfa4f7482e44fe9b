from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.people_worlds import AS_OF, answered, bought, event, people_of, viewed

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.domain.tags import Evidence, Kind, Proposal, State, TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.people import People
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.derive import Derived, derive, score_all
from huaxiang.tags.facts import FactScorer
from huaxiang.tags.permission import Allowance
from huaxiang.tags.scorer import NEVER, Membership, Scored

HEALTH = Allowance("health_care", "PIA-1", frozenset({"health"}))


class Stub:
    """A scorer that proposes what it was made with for everyone."""

    name = "stub"
    replays: tuple[Replay, ...] = ()

    def __init__(self, *keys: str, confidence: int = 900, due: int | None = None) -> None:
        self.keys, self.confidence, self.due = keys, confidence, due

    def definitions(self) -> Sequence[TagDefinition]:
        return ()

    def score(self, people: People, so_far: Scored) -> Scored:
        evidence = Evidence("event", {"events": ["e1"]})
        proposals = [
            Proposal(i, key, 500, self.confidence, 0, None, evidence) for i in range(len(people)) for key in self.keys
        ]
        due = None if self.due is None else np.full(len(people), self.due, dtype=np.int64)
        memberships = [Membership(i, "s1", 400) for i in range(len(people))] + [
            Membership(i, "s2", 600) for i in range(len(people))
        ]
        features = {"known": np.arange(len(people), dtype=float), "unknown": np.full(len(people), np.nan)}
        return Scored(proposals, features, memberships, due, {"stub": 1})


def definition(key: str, state: State = State.ACTIVE, **fields: object) -> TagDefinition:
    return TagDefinition(key, Kind.INTEREST, key, key, key, state=state, threshold_milli=820, **fields)  # type: ignore[arg-type]


def derived(
    people: People, *scorers: Stub, known: Sequence[TagDefinition] = (), allow: Sequence[Allowance] = ()
) -> Derived:
    return derive(people, scorers, catalogue=Catalogue(known), allowances=allow, run_id="r1", origin="batch")


@pytest.mark.parametrize(
    ("state", "confidence", "status"),
    [
        (State.ACTIVE, 820, "active"),
        (State.ACTIVE, 819, "below_threshold"),
        (State.OBSERVATION, 1000, "observation"),
        (State.FROZEN, 1000, "frozen"),
    ],
)
def test_status_follows_the_definition_and_the_confidence(state: State, confidence: int, status: str) -> None:
    found = derived(people_of([viewed(1)]), Stub("a", confidence=confidence), known=[definition("a", state)])
    assert [tag.status for tag in found.profiles[0].tags] == [status]


@pytest.mark.parametrize("state", [State.DRAFT, State.RETIRED])
def test_drafts_and_retired_definitions_give_nothing_and_are_counted(state: State) -> None:
    found = derived(people_of([viewed(1)]), Stub("a"), known=[definition("a", state)])
    assert found.profiles[0].tags == []
    assert found.suppressed[str(state)] == 1


def test_who_refuses_is_not_scored_and_keeps_what_the_shop_states() -> None:
    trait = event("trait_set", 1, property="gender", value="女")
    people = people_of([viewed(1)], [viewed(1), trait, answered("given", "refusal")], [viewed(2)])
    found = derived(people, Stub("a"), known=[definition("a")])
    assert [len(profile.tags) for profile in found.profiles] == [1, 0, 1]
    silent = found.profiles[1]
    assert (silent.features, silent.memberships, silent.next_due, silent.traits) == ({}, [], NEVER, {"gender": "女"})
    assert found.suppressed["refusal"] == 1
    assert [profile.person_id for profile in found.profiles] == ["p0", "p1", "p2"]


def test_sensitive_tags_need_leave_and_separate_consent() -> None:
    people = people_of([viewed(1)], [viewed(1), answered("given", "separate", purpose="health_care")])
    known = [definition("a", branches=frozenset({"health"}), level="L4")]
    without, with_leave = (
        derived(people, Stub("a"), known=known),
        derived(people, Stub("a"), known=known, allow=[HEALTH]),
    )
    assert [len(profile.tags) for profile in without.profiles] == [0, 0]
    assert [len(profile.tags) for profile in with_leave.profiles] == [0, 1]
    assert (without.suppressed["sensitive"], with_leave.suppressed["sensitive"]) == (2, 1)


def test_faults_of_scorers_are_found() -> None:
    with pytest.raises(ContractBroken, match="no definition"):
        derived(people_of([viewed(1)]), Stub("a"))
    with pytest.raises(ContractBroken, match="twice"):
        derived(people_of([viewed(1)]), Stub("a"), Stub("a"), known=[definition("a")])


def test_profiles_hold_what_is_known_sorted() -> None:
    profile = derived(people_of([viewed(1)]), Stub("b", "a"), known=[definition("a"), definition("b")]).profiles[0]
    assert [tag.tag_key for tag in profile.tags] == ["a", "b"]
    assert profile.features == {"known": 0.0}
    assert profile.memberships == [("s2", 600), ("s1", 400)]
    assert (profile.run_id, profile.origin, profile.as_of) == ("r1", "batch", AS_OF)


def test_a_person_alone_and_in_a_batch_gets_the_same() -> None:
    owned = [[bought(f"o{n}", n + 1) for n in range(k)] for k in range(5)]
    scorer = FactScorer()
    catalogue = Catalogue(scorer.definitions())
    given = {"catalogue": catalogue, "allowances": (), "run_id": "r", "origin": "live"}
    together = derive(people_of(*owned), [scorer], **given).profiles  # type: ignore[arg-type]
    for events, profile in zip(owned, together, strict=True):
        alone = derive(people_of(events), [scorer], **given).profiles[0]  # type: ignore[arg-type]
        assert alone.tags == profile.tags


def test_midnight_is_always_due_and_earlier_timers_win() -> None:
    people = people_of([viewed(1)])
    local_midnight = AS_OF // DAY_US * DAY_US + 16 * HOUR_US
    assert score_all(people, [Stub()]).next_due.tolist() == [local_midnight]  # type: ignore[union-attr]
    assert score_all(people, [Stub(due=AS_OF + 5), Stub(due=AS_OF + 9)]).next_due.tolist() == [AS_OF + 5]  # type: ignore[union-attr]
    assert score_all(people, [Stub(), Stub()]).suppressed == {"stub": 2}

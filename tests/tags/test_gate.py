from __future__ import annotations

from typing import Any

import pytest

from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate

NOW = 1_000_000


def held(key: str = "interest.pets", **fields: Any) -> HeldTag:
    known: dict[str, Any] = {"definition_version": 1, "status": "active", "score_milli": 1, "strength": 1}
    known |= {"stance": None, "confidence_milli": 820, "valid_from": 0, "valid_until": None, "model_id": None}
    known |= {"evidence_id": "e", "evidence_kind": "event", "references": {}, "level": None}
    return HeldTag(tag_key=key, **{**known, **fields})


def gate(**fields: Any) -> Gate:
    known: dict[str, Any] = {"state": State.ACTIVE, "threshold_milli": 820} | fields
    return Gate(Catalogue([TagDefinition("interest.pets", Kind.INTEREST, "宠物", "pets", "读出", **known)]))


@pytest.mark.parametrize(
    ("definition", "tag", "reason"),
    [
        ({}, {}, None),
        ({}, {"confidence_milli": 819}, "below_threshold"),
        ({"state": State.OBSERVATION}, {}, "definition_not_active"),
        ({"state": State.FROZEN}, {}, "definition_not_active"),
        ({"state": State.DRAFT}, {}, "definition_not_active"),
        ({"state": State.RETIRED}, {}, "definition_not_active"),
        ({}, {"valid_from": NOW + 1}, "not_yet"),
        ({}, {"valid_from": NOW}, None),
        ({}, {"valid_until": NOW}, "expired"),
        ({}, {"valid_until": NOW + 1}, None),
        ({"purposes": ("service",)}, {}, "purpose"),
    ],
)
def test_one_reason_for_every_tag_that_may_not_leave(
    definition: dict[str, Any], tag: dict[str, Any], reason: str | None
) -> None:
    assert gate(**definition).reason(held(**tag), at=NOW, purpose="recommend") == reason


def test_the_definition_is_asked_as_it_stands_and_not_the_status_written_once() -> None:
    assert gate(state=State.FROZEN).reason(held(status="active"), at=NOW) == "definition_not_active"
    assert gate(threshold_milli=0).reason(held(status="below_threshold", confidence_milli=0), at=NOW) is None


def test_without_a_purpose_none_is_asked_for() -> None:
    assert gate(purposes=("service",)).reason(held(), at=NOW) is None


def test_a_tag_without_a_definition_never_leaves() -> None:
    assert gate().reason(held("interest.unknown"), at=NOW) == "unknown_definition"


def test_what_is_withheld_is_counted_by_reason() -> None:
    tags = [held(), held(confidence_milli=1), held(confidence_milli=2), held("flag.x")]
    passed = gate().filter(tags, at=NOW)
    assert passed.tags == tags[:1]
    assert passed.withheld == {"below_threshold": 2, "unknown_definition": 1}

from __future__ import annotations

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import table
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.tags.catalogue import Catalogue

BUYER = TagDefinition("fact.buyer", Kind.FACT, "已购客户", "buyer", "有订单", state=State.ACTIVE)
NIGHT = TagDefinition("behaviour.night", Kind.BEHAVIOUR, "夜间活跃", "night owl", "夜里")


def interest(key: str) -> TagDefinition | None:
    made = TagDefinition(key, Kind.INTEREST, f"兴趣{key}", key, "读出", branches=frozenset({"health"}), level="L4")
    return None if "nothing" in key else made


def catalogue(**states: dict[str, object]) -> Catalogue:
    return Catalogue(
        [NIGHT, BUYER], makers={"interest.": interest}, states={k.replace("_", "."): v for k, v in states.items()}
    )


def test_a_definition_is_found_by_key_by_label_and_made_on_demand() -> None:
    known = catalogue()
    assert known["fact.buyer"] is BUYER
    assert known.resolve("已购客户") is known.resolve("buyer") is BUYER
    made = known.find("interest.pets")
    assert made is not None
    assert known.find("interest.pets") is made
    assert [each.key for each in known.definitions()] == ["behaviour.night", "fact.buyer", "interest.pets"]


def test_what_no_stage_makes_is_unknown_with_the_nearest() -> None:
    assert catalogue().find("interest.nothing") is None
    assert catalogue().find("flag.x") is None
    with pytest.raises(UnknownName, match=r"fact\.buyer"):
        catalogue()["fact.byer"]
    with pytest.raises(UnknownName, match="已购客户"):
        catalogue().resolve("已购客")


def test_a_label_of_two_definitions_names_neither() -> None:
    with pytest.raises(UnknownName):
        Catalogue([BUYER, TagDefinition("fact.other", Kind.FACT, "已购客户", "other", "有")]).resolve("已购客户")


def test_the_ledger_changes_one_key_or_a_family() -> None:
    known = catalogue(fact_buyer={"state": "frozen", "reason": "decay"}, **{"interest_*": {"threshold_milli": 900}})
    assert (known["fact.buyer"].state, known["fact.buyer"].reason) == (State.FROZEN, "decay")
    assert (known["interest.pets"].threshold_milli, known["interest.pets"].state) == (900, State.OBSERVATION)
    assert known["behaviour.night"] == NIGHT


def test_a_tag_of_which_the_ledger_speaks_is_in_the_catalogue() -> None:
    known = catalogue(interest_pets={"state": "frozen"}, interest_nothing={"state": "frozen"})
    assert [(each.key, each.state) for each in known.definitions() if each.kind is Kind.INTEREST] == [
        ("interest.pets", State.FROZEN)
    ]


def test_a_later_definition_of_a_key_replaces_the_earlier() -> None:
    own = TagDefinition("fact.buyer", Kind.FACT, "老客", "customer", "有订单")
    assert Catalogue([BUYER, own])["fact.buyer"] is own


def test_the_table_has_the_schema_and_says_what_is_sensitive() -> None:
    known = catalogue()
    known.find("interest.health")
    rows = table("tags").check(known.as_table()).to_pylist()
    assert [(row["key"], row["is_sensitive"], row["state"]) for row in rows] == [
        ("behaviour.night", False, "observation"),
        ("fact.buyer", False, "active"),
        ("interest.health", True, "observation"),
    ]
    assert rows[0]["purposes"] == "recommend,marketing"

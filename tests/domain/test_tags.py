from __future__ import annotations

from typing import Any

import pytest

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.tags import Evidence, Kind, State, Status, TagDefinition


def definition(**given: Any) -> TagDefinition:
    return TagDefinition(
        **({"key": "flag.x", "kind": Kind.FLAG} | given), label_zh="甲", label_en="a", definition_text="…"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"key": "Flag X"}, "no tag key"),
        ({"level": "L5"}, "level"),
        ({"threshold_milli": 1001}, "threshold"),
        ({"threshold_milli": -1}, "threshold"),
    ],
)
def test_a_definition_refuses_what_is_out_of_range(given: dict[str, Any], message: str) -> None:
    with pytest.raises(OutOfRange, match=message):
        definition(**given)


def test_a_new_definition_is_under_observation_and_names_its_owner_and_purposes() -> None:
    made = definition()
    assert (made.state, made.owner, made.threshold_milli) == (State.OBSERVATION, "huaxiang", 820)
    assert made.purposes
    assert not made.is_sensitive
    assert definition(branches=frozenset({"health"})).is_sensitive


def test_evidence_is_named_by_its_content() -> None:
    one, same = Evidence("event", {"events": ["e1"], "rule": "r"}), Evidence("event", {"rule": "r", "events": ["e1"]})
    assert one.evidence_id == same.evidence_id
    assert one.evidence_id != Evidence("event", {"events": ["e2"], "rule": "r"}).evidence_id
    assert one.evidence_id != Evidence("event", {"events": ["e1"], "rule": "r"}, "llm").evidence_id


def test_words_of_the_contract() -> None:
    assert [str(each) for each in Kind] == [
        "fact",
        "behaviour",
        "interest",
        "composite",
        "flag",
        "predicted",
        "segment",
    ]
    assert [str(each) for each in State] == ["draft", "observation", "active", "frozen", "retired"]
    assert [str(each) for each in Status] == ["active", "observation", "below_threshold", "frozen", "expired"]


def test_a_definition_reads_in_both_languages_and_in_chinese_where_nobody_wrote_another():
    both = TagDefinition("fact.buyer", Kind.FACT, "已购客户", "buyer", "有订单", definition_text_en="has an order")
    assert (both.text("zh"), both.text("en")) == ("有订单", "has an order")
    assert TagDefinition("fact.buyer", Kind.FACT, "已购客户", "buyer", "有订单").text("en") == "有订单"

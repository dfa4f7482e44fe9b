from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.project.reasons import resolve_tag, why, why_not

FOUNDATION = "interest.beauty.foundation.texture-light"


def test_why_of_a_flag_shows_the_events_it_rests_on(shop: Any) -> None:
    document = why(shop, "member_no:M1", "犹豫型高意向用户")
    (evidence,) = document["evidence"]
    assert document["passes_gate"]
    assert [(event["event_id"], event["label"]) for event in evidence["events"]] == [
        ("e1", "加购"),
        ("e2", "加购"),
        ("e3", "加购"),
    ]
    assert evidence["rule"].startswith("24 小时内同叶类目加购 ≥3 次")
    assert evidence["events"][0]["item_title"] == "轻薄粉底液"


def test_why_of_an_interest_shows_the_sentence_and_its_phrase(shop: Any) -> None:
    document = why(shop, "member_no:M1", FOUNDATION)
    (text,) = document["evidence"][0]["texts"]
    assert (text["text"], text["phrase"]) == ("想要轻薄粉底液", "轻薄粉底液")
    assert document["holds"]
    assert not document["passes_gate"]
    assert document["words"] == "置信度低于阈值(0.700 < 0.820)"


def test_why_of_a_segment_sets_the_person_beside_its_centre(shop: Any) -> None:
    document = why(shop, "member_no:M1", "夜间活跃组")
    words = [each["words"] for each in document["evidence"][0]["contributions"]]
    assert words == ["夜间活跃系数 50.0 %,分群中心 45.0 %", "180天订单数 未知,分群中心 3"]


def test_why_of_a_tag_that_is_not_held_says_why_not(shop: Any) -> None:
    told, told_not = (ask(shop, "member_no:M1", "interest.pet") for ask in (why, why_not))
    assert told.pop("lag_seconds") <= told_not.pop("lag_seconds")
    assert told == told_not


@pytest.mark.parametrize(
    ("name", "tag", "reason"),
    [
        ("member_no:M2", "fact.buyer", "refused_profiling"),
        ("member_no:M1", "composite.draft", "definition_not_computed"),
        ("member_no:M1", "interest.health", "sensitive_not_allowed"),
        ("member_no:M1", "segment.s0002", "other_segment"),
        ("member_no:M3", "segment.s0002", "no_segment"),
        ("member_no:M1", "interest.pet", "no_readings"),
        ("cookie:M1", "flag.hesitant", "rule_not_met"),
        ("cookie:M1", "fact.buyer", "not_met"),
        ("member_no:M1", FOUNDATION, "below_threshold"),
        ("member_no:M1", "fact.buyer", "holds"),
    ],
)
def test_why_not_names_the_first_condition_that_failed(shop: Any, name: str, tag: str, reason: str) -> None:
    assert why_not(shop, name, tag)["reason"] == reason


def test_why_not_of_a_flag_counts_the_events_that_its_rule_hears(shop: Any) -> None:
    document = why_not(shop, "member_no:M1", "flag.unpaid")
    assert (document["reason"], document["detail"]["events"]) == ("rule_not_met", {})
    assert why_not(shop, "member_no:M1", "flag.comparing")["detail"]["condition"]


def test_an_english_project_answers_in_english(shop: Any) -> None:
    english = dataclasses.replace(shop.config.project, language="en")
    shop.config = dataclasses.replace(shop.config, project=english)
    assert why_not(shop, "member_no:M2", "fact.buyer")["words"] == "the person refuses profiling: nothing is computed"


def test_an_unknown_tag_names_the_nearest(shop: Any) -> None:
    with pytest.raises(UnknownName, match=r"nearest: flag\.hesitant"):
        resolve_tag(shop, "flag.hesitnt")
    with pytest.raises(UnknownName, match="nearest: 美妆-底妆-偏好轻薄型"):
        resolve_tag(shop, "偏好轻薄")
    with pytest.raises(UnknownName, match="`huaxiang tags` lists all"):
        resolve_tag(shop, "完全不存在的东西")

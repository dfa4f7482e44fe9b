from __future__ import annotations

import pytest

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.portrait import (
    interest_tree,
    missing_tags,
    origins,
    people_of,
    portrait,
    standing_of,
    state_of,
    tag_reasons,
    timeline,
)
from huaxiang.domain.errors import UnknownName
from huaxiang.interests.taxonomy import load_taxonomy
from huaxiang.project.opening import Project


@pytest.fixture(scope="module")
def shop(built_shop):
    return Project.open(built_shop)


def tag(key, label, *, strength=1, stance="prefer", withheld=None):
    return {"key": key, "label": label, "strength": strength, "stance": stance, "withheld": withheld}


def test_a_bare_value_and_a_namespaced_one_mean_the_same_person(shop):
    assert people_of(shop, "M00") == people_of(shop, "member_no:M00")
    [found] = people_of(shop, "M00")
    assert "member_no:M00" in found["identities"][0]
    assert people_of(shop, "nobody at all") == []


def test_every_tag_says_what_the_gate_does_with_it(shop):
    document = portrait(shop, "M00")
    profile = shop.store().profile(document["person_id"])
    at = shop.store().meta().as_of
    told = {row["key"]: row["withheld"] for rows in document["tags"].values() for row in rows}
    assert told == {each.tag_key: shop.gate().reason(each, at=at) for each in profile.tags}
    assert document["excluded"] is None


def test_kinds_come_in_one_order_and_tags_by_score(shop):
    document = portrait(shop, "M00")
    order = ["flag", "segment", "composite", "interest", "predicted", "behaviour", "fact"]
    assert list(document["tags"]) == [kind for kind in order if kind in document["tags"]]
    for rows in document["tags"].values():
        assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_a_portrait_speaks_the_visitors_language(shop):
    labels = [
        {row["key"]: row["label"] for rows in portrait(Spoken(shop, language), "M00")["tags"].values() for row in rows}
        for language in ("zh", "en")
    ]
    assert labels[0]["fact.buyer"] == "已购客户"
    assert labels[1]["fact.buyer"] == "buyer"


def test_why_is_told_of_a_held_tag_and_why_not_of_another(shop):
    person = people_of(shop, "M00")[0]["person_id"]
    missing = missing_tags(shop, person)
    held = portrait(shop, person)["tags"]["fact"][0]["key"]
    assert held not in missing
    assert tag_reasons(shop, person, held)["holds"]
    not_held = tag_reasons(shop, person, "behaviour.night_active")
    assert (not_held["holds"], not_held["reason"]) == (False, "not_met")
    assert list(missing.values()) == sorted(missing.values())


def test_the_other_cards_are_of_the_same_person(shop):
    person = people_of(shop, "M00")[0]["person_id"]
    assert {mark["kind"] for each in timeline(shop, person)["sessions"] for mark in each["marks"]} >= {"order"}
    assert {row["feature"] for row in standing_of(shop, person)} >= {"orders_180d"}
    assert origins(shop, person) == {"traits": [], "facts": []}
    assert state_of(shop, person)[0] == person


def test_nobody_is_an_error_with_the_name(shop):
    with pytest.raises(UnknownName, match="nobody"):
        portrait(shop, "nobody")


def test_interests_hang_in_the_tree_and_add_up():
    rows = [
        tag("interest.beauty.foundation.texture-light", "美妆-底妆-轻薄型", strength=3),
        tag("interest.beauty.foundation", "美妆-底妆", strength=2, withheld="below_threshold"),
        tag("interest.pets", "宠物", withheld="below_threshold"),
    ]
    beauty, pets = interest_tree(rows, load_taxonomy(), "zh")
    assert (beauty["name"], beauty["strength"], beauty["key"], beauty["is_proven"]) == ("美妆", 5, None, True)
    [foundation] = beauty["children"]
    assert (foundation["path"], foundation["key"]) == (["美妆", "底妆"], "interest.beauty.foundation")
    assert [child["name"] for child in foundation["children"]] == ["轻薄型"]
    assert (pets["key"], pets["is_proven"], pets["children"]) == ("interest.pets", False, [])


def test_names_of_the_shops_own_categories_come_from_the_label():
    [root] = interest_tree([tag("interest.digital.c12.c34", "数码-手机及配件-充电宝")], load_taxonomy(), "zh")
    assert root["children"][0]["name"] == "手机及配件"
    assert root["children"][0]["children"][0]["name"] == "充电宝"


def test_a_category_is_avoided_only_where_all_of_it_is():
    rows = [
        tag("interest.beauty.foundation", "美妆-底妆", stance="avoid"),
        tag("interest.beauty.perfume", "美妆-香水", stance="prefer"),
    ]
    [beauty] = interest_tree(rows, load_taxonomy(), "zh")
    assert not beauty["is_avoided"]
    assert sorted((child["name"], child["is_avoided"]) for child in beauty["children"]) == [
        ("底妆", True),
        (next(child["name"] for child in beauty["children"] if child["name"] != "底妆"), False),
    ]


def test_the_fourth_part_of_a_key_counts_in_the_third_level():
    rows = [tag("interest.beauty.foundation.liquid-foundation.matte", "美妆-底妆-粉底液-雾面", strength=2)]
    third = interest_tree(rows, load_taxonomy(), "zh")[0]["children"][0]["children"][0]
    assert (third["strength"], third["children"], third["tags"]) == (2, [], ["美妆-底妆-粉底液-雾面"])

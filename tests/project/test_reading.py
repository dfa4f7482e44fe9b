from __future__ import annotations

from typing import Any

import pytest

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.project.reading import interest_path, person

AS_OF = 20_000 * DAY_US + DAY_US // 2
ANNA = "p_0000000000000001"


def test_a_portrait_has_the_keys_of_the_contract_in_order(shop: Any) -> None:
    assert list(person(shop, "member_no:M1")) == [
        *("person_id", "as_of", "run_id", "lag_seconds", "identities", "traits", "facts", "segment", "interests"),
        *("journey", "tags"),
    ]


def test_a_portrait_says_as_of_when_and_how_late_it_is(shop: Any) -> None:
    document = person(shop, "member_no:M1", clock=AS_OF + 2_500_000)
    assert (document["as_of"], document["lag_seconds"]) == (to_iso(AS_OF), 2.5)


def test_identities_are_masked_but_for_the_shops_own_numbers(shop: Any) -> None:
    identities = person(shop, "mobile:13912345678")["identities"]
    assert [(each["namespace"], each["value"]) for each in identities] == [
        ("member_no", "M1"),
        ("mobile", "139****5678"),
    ]


def test_the_segment_is_named_with_its_alternatives(shop: Any) -> None:
    assert person(shop, ANNA)["segment"] == {
        "id": "s0001",
        "name": "夜间活跃组",
        "probability": 0.9,
        "alternatives": [{"id": "s0002", "name": "白天组", "probability": 0.1}],
    }


def test_a_person_in_no_segment_has_none(shop: Any) -> None:
    assert person(shop, "member_no:M3")["segment"] is None


def test_every_tag_shows_its_state_and_evidence_whether_it_passes_or_not(shop: Any) -> None:
    tags = {tag["key"]: tag for tag in person(shop, "member_no:M1")["tags"]}
    hesitant = tags["flag.hesitant"]
    assert (hesitant["label"], hesitant["kind"], hesitant["confidence"]) == ("犹豫型高意向用户", "flag", 1.0)
    assert hesitant["evidence"][0]["events"] == ["e1", "e2", "e3"]
    interest = tags["interest.beauty.foundation.texture-light"]
    assert interest["evidence"][0]["texts"] == [{"text_id": "t1", "start": 2, "end": 7}]
    assert interest["valid_until"] is None


def test_interests_have_their_category_path(shop: Any) -> None:
    (interest,) = person(shop, "member_no:M1")["interests"]
    assert (interest["path"], interest["stance"], interest["confidence"]) == (["美妆", "底妆"], "prefer", 0.7)


def test_the_journey_tells_the_latest_steps(shop: Any) -> None:
    journey = person(shop, "member_no:M1")["journey"]
    assert [(step["label"], step["times"]) for step in journey["steps"]] == [("加购 美妆", 3)]
    assert "加购 3 次" in journey["summary"]


def test_an_unknown_person_is_told_what_may_be_given(shop: Any) -> None:
    with pytest.raises(UnknownName, match=r"unknown person 'M9' .*member_no:42"):
        person(shop, "M9")


def test_a_bare_value_of_several_people_lists_their_namespaces(shop: Any) -> None:
    with pytest.raises(UserError, match=r"2 people have the identity 'M1': .*: cookie:M1, member_no:M1"):
        person(shop, "M1")


def test_an_instant_before_the_build_names_the_build_to_run(shop: Any) -> None:
    with pytest.raises(UserError, match="run `huaxiang build --as-of 2024"):
        person(shop, ANNA, as_of=AS_OF - DAY_US)


def test_an_instant_after_the_build_gets_the_newest_that_is_known(shop: Any) -> None:
    assert person(shop, ANNA, as_of=AS_OF + DAY_US)["as_of"] == to_iso(AS_OF)


def test_the_path_of_an_interest_without_a_tree_is_its_slugs() -> None:
    assert interest_path("interest.pet.food", None) == ["pet", "food"]

from __future__ import annotations

from typing import Any

from huaxiang.project.views import interests_view, journeys_view, segments_view, tags_view

FOUNDATION = "interest.beauty.foundation.texture-light"


def tag(document: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = [each for each in document["tags"] if each["key"] == key]
    return found


def test_segments_show_names_sizes_and_who_is_in_none(shop: Any) -> None:
    document = segments_view(shop)
    assert [(each["id"], each["name"], each["n_people"]) for each in document["segments"]] == [
        ("s0001", "夜间活跃组", 1),
        ("s0002", "白天组", 1),
    ]
    assert (document["people"], document["outside"]) == (5, 3)
    assert document["segments"][0]["centre"] == {"night_coefficient": 0.45}


def test_the_catalogue_counts_holders_and_those_who_pass(shop: Any) -> None:
    document = tags_view(shop)
    assert document["eligible"] == 2
    row = tag(document, FOUNDATION)
    assert (row["holders"], row["passing"], row["withheld"]) == (1, 0, {"below_threshold": 1})
    assert (row["coverage"], row["confidence"]) == (0.0, 0.7)


def test_a_tag_that_nobody_holds_is_in_the_catalogue_too(shop: Any) -> None:
    row = tag(tags_view(shop), "interest.pet")
    assert (row["holders"], row["confidence"]) == (0, None)


def test_interests_name_their_path(shop: Any) -> None:
    (row,) = interests_view(shop)["interests"]
    assert (row["key"], row["path"]) == (FOUNDATION, ["美妆", "底妆"])


def test_journeys_show_transitions_in_words_and_flags(shop: Any) -> None:
    document = journeys_view(shop)
    (step,) = document["transitions"]
    assert (step["from_label"], step["to_label"], step["median_gap_seconds"]) == ("浏览 美妆", "加购 美妆", 60.0)
    assert {each["key"] for each in document["flags"]} >= {"flag.hesitant", "flag.hesitant_any"}


def test_a_flag_without_a_back_test_says_so(shop: Any) -> None:
    assert tag(tags_view(shop), "flag.hesitant")["back_test"] is None
    assert "back_test" not in tag(tags_view(shop), "fact.buyer")

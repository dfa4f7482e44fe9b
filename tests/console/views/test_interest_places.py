from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from huaxiang.console.views.interest_places import Place, Places


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("interest.beauty.foundation", Place("beauty.foundation")),
        ("interest.beauty.foundation.texture-light", Place("beauty.foundation", "texture-light")),
        ("interest.c1.c2", Place("c1.c2")),
        ("interest.beauty.c3.texture-light", Place("beauty.c3", "texture-light")),
        ("interest.no.such.thing.at-all", Place("no.such.thing")),
    ],
)
def test_a_key_hangs_at_its_deepest_known_category(interest_shop: Any, key: str, place: Place) -> None:
    assert Places(interest_shop).place(key) == place


def test_names_come_from_the_tree_and_from_the_shop(make_shop: Any) -> None:
    zh, en = Places(make_shop()), Places(make_shop(language="en"))
    assert zh.names("beauty.foundation") == ("美妆", "底妆")
    assert en.names("beauty.foundation") == ("Make-up", "Base make-up")
    assert en.names("c1.c2") == ("自制", "手工皂")


def test_an_attribute_is_named_without_its_category(make_shop: Any) -> None:
    key = "interest.beauty.foundation.texture-light"
    for language, name in (("zh", "轻薄型"), ("en", "light texture")):
        places = Places(make_shop(language=language))
        assert places.attribute_name(key, places.place(key)) == name


def test_a_sensitive_path_is_withheld_by_its_uppermost_branch(interest_shop: Any) -> None:
    places = Places(interest_shop)
    found = places.withheld("health.supplements")
    assert found is not None
    assert (found.path, found.label, found.kind, found.reason) == ("health", "医药健康", "health", "not_allowed")
    assert places.withheld("beauty") is None
    assert {each.kind for each in places.all_withheld()} >= {"health", "pregnancy", "finance", "religion"}


def test_a_branch_that_the_project_allows_says_that_consent_decides(interest_shop: Any) -> None:
    interest_shop.config.allow = (SimpleNamespace(branches=("health",)),)
    reasons = {each.kind: each.reason for each in Places(interest_shop).all_withheld()}
    assert reasons["health"] == "consent"
    assert reasons["religion"] == "not_allowed"

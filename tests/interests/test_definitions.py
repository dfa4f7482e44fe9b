from __future__ import annotations

import pytest

from huaxiang.domain.tags import State
from huaxiang.interests.definitions import InterestDefinitions, branch_of
from huaxiang.interests.lexicon import load_attributes
from huaxiang.interests.taxonomy import load_taxonomy

TREE = load_taxonomy()
MAKE = InterestDefinitions(
    TREE, load_attributes(), {"pets.ferrets": "雪貂"}, state=State.OBSERVATION, threshold_milli=820
)


def test_a_node_has_the_labels_of_its_path() -> None:
    made = MAKE("interest.beauty.foundation")
    assert made is not None
    assert made.label_zh == "-".join(TREE.nodes["beauty.foundation"].labels)
    assert (made.level, made.threshold_milli, made.state, made.half_life_days) == ("L2", 820, State.OBSERVATION, 30)
    assert made.branches == frozenset()


def test_an_attribute_is_named_after_its_category() -> None:
    made = MAKE("interest.beauty.foundation.texture-light")
    assert made is not None
    assert made.label_zh.startswith("-".join(TREE.nodes["beauty.foundation"].labels) + "-")


def test_a_category_of_the_shops_own_has_the_shops_label() -> None:
    made = MAKE("interest.pets.ferrets")
    assert made is not None
    assert made.label_zh.endswith("-雪貂")


@pytest.mark.parametrize(
    "key", ["fact.buyer", "interest.nowhere", "interest.beauty.foundation.no-such-attribute", "interest.texture-light"]
)
def test_what_names_no_category_has_no_definition(key: str) -> None:
    assert MAKE(key) is None


@pytest.mark.parametrize(
    ("path", "branch"),
    [
        ("health.devices.monitors", "health"),
        ("health.devices.of-the-shop", "health"),
        ("mother-baby.maternity.maternity-wear", "pregnancy"),
        ("beauty.foundation", None),
        ("nowhere", None),
    ],
)
def test_everything_below_a_sensitive_node_lies_on_its_branch(path: str, branch: str | None) -> None:
    assert branch_of(TREE, path) == branch
    made = MAKE(f"interest.{path}")
    if made is not None:
        assert (made.level == "L4") == made.is_sensitive == (branch is not None)

from __future__ import annotations

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.tags.expressions import Vocabulary


def test_a_label_of_two_keys_asks_for_a_key() -> None:
    words = Vocabulary(tags={"a.one": "同名", "a.two": "同名"})
    with pytest.raises(UnknownName, match=r"a\.one, a\.two"):
        words.tag("同名")
    assert words.tag("a.two") == "a.two"


def test_interest_paths_follow_from_tags_with_their_parents() -> None:
    words = Vocabulary(tags={"interest.beauty.foundation.texture-light": "美妆-底妆-偏好轻薄型"})
    assert words.interest("beauty") == ("beauty", ("interest.beauty.foundation.texture-light",))
    assert words.interest("interest.beauty/foundation")[0] == "beauty.foundation"
    assert words.interest("美妆-底妆-偏好轻薄型")[0] == "beauty.foundation.texture-light"


def test_a_path_does_not_hold_what_only_begins_alike() -> None:
    words = Vocabulary(tags={"interest.pet": "宠", "interest.pet-food": "宠物食品"})
    assert words.interest("pet") == ("pet", ("interest.pet",))


def test_categories_may_be_unknown() -> None:
    assert Vocabulary(categories={"beauty": "美妆"}).category("美妆") == "beauty"
    assert Vocabulary().category("anything") == "anything"

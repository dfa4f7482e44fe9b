from __future__ import annotations

import pytest

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.select import select
from huaxiang.domain.errors import BadExpression, UnknownName
from huaxiang.tags.expressions import Vocabulary

WORDS = Vocabulary(
    tags={"fact.buyer": "已购客户", "interest.pet": "宠物", "composite.new": "新标签"},
    features={"orders_180d"},
    traits={"gender", "age"},
)


def test_members_are_those_who_pass_and_may_be_reached(bitmaps: PeopleBitmaps) -> None:
    selection = select("tag(fact.buyer) or tag(宠物)", bitmaps, WORDS)
    assert selection.members == ["p_1"]
    assert selection.excluded == {"minor": 1}
    assert selection.withheld == {"below_threshold": 1}
    assert selection.n_eligible == 2


def test_a_person_withheld_for_two_reasons_counts_once(bitmaps: PeopleBitmaps) -> None:
    assert select("tag(interest.pet) and tag(composite.new)", bitmaps, WORDS).withheld == {"below_threshold": 1}


def test_a_withheld_tag_is_not_held_under_not_either(bitmaps: PeopleBitmaps) -> None:
    assert select("not tag(interest.pet)", bitmaps, WORDS).members == ["p_2"]


def test_unproven_tags_count_when_asked_for(bitmaps: PeopleBitmaps) -> None:
    selection = select("tag(interest.pet)", bitmaps, WORDS, is_unproven_included=True)
    assert (selection.members, selection.is_unproven_included) == (["p_1", "p_2"], True)


def test_nobody_did_anything_where_no_events_are_read(bitmaps: PeopleBitmaps) -> None:
    assert select("did(product_viewed)", bitmaps, WORDS).members == []
    assert select("did(product_viewed) = 0", bitmaps, WORDS).members == ["p_1", "p_2"]


def test_mistakes_name_their_place(bitmaps: PeopleBitmaps) -> None:
    with pytest.raises(BadExpression, match="at 7 of"):
        select("(tag(x", bitmaps, Vocabulary(tags={"x": ""}))
    with pytest.raises(UnknownName, match=r"unknown trait 'gendr' .*nearest: gender"):
        select("trait(gendr) = 女", bitmaps, WORDS)

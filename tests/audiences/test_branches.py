from __future__ import annotations

from typing import Any

import numpy as np
from pyroaring import BitMap

from huaxiang.audiences.branches import Branch, split_by_branch
from huaxiang.audiences.tag_bits import Cell, TagBits, joined
from huaxiang.tags.expressions.terms import Interest

LIKES, DISLIKES, LOW = Cell("prefer", None), Cell("avoid", None), Cell("prefer", "below_threshold")
CAT, FOOD = "interest.pet.cat", "interest.pet.cat.food"
ANY, AVOID = Interest("pet.cat", (CAT, FOOD)), Interest("pet.cat", (CAT, FOOD), "avoid")


def held(*people: int) -> tuple[Any, Any]:
    return np.array(people, dtype=np.uint32), np.full(len(people), 500, dtype=np.uint16)


def made() -> Branch:
    tags = {CAT: TagBits(), FOOD: TagBits()}
    tags[CAT].replace(BitMap(), {LIKES: held(1, 2), LOW: held(3, 5)}, stamp=1)
    tags[FOOD].replace(BitMap(), {LIKES: held(2, 3), DISLIKES: held(4)}, stamp=2)
    return Branch(tags, stamp=2)


def people(branch: Branch, term: Interest, *, is_all: bool = False) -> list[int]:
    return list(joined(branch.parts(term, is_unproven_included=is_all)))


def test_who_holds_one_of_its_tags_is_on_a_branch() -> None:
    branch = made()
    assert (people(branch, ANY), people(branch, AVOID)) == ([1, 2, 3], [4])
    assert people(branch, ANY, is_all=True) == [1, 2, 3, 5]
    assert branch.keys == {CAT, FOOD}


def test_who_is_touched_is_on_it_by_what_they_hold_now_alone() -> None:
    branch = made()
    branch.replace(BitMap([2, 3, 9]), {FOOD: {DISLIKES: held(3)}, f"{FOOD}.wet": {LIKES: held(9)}}, stamp=3)
    assert (people(branch, ANY), people(branch, AVOID), branch.stamp) == ([1, 9], [3, 4], 3)
    assert people(branch, ANY, is_all=True) == [1, 5, 9]
    assert f"{FOOD}.wet" in branch.keys


def test_the_stamp_stays_when_nobody_on_it_is_touched() -> None:
    branch = made()
    branch.replace(BitMap([77]), {}, stamp=3)
    assert branch.stamp == 2


def test_its_bitmaps_are_its_own() -> None:
    tags = {CAT: TagBits()}
    tags[CAT].replace(BitMap(), {LIKES: held(1, 2)}, stamp=1)
    branch = Branch(tags, stamp=1)
    branch.replace(BitMap([1]), {}, stamp=2)
    assert list(tags[CAT].passing) == [1, 2]
    assert [list(each) for each in branch.bitmaps()] == [[2], [2]]


def test_keys_are_split_by_branch() -> None:
    keys = [CAT, FOOD, "interest.pet", "interest.food.tea", "fact.buyer"]
    assert split_by_branch(keys, 1) == (
        {CAT: [CAT, FOOD], "interest.food.tea": ["interest.food.tea"]},
        ["interest.pet", "fact.buyer"],
    )
    assert split_by_branch(keys, 0) == (
        {"interest.pet": [CAT, FOOD, "interest.pet"], "interest.food": ["interest.food.tea"]},
        ["fact.buyer"],
    )

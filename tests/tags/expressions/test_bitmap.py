from __future__ import annotations

from expression_worlds import VOCABULARY
from pyroaring import BitMap

from huaxiang.tags.expressions import Term, bitmap_of, parse


class Planted:
    """An index with a set for each tag."""

    everyone = BitMap(range(10))

    def bitmap_of(self, term: Term) -> BitMap:
        return {"flag.hesitant": BitMap([1, 2, 99]), "fact.member": BitMap([2, 3])}[getattr(term, "key", "")]


def test_and_or_not_are_intersection_union_and_the_rest_of_everyone() -> None:
    def numbers(text: str) -> list[int]:
        return list(bitmap_of(parse(text, VOCABULARY), Planted()))

    assert numbers("tag(flag.hesitant) and tag(fact.member)") == [2]
    assert numbers("tag(flag.hesitant) or tag(fact.member)") == [1, 2, 3]
    assert numbers("not tag(flag.hesitant)") == [0, 3, 4, 5, 6, 7, 8, 9]
    assert numbers("tag(flag.hesitant)") == [1, 2]


def test_the_indexs_own_bitmaps_are_left_as_they_are() -> None:
    index = Planted()
    bitmap_of(parse("tag(fact.member)", VOCABULARY), index).add(7)
    assert list(index.everyone) == list(range(10))

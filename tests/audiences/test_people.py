from __future__ import annotations

from pyroaring import BitMap

from huaxiang.audiences.people import People


def test_a_number_stays_whoever_comes_and_goes() -> None:
    people = People(["p_b", "p_a"])
    new = people.take("p_c")
    assert (new, people.number_of("p_c"), list(people.everyone)) == (2, None, [0, 1])
    people.admit(BitMap([new]), BitMap([0]), stamp=1)
    assert (people.number_of("p_b"), people.number_of("p_c"), people.take("p_b")) == (None, 2, 0)
    assert people.known(["p_b", "p_x", "p_c"]) == [0, 2]


def test_ids_are_told_by_number_and_null_for_who_is_gone() -> None:
    people = People(["p_b", "p_a"])
    assert people.id_array.to_pylist() == ["p_b", "p_a"]
    people.admit(BitMap([people.take("p_c")]), BitMap([0]), stamp=1)
    assert people.id_array.to_pylist() == [None, "p_a", "p_c"]
    assert people.ids_of(BitMap([1, 2, 0])) == ["p_a", "p_b", "p_c"]


def test_the_stamp_moves_only_when_somebody_does() -> None:
    people = People(["p_a"])
    people.admit(BitMap([0]), BitMap(), stamp=5)
    assert people.stamp == 0
    people.admit(BitMap(), BitMap([0]), stamp=6)
    assert people.stamp == 6

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.segments.succession import Succession, find_successions


def became(flows: dict[tuple[int, int], int], old: list[str], new: list[str]) -> set[Succession]:
    """Successions of people by (old segment, new segment)."""
    pairs = [pair for pair, n in flows.items() for _ in range(n)]
    a, b = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    return set(find_successions(a, b, old, new))


def test_segments_with_an_id_in_both_fits_are_kept_with_the_share_that_stayed() -> None:
    found = became({(0, 0): 90, (0, 1): 10, (1, 1): 50}, ["s0001", "s0002"], ["s0001", "s0002"])
    assert found == {
        Succession("kept", ("s0001",), ("s0001",), 0.9),
        Succession("kept", ("s0002",), ("s0002",), 1.0),
    }


def test_one_that_fell_apart_is_split() -> None:
    found = became({(0, 0): 60, (0, 1): 40, (1, 2): 50}, ["s0001", "s0002"], ["s0001", "s0003", "s0002"])
    assert Succession("split", ("s0001",), ("s0001", "s0003"), 1.0) in found
    assert Succession("kept", ("s0002",), ("s0002",), 1.0) in found
    assert len(found) == 2


def test_two_that_became_one_are_merged() -> None:
    found = became({(0, 0): 40, (1, 0): 60}, ["s0001", "s0002"], ["s0002"])
    assert found == {Succession("merged", ("s0001", "s0002"), ("s0002",), 1.0)}


def test_a_new_kind_of_people_is_born_and_one_without_heirs_is_gone() -> None:
    flows = {(0, 0): 100, (1, 0): 5, (1, 1): 5, (0, 1): 6, (2, 1): 4, (2, 2): 90}
    found = became(flows, ["s0001", "s0002", "s0003"], ["s0001", "s0004", "s0003"])
    assert Succession("gone", ("s0002",), (), 1.0) in found
    assert Succession("born", (), ("s0004",), 0.6) in found


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60),
    st.permutations(["s0001", "s0002", "s0003", "s0004", "s0005", "s0006"]),
)
def test_every_old_and_every_new_segment_is_accounted_for(pairs: list[tuple[int, int]], ids: list[str]) -> None:
    old, new = sorted(ids[:4]), sorted(ids[2:])
    a, b = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in (0, 1))
    found = find_successions(a, b, old, new)
    assert {each for succession in found for each in succession.old} == set(old)
    assert {each for succession in found for each in succession.new} == set(new)
    assert all(0.0 <= succession.share <= 1.0 for succession in found)

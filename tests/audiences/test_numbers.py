from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from huaxiang.audiences.numbers import bitmap_from, bitmap_of_rising, numbers_in


def test_arrays_become_bitmaps_and_back() -> None:
    numbers = np.array([1, 70_000, 4_000_000_000], dtype=np.int64)
    assert bitmap_from(numbers) == BitMap([1, 70_000, 4_000_000_000])
    assert bitmap_from(array("I", [5, 3])) == BitMap([3, 5])
    assert (bitmap_from(()), bitmap_from(np.zeros(0))) == (BitMap(), BitMap())
    assert numbers_in(bitmap_from(numbers)).tolist() == numbers.tolist()
    assert numbers_in(BitMap()).tolist() == []


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.0625, 0.3, 1.0])
@pytest.mark.parametrize("start", [0, 65_536 * 7 + 3, 2**32 - 500_000])
def test_rising_numbers_of_any_density_become_the_same_bitmap(share: float, start: int) -> None:
    rng = np.random.default_rng(3)
    numbers = (start + np.flatnonzero(rng.random(500_000) < share)).astype(np.uint32)
    made = bitmap_of_rising(numbers)
    assert made == bitmap_from(numbers)
    assert numbers_in(made).tolist() == numbers.tolist()
    assert (made & BitMap(range(start, start + 9))) == BitMap(numbers[numbers < start + 9].tolist())


@given(st.sets(st.integers(0, 2**32 - 1), max_size=200))
def test_numbers_far_apart_become_the_same_bitmap(numbers: set[int]) -> None:
    assert bitmap_of_rising(np.array(sorted(numbers), dtype=np.uint32)) == BitMap(numbers)


def test_a_bitmap_that_was_laid_out_can_be_changed() -> None:
    made = bitmap_of_rising(np.arange(0, 200_000, 3, dtype=np.uint32))
    made.add(1)
    made -= BitMap(range(3, 100_000))
    assert list(made)[:3] == [0, 1, 100_002]

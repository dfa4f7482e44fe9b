from __future__ import annotations

from array import array

import numpy as np
from pyroaring import BitMap

from huaxiang.audiences.numbers import bitmap_from, numbers_in


def test_arrays_become_bitmaps_and_back() -> None:
    numbers = np.array([1, 70_000, 4_000_000_000], dtype=np.int64)
    assert bitmap_from(numbers) == BitMap([1, 70_000, 4_000_000_000])
    assert bitmap_from(array("I", [5, 3])) == BitMap([3, 5])
    assert (bitmap_from(()), bitmap_from(np.zeros(0))) == (BitMap(), BitMap())
    assert numbers_in(bitmap_from(numbers)).tolist() == numbers.tolist()
    assert numbers_in(BitMap()).tolist() == []

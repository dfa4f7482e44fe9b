"""Person numbers: arrays of them, and Roaring bitmaps made of arrays."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

__all__ = ["Numbers", "bitmap_from", "numbers_in"]

Numbers = npt.NDArray[np.uint32]


def bitmap_from(numbers: Any) -> BitMap:
    """The bitmap of an array of person numbers, sorted for speed.

    A buffer of the width that Roaring keeps is read as a whole; a NumPy array would be walked value by value.
    """
    if isinstance(numbers, array | tuple):
        return BitMap(numbers)
    made = array("I")
    made.frombytes(np.ascontiguousarray(numbers, dtype=np.uint32).tobytes())
    return BitMap(made)


def numbers_in(people: BitMap) -> Numbers:
    """The numbers of a bitmap, rising."""
    return np.frombuffer(people.to_array(), dtype=np.uint32)

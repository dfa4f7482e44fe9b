"""Person numbers: arrays of them, and Roaring bitmaps made of arrays."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

__all__ = ["Numbers", "bitmap_from", "bitmap_of_rising", "numbers_in"]

Numbers = npt.NDArray[np.uint32]
_FEW = 64
_CONTAINER = 1 << 16
_MOST_LISTED = 4_096
_COOKIE = 12_346


def bitmap_from(numbers: Any) -> BitMap:
    """The bitmap of an array of person numbers in any order.

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


def bitmap_of_rising(numbers: Numbers) -> BitMap:
    """The bitmap of rising numbers, several times as fast as adding them one by one.

    The numbers are laid out as Roaring's portable format has them and read back: each 65,536 numbers a list of their
    lower halves, or a set of bits where there are more than 4,096 (RoaringFormatSpec, "standard 32-bit").
    """
    if len(numbers) <= _FEW:
        return bitmap_from(numbers)
    first, last = int(numbers[0]) // _CONTAINER, int(numbers[-1]) // _CONTAINER
    edges = np.append(np.searchsorted(numbers, np.arange(first, last + 1, dtype=np.uint32) * np.uint32(_CONTAINER)), 0)
    edges[-1] = len(numbers)
    sizes = np.diff(edges)
    kept = np.flatnonzero(sizes)
    is_listed = sizes[kept] <= _MOST_LISTED
    described = np.empty((len(kept), 2), dtype="<u2")
    described[:, 0], described[:, 1] = kept + first, sizes[kept] - 1
    lengths = np.where(is_listed, 2 * sizes[kept], _CONTAINER // 8)
    offsets = 8 + 8 * len(kept) + np.cumsum(lengths) - lengths
    low = numbers.astype("<u2")
    if is_listed.all():
        body = [low.tobytes()]
    else:
        body = _contents(low, edges[kept].tolist(), edges[kept + 1].tolist(), is_listed.tolist())
    head = np.array([_COOKIE, len(kept)], dtype="<u4").tobytes()
    return BitMap.deserialize(b"".join((head, described.tobytes(), offsets.astype("<u4").tobytes(), *body)))


def _contents(low: npt.NDArray[np.uint16], begins: list[int], ends: list[int], is_listed: list[bool]) -> list[bytes]:
    """What stands in each container, in order."""
    bits = np.zeros(_CONTAINER, dtype=np.bool_)
    found = []
    for begin, end, is_list in zip(begins, ends, is_listed, strict=True):
        own = low[begin:end]
        if is_list:
            found.append(own.tobytes())
            continue
        bits[own] = True
        found.append(np.packbits(bits, bitorder="little").tobytes())
        bits[:] = False
    return found

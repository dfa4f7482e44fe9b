"""Integer weights of interest decay."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import OutOfRange

__all__ = ["decay_table", "decay_weight"]


@functools.cache
def decay_table(half_life: int) -> npt.NDArray[np.int64]:
    """Weights by age 0, 1, … up to and with ten half-lives: `round(2**32 · 2**(−age/half_life))`.

    Made with decimals, so that every machine has the same integers.
    """
    if half_life < 1:
        raise OutOfRange(f"half_life is {half_life}, must be at least 1")
    with localcontext() as context:
        context.prec = 40
        ratio = Decimal(2) ** (Decimal(-1) / half_life)
        ages = range(10 * half_life + 1)
        weights = [int((Decimal(2**32) * ratio**age).to_integral_value()) for age in ages]
    table = np.array(weights, dtype=np.int64)
    table.setflags(write=False)
    return table


def decay_weight(age_buckets: npt.NDArray[np.int64], *, half_life: int) -> npt.NDArray[np.int64]:
    """Weight of each bucket: 2**32 when new, half of it after one half-life.

    Args:
        age_buckets: Age of each bucket at `as_of`, in buckets, shape (n_buckets,), not negative.
        half_life: Buckets until a weight halves, at least 1.

    Returns:
        Integer weights in 0..2**32, shape (n_buckets,); 0 after ten half-lives.

    Raises:
        OutOfRange: An age is negative: the bucket lies after `as_of`.

    >>> decay_weight(np.array([0, 30, 400]), half_life=30)
    array([4294967296, 2147483648,          0])
    """
    if age_buckets.size and int(age_buckets.min()) < 0:
        raise OutOfRange("a bucket lies after as_of")
    table = decay_table(half_life)
    inside = age_buckets < table.size
    return np.where(inside, table[np.minimum(age_buckets, table.size - 1)], 0)

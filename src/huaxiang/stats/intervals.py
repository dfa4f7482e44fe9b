"""Intervals of proportions."""

from __future__ import annotations

import math

from huaxiang.domain.errors import OutOfRange

__all__ = ["wilson_lower"]


def wilson_lower(successes: int, n: int, *, z: float = 1.6448536269514722) -> float:
    """One-sided lower confidence bound of a proportion, 0..1; 0 when n is 0.

    Args:
        successes: Count, 0..n.
        n: Trials, at least 0.
        z: Normal quantile, 1.645 for 95 % one-sided.

    Source:
        Wilson (1927), Probable inference, the law of succession, and statistical inference.

    >>> round(wilson_lower(90, 100), 3)
    0.84
    """
    if not 0 <= successes <= n:
        raise OutOfRange(f"{successes} successes of {n}")
    if n == 0:
        return 0.0
    share = successes / n
    middle = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + z * z / n))

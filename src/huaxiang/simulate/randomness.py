"""One stream of randomness per concern and block of people, so that no part disturbs another."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

__all__ = ["generator", "hashed_hex", "hashed_uniform"]

_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def generator(seed: int, concern: str, block: int = 0) -> np.random.Generator:
    """The stream of a concern in a block: equal arguments give equal streams, others independent ones."""
    word = int.from_bytes(blake2b(concern.encode(), digest_size=8).digest(), "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, word, block])))


def hashed_uniform(*keys: np.ndarray | int) -> np.ndarray:
    """Numbers in [0, 1) that depend on the integer keys alone (splitmix64), broadcast over their shapes."""
    state = np.zeros(1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for key in keys:
            state = (state + np.asarray(key).astype(np.uint64)) * _MIX_A + _GOLDEN
            state = (state ^ (state >> np.uint64(30))) * _MIX_A
            state = (state ^ (state >> np.uint64(27))) * _MIX_B
            state = state ^ (state >> np.uint64(31))
    return np.asarray((state >> np.uint64(11)).astype(np.float64) / float(1 << 53))


def hashed_hex(*keys: np.ndarray | int) -> list[str]:
    """Sixteen hex digits for each set of integer keys, equal for equal keys."""
    high = (hashed_uniform(*keys, 1) * 2**32).astype(np.uint64)
    low = (hashed_uniform(*keys, 2) * 2**32).astype(np.uint64)
    return [f"{number:016x}" for number in ((high << np.uint64(32)) | low).tolist()]

"""The contract of an encoder: one text at a time, so that no answer depends on its neighbours in a batch."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Encoder", "Vector", "cache_folder"]

Vector = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of unit length."""

    name: str
    """Name and version of the weights: what a model fitted on its vectors has to have been fitted on."""
    dimension: int

    def encode(self, text: str) -> Vector:
        """The vector of a text, shape (dimension,), length 1; the same for the same text on the same machine."""


def cache_folder(environment: dict[str, str], home: Path) -> Path:
    """Where converted weights are kept between runs: $HUAXIANG_CACHE, $XDG_CACHE_HOME/huaxiang or ~/.cache/huaxiang."""
    if environment.get("HUAXIANG_CACHE"):
        return Path(environment["HUAXIANG_CACHE"])
    base = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    return (Path(base) if base else home / ".cache") / "huaxiang"

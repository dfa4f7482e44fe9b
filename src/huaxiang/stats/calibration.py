"""How far stated probabilities lie from what came."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["calibration_error"]


def calibration_error(
    probability: npt.NDArray[np.float64], outcome: npt.NDArray[np.float64] | npt.NDArray[np.bool_], *, n_bins: int = 15
) -> float:
    """Expected calibration error 0..1 over bins of equally many things, 0 without any.

    Args:
        probability: Stated for each thing, 0..1.
        outcome: Whether it came, or the share of times that it came.

    Source:
        Nguyen and O'Connor (2015), Posterior calibration and exploratory analysis for natural language processing
        models, with adaptive bins.

    >>> calibration_error(np.array([0.5, 0.5]), np.array([True, False]), n_bins=1)
    0.0
    """
    if not probability.size:
        return 0.0
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, min(n_bins, order.size))
    gaps = [part.size * abs(float(probability[part].mean()) - float(outcome[part].mean())) for part in parts]
    return sum(gaps) / probability.size

"""Three difficulties: how far personas are drawn together, how much people of one differ, and how much they do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from huaxiang.domain.errors import UnknownName
from huaxiang.simulate.planted.personas import Personas

__all__ = ["DIFFICULTIES", "Difficulty", "soften"]


@dataclass(frozen=True)
class Difficulty:
    """How hard personas are to tell apart.

    Attributes:
        pull: Share 0..1 of the way from the persona to the average of all people.
        steadiness: Factor of all shapes and pseudo-counts: the smaller, the more people of one persona differ.
        volume: Factor of the number of visits.
    """

    pull: float
    steadiness: float
    volume: float


DIFFICULTIES = {
    "easy": Difficulty(pull=0.0, steadiness=3.2, volume=0.95),
    "middling": Difficulty(pull=0.1, steadiness=1.25, volume=0.9),
    "hard": Difficulty(pull=0.25, steadiness=0.9, volume=0.8),
}
"""Chosen by the adjusted Rand index of the oracle alone (0.97, 0.88, 0.72) before anything was measured on them."""


def soften(personas: Personas, name: str) -> Personas:
    """The personas at a difficulty.

    Raises:
        UnknownName: There is no such difficulty.
    """
    if name not in DIFFICULTIES:
        raise UnknownName("difficulty", name, DIFFICULTIES)
    hard, shares = DIFFICULTIES[name], personas.shares

    def pulled(values: np.ndarray) -> np.ndarray:
        return np.asarray((1 - hard.pull) * values + hard.pull * (shares @ values))

    rates = {key: np.exp(pulled(np.log(rate))) for key, rate in personas.rates.items()}
    rates["visits"] = rates["visits"] * hard.volume
    return replace(
        personas,
        rates=rates,
        rate_shapes={key: hard.steadiness * shape for key, shape in personas.rate_shapes.items()},
        chances={key: _inverse_logit(pulled(_logit(chance))) for key, chance in personas.chances.items()},
        chance_weights={key: hard.steadiness * weight for key, weight in personas.chance_weights.items()},
        mixes={key: pulled(mix) for key, mix in personas.mixes.items()},
        mix_weights={key: hard.steadiness * weight for key, weight in personas.mix_weights.items()},
        dwell=pulled(personas.dwell),
        dwell_between=personas.dwell_between / float(np.sqrt(hard.steadiness)),
    )


def _logit(share: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(share / (1 - share)))


def _inverse_logit(score: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-score)))

"""The best possible recognition of personas, by the exact likelihood of what is counted of each person."""

from __future__ import annotations

import numpy as np

from huaxiang.simulate.planted.likelihoods import (
    log_beta_binomial,
    log_dirichlet_multinomial,
    log_mean_of_normals,
    log_negative_binomial,
)
from huaxiang.simulate.planted.personas import Personas
from huaxiang.simulate.planted.tally import Tally

__all__ = ["log_likelihood", "posterior"]


def log_likelihood(counts: Tally, personas: Personas) -> np.ndarray:
    """Log likelihood of each person's counts under each persona, shape (n_people, n_personas).

    The counts are sufficient: all else in the events is drawn given them, in the same way for every persona. Habits
    of single people are integrated out, so nothing rests on what events do not show.

    Args:
        counts: What is counted of each person in the events.
        personas: At the difficulty that the events were drawn at.
    """
    columns = [_of_persona(counts, personas, number) for number in range(len(personas.keys))]
    return np.stack(columns, axis=1)


def _of_persona(counts: Tally, personas: Personas, number: int) -> np.ndarray:
    total = log_mean_of_normals(
        counts.mean_log_dwell,
        counts.n_dwells,
        centre=float(personas.dwell[number]),
        between=personas.dwell_between,
        within=personas.dwell_within,
    )
    for name, rates in personas.rates.items():
        mean = rates[number] * counts.exposures[name]
        total = total + log_negative_binomial(counts.counts[name], mean, personas.rate_shapes[name])
    for name, chances in personas.chances.items():
        weight, chance = personas.chance_weights[name], float(chances[number])
        alpha = (weight * chance, weight * (1 - chance))
        total = total + log_beta_binomial(counts.hits[name], counts.trials[name], alpha)
    for name, mixes in personas.mixes.items():
        total = total + log_dirichlet_multinomial(counts.mixes[name], personas.mix_weights[name] * mixes[number])
    return np.asarray(total)


def posterior(counts: Tally, personas: Personas) -> np.ndarray:
    """Probability 0..1 of each persona for each person who is no outlier, shape (n_people, n_personas)."""
    score = log_likelihood(counts, personas) + np.log(personas.shares)
    score -= score.max(axis=1, keepdims=True)
    weight = np.exp(score)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))

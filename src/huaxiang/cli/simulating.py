"""Simulating a shop with progress on stderr, as `simulate` and `demo` do."""

from __future__ import annotations

from pathlib import Path

from huaxiang.cli.output import progress
from huaxiang.simulate.parameters import read_parameters
from huaxiang.simulate.stage import SimulationReport, simulate

__all__ = ["N_PEOPLE", "SEED", "simulate_shop"]

N_PEOPLE = 5_000
SEED = 42


def simulate_shop(folder: Path, *, people: int, seed: int, config: Path | None) -> SimulationReport:
    """Writes a simulated shop; parameters are the shipped ones unless `config` names a file."""
    parameters = read_parameters() if config is None else read_parameters(config)
    return simulate(
        folder,
        people=people,
        seed=seed,
        parameters=parameters,
        progress=lambda done, total: progress(f"simulated {done:,} of {total:,} people"),
    )

"""Simulating a shop with progress on stderr, as `simulate` and `demo` do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from huaxiang.cli.output import progress
from huaxiang.domain.errors import UserError
from huaxiang.simulate.parameters import Parameters, ending, read_parameters
from huaxiang.simulate.stage import SimulationReport, simulate

__all__ = ["N_PEOPLE", "SEED", "as_day", "shop_parameters", "simulate_shop", "yesterday"]

N_PEOPLE = 5_000
SEED = 42
_TOLD = {"zh": "正在模拟店铺:{done:,} / {total:,} 人", "en": "simulated {done:,} of {total:,} people"}


def simulate_shop(
    folder: Path, *, people: int, seed: int, parameters: Parameters | None = None, language: str = "zh"
) -> SimulationReport:
    """Writes a simulated shop; the shipped parameters unless others are given."""
    return simulate(
        folder,
        people=people,
        seed=seed,
        parameters=read_parameters() if parameters is None else parameters,
        progress=lambda done, total: progress(_TOLD[language].format(done=done, total=total)),
        language=language,
    )


def shop_parameters(config: Path | None, until: date | None) -> Parameters:
    """The shipped parameters with those of a file laid over them, and another last day when one is given."""
    parameters = read_parameters(config)
    return parameters if until is None else ending(parameters, until)


def as_day(text: str | None) -> date | None:
    """The day that was typed, such as 2026-06-18; None for none.

    Raises:
        UserError: It is no day.
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--until {text!r} is no day: write it as 2026-06-18") from error


def yesterday(at: datetime, time_zone: str) -> date:
    """The last whole local day before an instant.

    >>> from datetime import UTC
    >>> yesterday(datetime(2026, 11, 11, 17, 0, tzinfo=UTC), "Asia/Shanghai")
    datetime.date(2026, 11, 11)
    """
    return at.astimezone(ZoneInfo(time_zone)).date() - timedelta(days=1)

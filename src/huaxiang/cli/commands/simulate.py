"""`huaxiang simulate`: a shop with planted truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson
from huaxiang.cli.output import print_json, print_line
from huaxiang.cli.simulating import N_PEOPLE, SEED, as_day, shop_parameters, simulate_shop

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the shop; made when it is not there.")],
    *,
    people: Annotated[int, typer.Option(min=1, help="Number of people.")] = N_PEOPLE,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = SEED,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Parameters other than the shipped ones.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day; the parameters' own.")] = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a shop (模拟一家店): raw files to build from, and the truth beside them."""
    report = simulate_shop(folder, people=people, seed=seed, parameters=shop_parameters(config, as_day(until)))
    if as_json:
        head = {"directory": str(report.directory), "people": report.people, "seed": report.seed}
        print_json({**head, "rows": report.rows, "faults": report.faults, "seconds": round(report.seconds, 3)})
    else:
        print_line(report.to_text())

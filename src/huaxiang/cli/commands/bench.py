"""`huaxiang bench`: speed and size, side by side with peers."""

from __future__ import annotations

from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson
from huaxiang.cli.figures import print_figures, run_figures

__all__ = ["MANY", "app"]

app = typer.Typer(add_completion=False)
MANY = ("--only",)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(metavar="NAME", help="build, ingest, identity, segments, interests, …")],
    *,
    only: Annotated[list[str] | None, typer.Option(metavar="KEY...", help="Measure these figures alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure speed, size and peers for NAME at this very call."""
    print_figures(run_figures("bench", name, only=only, folder=None), as_json=as_json)

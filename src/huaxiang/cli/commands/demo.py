"""`huaxiang demo`: a simulated shop, every stage built, the console opened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.output import print_line, progress
from huaxiang.cli.simulating import N_PEOPLE, SEED, simulate_shop
from huaxiang.console.site import serve
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the shop.")] = Path("demo-shop"),
    *,
    people: Annotated[int | None, typer.Option(min=1, help=f"Number of people; {N_PEOPLE:,} unless given.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the shop.")] = SEED,
    host: Annotated[str | None, typer.Option(metavar="H", help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(metavar="P", help="Port to serve on.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the build.")] = False,
) -> int:
    """Simulate a shop unless it is there, build everything, and serve it."""
    if not (folder / "huaxiang.toml").exists() or people is not None:
        print_line(str(simulate_shop(folder, people=people or N_PEOPLE, seed=seed, config=None)))
    project = Project.open(folder)
    print_line(str(project.build(progress=progress)))
    if no_serve:
        return 0
    live = project.config.live
    return serve(folder, live.host if host is None else host, live.port if port is None else port, True)

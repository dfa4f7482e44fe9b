"""`huaxiang demo`: a simulated shop, every stage built, the console opened."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from huaxiang.build.telling import tell_back_tests, tell_catalogue
from huaxiang.cli.browser import has_screen, open_when_ready
from huaxiang.cli.endings import INTERRUPTED, Stopped
from huaxiang.cli.output import print_line, progress
from huaxiang.cli.simulating import N_PEOPLE, SEED, as_day, shop_parameters, simulate_shop, yesterday
from huaxiang.console.site import serve
from huaxiang.domain.errors import UserError
from huaxiang.project.back_tests import run_back_tests
from huaxiang.project.opening import Project
from huaxiang.project.tag_history import import_tag_history
from huaxiang.service.serving import bind
from huaxiang.simulate.parameters import ending

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_LANGUAGES = ("zh", "en")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the shop.")] = Path("demo-shop"),
    *,
    people: Annotated[int | None, typer.Option(min=1, help=f"Number of people; {N_PEOPLE:,} unless given.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day of the shop; yesterday.")] = None,
    language: Annotated[str, typer.Option(metavar="zh|en", help="Language of the project.")] = "zh",
    port: Annotated[int | None, typer.Option(metavar="P", help="Port to serve on.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the build.")] = False,
) -> int:
    """Simulate a shop unless it is there, build everything, and open it in the browser (演示店铺)."""
    if language not in _LANGUAGES:
        raise UserError(f"--language {language!r}: give zh or en")
    if not (folder / "huaxiang.toml").exists() or people is not None:
        _simulate(folder, people or N_PEOPLE, until, language)
    project = Project.open(folder)
    _build(project)
    return 0 if no_serve else _serve(project, port)


def _simulate(folder: Path, people: int, until: str | None, language: str) -> None:
    parameters = shop_parameters(None, as_day(until))
    if until is None:
        parameters = ending(parameters, yesterday(datetime.now(UTC), parameters.shop.time_zone))
    report = simulate_shop(folder, people=people, seed=SEED, parameters=parameters, language=language)
    print_line(report.to_text(language))


def _build(project: Project) -> None:
    """Builds with the shop's own history of tags, and looks at what every flag would have hit."""
    history = project.folder / "tag-history.csv"
    if history.exists():
        import_tag_history(project.ledger, history, zone=project.zone)
    project.build(progress=progress)
    language = project.config.project.language
    for line in tell_back_tests(run_back_tests(project), project.catalogue(), language):
        progress(line)
    states = Counter(str(state) for state in project.lake().read("tags")["state"].to_pylist())
    print_line(tell_catalogue(states, language))


def _serve(project: Project, port: int | None) -> int:
    live = project.config.live
    wanted = live.port if port is None else port
    if has_screen(os.environ, sys.platform) and sys.stderr.isatty():
        with bind(live.host, wanted) as listening:
            wanted = listening.getsockname()[1]
        open_when_ready(live.host, wanted)
    code = serve(project.folder, live.host, wanted, True)
    if code == INTERRUPTED:
        raise Stopped
    return code

"""`huaxiang users add`: who may sign in to the console."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line
from huaxiang.domain.errors import UserError
from huaxiang.project.opening import Project
from huaxiang.service.users import add_user

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")],
    folder: Folder = Path(),
    *,
    as_json: AsJson = False,
) -> None:
    """Add a user (用户), or give one a new password: asked for on a terminal, else the first line of stdin."""
    project = Project.open(folder)
    user = add_user(project.ledger, name, password=_password())
    if as_json:
        print_json({"name": user.name})
    elif project.config.project.language == "zh":
        print_line(f"{user.name} 可以登录控制台了")
    else:
        print_line(f"{user.name} may sign in to the console")


def _password() -> str:
    """The password, never shown and never an argument that others could read in the list of processes."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("密码 Password: ")
    if first != getpass("再输一次 Once more: "):
        raise UserError("the two passwords differ: nothing was changed")
    return first

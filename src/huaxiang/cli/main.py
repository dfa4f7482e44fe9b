"""The entry point: finds the command by name, loads its module alone, runs it and ends in one way."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

from huaxiang import __version__
from huaxiang.cli.endings import end
from huaxiang.cli.listing import COMMANDS, find_command, help_text

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code.

    Args:
        argv: Words after `huaxiang`; those of the process when None.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return end(lambda: _run(words))


def _run(words: list[str]) -> object:
    if not words or words[0] in {"--help", "-h", "help"}:
        print(help_text())  # noqa: T201
        return 0
    if words[0] in {"--version", "-V"}:
        print(f"huaxiang {__version__}")  # noqa: T201
        return 0
    name, rest = find_command(words)
    module = importlib.import_module(f"huaxiang.cli.commands.{COMMANDS[name].module}")
    app: Callable[..., Any] = module.app
    return app(_spread(rest, getattr(module, "MANY", ())), prog_name=f"huaxiang {name}", standalone_mode=False)


def _spread(words: list[str], many: Sequence[str]) -> list[str]:
    """The words with `--flag a b` written as `--flag a --flag b` for flags that take several values."""
    spread: list[str] = []
    flag: str | None = None
    for word in words:
        if word.startswith("-") and word != "-":
            flag = word if word in many else None
            spread.append(word)
        elif flag is not None and spread[-1] != flag:
            spread += [flag, word]
        else:
            spread.append(word)
    return spread

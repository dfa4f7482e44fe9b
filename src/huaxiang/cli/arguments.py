"""Arguments that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.domain.errors import OutOfRange, UserError
from huaxiang.domain.instants import Zone, parse_as_of

__all__ = ["AsJson", "AsOf", "Folder", "instant"]

Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="Project folder.", show_default=".")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="T", help="Instant or date; a date means the end of that local day.")
]


def instant(text: str | None, zone: Zone) -> int | None:
    """The instant of `--as-of` in µs; None when it was not given.

    Raises:
        UserError: It is neither an instant nor a date.
    """
    if text is None:
        return None
    try:
        return parse_as_of(text, zone)
    except OutOfRange as error:
        raise UserError(f"--as-of {text!r} is no date or instant: write 2025-11-11 or 2025-11-11T20:00:00Z") from error

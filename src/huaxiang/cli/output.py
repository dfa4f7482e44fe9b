"""What commands print: one JSON document or tables in the project's language on stdout, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from huaxiang.domain.instants import SECOND_US, Zone, from_iso, to_iso

__all__ = ["heading", "local_time", "number", "percent", "print_json", "print_line", "print_table", "progress"]

_WIDTH = 150


def print_json(document: Any) -> None:
    """Prints one JSON document, Chinese as it is."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def print_line(line: str = "") -> None:
    """Prints a line as it stands."""
    sys.stdout.write(f"{line}\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table; columns of numbers come as texts from `number` and `percent`."""
    headers = [Column(name, overflow="fold") for name in columns]
    table = Table(*headers, title=title or None, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*["" if cell is None else str(cell) for cell in row])
    _console().print(table, markup=False)


def _console() -> Console:
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _WIDTH, highlight=False, markup=False)


def progress(text: str) -> None:
    """Tells on stderr what long work is at."""
    sys.stderr.write(f"· {text}\n")
    sys.stderr.flush()


def number(value: int, language: str) -> str:
    """A count as people read it.

    >>> number(124_000, "zh"), number(320_000_000, "zh"), number(124_000, "en"), number(9_800, "zh")
    ('12.4万', '3.2亿', '124,000', '9,800')
    """
    if language == "zh":
        for unit, word in ((100_000_000, "亿"), (10_000, "万")):
            if abs(value) >= unit:
                return f"{value / unit:.1f}{word}"
    return f"{value:,}"


def percent(share: float | None) -> str:
    """A share of 0..1 in percent.

    >>> percent(0.1234), percent(None)
    ('12.3 %', '–')
    """
    return "–" if share is None else f"{share * 100:.1f} %"


def local_time(iso: str | None, zone: Zone) -> str:
    """An ISO instant as local time to the minute, empty for none.

    >>> local_time("2025-11-11T12:00:00.000000Z", Zone("Asia/Shanghai"))
    '2025-11-11 20:00'
    """
    if iso is None:
        return ""
    at = from_iso(iso)
    return to_iso(at + zone.offset(at))[:16].replace("T", " ")


def heading(document: dict[str, Any], zone: Zone, language: str) -> str:
    """The line that says as of when an answer is, its lag and its run."""
    at, days = local_time(document["as_of"], zone), int(document["lag_seconds"] * SECOND_US) // (86_400 * SECOND_US)
    if language == "zh":
        stale = f",已过期 {days} 天" if days else ""
        return f"数据截至 {at}({zone.name}){stale},批次 {document['run_id']}"
    stale = f", stale by {days} days" if days else ""
    return f"as of {at} ({zone.name}){stale}, run {document['run_id']}"

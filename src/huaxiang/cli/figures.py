"""Runs a measurement by name and prints its figures."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from huaxiang.cli.output import print_json, print_table, progress
from huaxiang.domain.errors import UnknownName, UserError

__all__ = ["NAMES", "print_figures", "run_figures"]

NAMES = ("build", "ingest", "identity", "segments", "interests", "journeys", "live", "audiences", "trials")


def run_figures(family: str, name: str, *, only: Collection[str] | None, folder: Path | None) -> dict[str, Any]:
    """The figures of `evaluate/<name>.py` (truth) or `evaluate/bench_<name>.py` (speed, size, peers).

    Raises:
        UnknownName: There is no such name.
        UserError: Nothing measures it yet.
    """
    if name not in NAMES:
        raise UnknownName("figures", name, NAMES)
    module = f"huaxiang.evaluate.{name}" if family == "evaluate" else f"huaxiang.evaluate.bench_{name}"
    if importlib.util.find_spec("huaxiang.evaluate") is None or importlib.util.find_spec(module) is None:
        raise UserError(f"`huaxiang {family} {name}` measures nothing in this version")
    run = importlib.import_module(module).run
    wanted = {"only": only or None, "progress": progress, "folder": folder}
    accepted = inspect.signature(run).parameters
    document: dict[str, Any] = run(**{key: value for key, value in wanted.items() if key in accepted})
    return document


def print_figures(document: dict[str, Any], *, as_json: bool) -> None:
    """Prints the figures, as JSON or as a table."""
    if as_json:
        print_json(document)
        return
    rows = [
        (each["key"], each["value"], each["unit"], each.get("against"), each.get("ratio"), each.get("reason"))
        for each in document["figures"]
    ]
    print_table(str(document["name"]), ("Figure", "Value", "Unit", "Against", "Ratio", "Reason"), rows)
    if "beside" in document:
        _print_beside(document["beside"])


def _print_beside(beside: Sequence[Mapping[str, Any]]) -> None:
    """Prints the peers, and a line for each further figure of a peer or of ours."""
    columns = ("peer", "what", "seconds", "peak_mb", "ours_seconds", "ours_peak_mb", "reason")
    rows = [[each.get(column) for column in columns] for each in beside]
    print_table("beside", ("Peer", "What", "Seconds", "MB", "Ours, seconds", "Ours, MB", "Reason"), rows)
    figures = [
        (each["peer"], each["what"], name, whose, value)
        for each in beside
        for whose, part in (("peer", "figures"), ("ours", "ours_figures"))
        for name, value in (each.get(part) or {}).items()
    ]
    if figures:
        print_table("figures beside", ("Peer", "What", "Figure", "Whose", "Value"), figures)

"""`huaxiang export`: any table as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.audiences.handing import check_target
from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line, progress
from huaxiang.domain.tables import table as documented
from huaxiang.project.export import export_table
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def export(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="Such as assignments, events or orders.")],
    folder: Folder = Path(),
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help=".csv, .xlsx, .parquet or .jsonl.")],
    as_json: AsJson = False,
) -> None:
    """Export a table; what the gate withholds is counted by reason."""
    documented(table)
    check_target(to)
    document = export_table(Project.open(folder), table, to)
    for reason, n_rows in document["withheld"].items():
        progress(f"withheld {n_rows:,} rows: {reason}")
    if as_json:
        print_json(document)
    else:
        print_line(f"{document['rows']:,} rows of {table} in {to}")

"""`huaxiang rejects`: rows and events that are not used."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import number, print_json, print_table
from huaxiang.domain.instants import to_iso
from huaxiang.logs.base import UNFOLDABLE
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_N_SHOWN = 50


@app.command()
def rejects(folder: Folder = Path(), *, as_json: AsJson = False) -> None:
    """Rows that are not used (异常数据), counted by source and reason."""
    project = Project.open(folder)
    meta = project.store().meta()
    rows = project.lake().read("rejects").to_pylist()
    log = project.log()
    refused, parked = log.refusals(), log.parked()
    log.close()
    counts = Counter((row["source"], row["reason"]) for row in rows)
    if as_json:
        by_reason = [{"source": s, "reason": r, "rows": n} for (s, r), n in sorted(counts.items())]
        head = {"as_of": to_iso(meta.as_of), "run_id": meta.run_id, "total": len(rows)}
        unfoldable = [asdict(each) for each in parked]
        events = {"refused_events": refused, "unfoldable_events": unfoldable}
        print_json({**head, "counts": by_reason, **events, "rejects": rows})
        return
    language = project.config.project.language
    is_zh = language == "zh"
    counted = [(source, reason, number(n, language)) for (source, reason), n in sorted(counts.items())]
    counted += [("log", reason, number(n, language)) for reason, n in refused.items()]
    columns = ("来源", "原因", "行数") if is_zh else ("Source", "Reason", "Rows")
    print_table("异常数据" if is_zh else "Rejects", columns, counted)
    headings = ("来源", "文件", "行", "原因", "原文") if is_zh else ("Source", "File", "Line", "Reason", "Raw")
    shown = [(row["source"], row["path"], row["line"], row["reason"], row["raw"][:60]) for row in rows[:_N_SHOWN]]
    shown += [("log", each.event_id, each.seq, UNFOLDABLE, f"{each.name}: {each.why}") for each in parked[:_N_SHOWN]]
    print_table("", headings, shown)

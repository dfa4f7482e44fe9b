"""What came in: rows used and rejected by source with their reasons, and how fresh each source is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow.compute as pc

from huaxiang.console.views.tables import read_columns
from huaxiang.project.readable import Readable

__all__ = ["rejects_of", "sources_of"]

_TIME_COLUMNS = {
    "events": "occurred_at",
    "orders": "placed_at",
    "texts": "occurred_at",
    "facts": "observed_at",
    "messages": "sent_at",
    "coupons": "issued_at",
    "consents": "given_at",
    "campaigns": "starts_at",
    "item_states": "observed_at",
}
"""Column that says how far a source reaches, by its table."""


def sources_of(project: Readable) -> list[dict[str, Any]]:
    """The sources of the last build, those with most rejected rows first.

    Returns:
        Per source name, table, rows, used, rejected, share (rejected ÷ rows, 0..1), newest_at (µs of its newest row
        of a past instant, None where its rows have no instant), reasons: (reason, rows), most first.
    """
    ingest = project.manifest()["stages"].get("ingest", {}).get("sources", {})
    reasons, tables = rejects_of(project), Counter(row["table"] for row in ingest.values())
    newest = _newest(project, set(tables))
    found = [
        {
            "name": name,
            "table": row["table"],
            "rows": row["rows_in"],
            "used": row["used"],
            "rejected": row["rejected"],
            "share": row["rejected"] / row["rows_in"] if row["rows_in"] else 0.0,
            "newest_at": newest.get((row["table"], name if tables[row["table"]] > 1 else None)),
            "reasons": reasons.get(name, Counter()).most_common(),
        }
        for name, row in ingest.items()
    ]
    return sorted(found, key=lambda row: (-row["rejected"], row["name"]))


def rejects_of(project: Readable) -> dict[str, Counter[str]]:
    """Rejected rows by source and reason."""
    rows = read_columns(project.lake(), "rejects", ("source", "reason"))
    counted = rows.group_by(["source", "reason"]).aggregate([([], "count_all")]).to_pylist()
    found: dict[str, Counter[str]] = {}
    for row in sorted(counted, key=lambda each: (each["source"], each["reason"])):
        found.setdefault(row["source"], Counter())[row["reason"]] = row["count_all"]
    return found


def _newest(project: Readable, tables: set[str]) -> dict[tuple[str, str | None], int]:
    """Newest instant by table and source, and of the whole table by (table, None); none later than the store's own."""
    as_of = project.store().meta().as_of
    found: dict[tuple[str, str | None], int] = {}
    for table in sorted(tables & _TIME_COLUMNS.keys()):
        column = _TIME_COLUMNS[table]
        rows = read_columns(project.lake(), table, ("source", column), where=pc.field(column) <= as_of)
        for row in rows.group_by("source").aggregate([(column, "max")]).to_pylist():
            found[table, row["source"]] = row[f"{column}_max"]
        if rows.num_rows:
            found[table, None] = pc.max(rows[column]).as_py()
    return found

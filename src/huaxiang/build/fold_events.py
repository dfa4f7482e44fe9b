"""Fold events of canonical events and of readings of texts: what an engine makes of the lake, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from huaxiang.build.catalogue_items import Categorise
from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.view import fold_table, own_paths, path_key

__all__ = ["MakeFoldEvents", "paths_of", "reading_rows"]

_WRITTEN = ("identity", "occurred_at", "day", "local_day", "local_hour", "text_id")


@dataclass(frozen=True, slots=True)
class MakeFoldEvents:
    """Fold events of table `events`, those of the readings of their texts beside them.

    Attributes:
        items: Items as `fold_items` gives them.
        paths: What `paths_of` gives of the same events.
        readings: Readings with the columns of `READINGS_SCHEMA`.
        zone: The project's zone.
        as_of: Instant in µs; later events are left out.
    """

    items: pa.Table
    paths: pa.Table
    readings: pa.Table
    zone: Zone
    as_of: int

    def __call__(self, session: Session, rows: Any) -> Any:
        """Ibis table with the columns of `FOLD_SCHEMA` of an Ibis table with those of table `events`."""
        events = rows.filter(rows.occurred_at <= self.as_of)
        items, paths = session.arrow(self.items, "fold_items"), session.arrow(self.paths, "own_paths")
        made = fold_table(events, items, paths, zone=self.zone)
        if not self.readings.num_rows:
            return made
        written = fold_table(events.filter(events.text_id.notnull()), items, paths, zone=self.zone)
        return made.union(reading_rows(written, session.arrow(self.readings, "text_readings")))


def paths_of(lake: Lake, session: Session, categorise: Categorise, *, as_of: int) -> pa.Table:
    """The category labels that events name themselves (path: their `path_key`) with their slugs own_l1 to own_l3."""
    events = lake.scan("events", session)
    labels = session.collect(own_paths(events.filter(events.occurred_at <= as_of)))
    found = [tuple(row[f"own_{level}"] for level in ("l1", "l2", "l3")) for row in labels.to_pylist()]
    slugs = [categorise(path) for path in found]
    columns: dict[str, list[str | None]] = {"path": [path_key(*path) for path in found]}
    columns |= {f"own_l{at + 1}": [each[at] for each in slugs] for at in range(3)}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def reading_rows(written: Any, readings: Any) -> Any:
    """`domain.readings.reading_event` as an expression over fold events of texts (equal by property test)."""
    written = written.filter(written.text_id.notnull()).select(*_WRITTEN)
    rows = readings.join(written, "text_id")
    separator = ibis.literal(":")
    span = rows.text_id.concat(separator, rows.start.cast("string"), separator, rows.end.cast("string"))
    rows = rows.mutate(
        name=ibis.literal("interest_read"),
        interest=rows.tag_key,
        span=span.concat(separator, rows.level),
    )
    missing = {
        field.name: ibis.null("int64" if field.type == pa.int64() else "string")
        for field in FOLD_SCHEMA
        if field.name not in rows.columns
    }
    return rows.mutate(**missing).select(*FOLD_SCHEMA.names)

"""The columns that say what happened: one, or a finer one beside a coarser one that fills its gaps."""

from __future__ import annotations

from collections import Counter

from huaxiang.ingest.propose.behaviours import behaviour_share
from huaxiang.ingest.propose.names import name_evidence
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["event_columns", "event_values"]

_SAID, _ALWAYS, _MOST_VALUES = 2.0, 0.95, 40


def event_columns(table: SeenTable) -> tuple[str, ...]:
    """The columns whose first filled cell says what happened, finest first; empty without any."""
    column = table.first("event")
    if column is None:
        return ()
    for other in table.view.profiles:
        if other.name == column or table.columns[other.name].role not in ("other", "status", "category", "trait"):
            continue
        named = name_evidence(other.name, table=table.name).get("event", 0.0) if table.view.has_names else 0.0
        if named < _SAID or other.n_distinct > _MOST_VALUES or behaviour_share(other.top) < 0.3:
            continue
        finer, coarser = sorted((table.profile(column), other), key=lambda p: p.present)
        if finer.present < _ALWAYS < coarser.present:
            return finer.name, coarser.name
    return (column,)


def event_values(table: SeenTable) -> tuple[tuple[str, int], ...]:
    """What the columns of `event_columns` say with the rows of each, most frequent first."""
    columns = event_columns(table)
    if len(columns) < 2:
        return table.profile(columns[0]).top if columns else ()
    finer, coarser = (table.profile(column) for column in columns)
    rows = [a if a >= 0 else len(finer.distinct) + b for a, b in zip(finer.codes, coarser.codes, strict=True)]
    words = (*finer.distinct, *coarser.distinct)
    counted = Counter(words[row] for row in rows if row >= 0)
    return tuple(counted.most_common(_MOST_VALUES))

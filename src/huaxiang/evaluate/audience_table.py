"""The peer of `bench audiences`: DuckDB over a long table of the same people, tags and gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from huaxiang.audiences.holders import Values
from huaxiang.audiences.numbers import Numbers
from huaxiang.audiences.tag_bits import Cell
from huaxiang.evaluate.audience_world import Planned
from huaxiang.tags.expressions import Expression, Term, terms_of
from huaxiang.tags.expressions.terms import And, Comparison, Interest, Not, Or, Tag

__all__ = ["LongTable"]

_STANCES = (None, "prefer", "avoid")


class LongTable:
    """One row for each person and tag, sorted by tag; counted by one scan of the tags asked for, grouped by person."""

    def __init__(self, n_people: int, excluded: Mapping[str, Numbers]) -> None:
        self._db = duckdb.connect()
        self._db.execute("SET enable_progress_bar = false")
        self._tags: dict[str, int] = {}
        is_eligible = np.ones(n_people, dtype=np.bool_)
        for numbers in excluded.values():
            is_eligible[numbers] = False
        people = pa.table({"person": np.arange(n_people, dtype=np.int32), "is_eligible": is_eligible})
        self._insert("people", people, "person INTEGER, is_eligible BOOLEAN")
        columns = "person INTEGER, tag SMALLINT, score SMALLINT, stance TINYINT, passes BOOLEAN"
        self._db.execute(f"CREATE TABLE held ({columns})")

    def _insert(self, name: str, rows: pa.Table, columns: str) -> None:
        self._db.register("fresh", rows)
        self._db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
        self._db.execute(f"INSERT INTO {name} SELECT * FROM fresh")
        self._db.unregister("fresh")

    def add(self, tag: Planned, cells: Mapping[Cell, tuple[Numbers, Values]]) -> int:
        """Adds a tag's holders; returns their number."""
        number = self._tags.setdefault(tag.key, len(self._tags))
        n_rows = 0
        for cell, (numbers, scores) in cells.items():
            rows = {
                "person": numbers.astype(np.int32),
                "tag": np.full(len(numbers), number, dtype=np.int16),
                "score": scores.astype(np.int16),
                "stance": np.full(len(numbers), _STANCES.index(cell.stance), dtype=np.int8),
                "passes": np.full(len(numbers), cell.reason is None),
            }
            n_rows += len(numbers)
            self._db.register("fresh", pa.table(rows))
            self._db.execute("INSERT INTO held SELECT * FROM fresh")
            self._db.unregister("fresh")
        return n_rows

    def count(self, expression: Expression) -> int:
        """People who meet the expression by passing tags and may be in an audience."""
        terms = list(dict.fromkeys(terms_of(expression)))
        asked = sorted({self._tags[key] for term in terms for key in _keys(term) if key in self._tags})
        flags = ", ".join(f"bool_or({self._condition(term)}) AS t{at}" for at, term in enumerate(terms))
        met = _condition_of(expression, {term: f"coalesce(t{at}, false)" for at, term in enumerate(terms)})
        wanted = ", ".join(map(str, asked)) or "-1"
        row = self._db.execute(
            f"""SELECT count(*) FROM people LEFT JOIN (
                SELECT person, {flags} FROM held WHERE passes AND tag IN ({wanted}) GROUP BY person
            ) AS own USING (person) WHERE is_eligible AND {met}"""
        ).fetchone()
        return int(row[0]) if row else 0

    def _condition(self, term: Term) -> str:
        numbers = [str(self._tags[key]) for key in _keys(term) if key in self._tags]
        named = f"tag IN ({', '.join(numbers) or '-1'})"
        if isinstance(term, Interest):
            if term.stance is None:
                return f"{named} AND stance <> {_STANCES.index('avoid')}"
            return f"{named} AND stance = {_STANCES.index(term.stance)}"
        comparison: Comparison | None = getattr(term, "comparison", None)
        return named if comparison is None else f"{named} AND score {comparison.operator} {comparison.value}"

    def close(self) -> None:
        """Frees the table."""
        self._db.close()


def _keys(term: Term) -> Iterable[str]:
    if isinstance(term, Tag):
        return (term.key,)
    return term.keys if isinstance(term, Interest) else ()


def _condition_of(expression: Expression, names: Mapping[Any, str]) -> str:
    if isinstance(expression, Not):
        return f"NOT ({_condition_of(expression.part, names)})"
    if isinstance(expression, And | Or):
        word = " AND " if isinstance(expression, And) else " OR "
        return f"({word.join(_condition_of(part, names) for part in expression.parts)})"
    return names[expression]

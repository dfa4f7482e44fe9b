"""Keys that tables share, found by their values; and what a key says of an unknown column that holds the same."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.ingest.propose.names import key_name
from huaxiang.ingest.propose.profile import ColumnProfile
from huaxiang.ingest.propose.proposal import Join
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["evidence_of_joins", "find_joins"]

_KEYS = ("person", "order", "item", "session", "campaign", "coupon")
_LEAST_SHARE, _LEAST_VALUES = 0.3, 12
_MOST_VALUES = 50_000


def _could_be_key(p: ColumnProfile) -> bool:
    is_plain = p.time is None or (p.share["integer"] > 0.9 and p.unique > 0.5)
    return is_plain and p.n_distinct >= _LEAST_VALUES and p.share["fraction"] < 0.05 and p.mean_length <= 80


def _is_dense(p: ColumnProfile) -> bool:
    """Numbers from a small start with few gaps: those of two tables meet by chance."""
    return p.share["integer"] > 0.99 and p.high - p.low < 20 * p.n_distinct and p.high < 1e7


def find_joins(tables: Sequence[SeenTable]) -> list[Join]:
    """Pairs of columns of different tables that hold the same keys, best first."""
    columns = [
        (table, p, frozenset(value.removesuffix(".0") for value in p.distinct[:_MOST_VALUES]))
        for table in tables
        for p in table.view.profiles
        if _could_be_key(p) and table.columns[p.name].role in (*_KEYS, "other", "category", "line")
    ]
    found = []
    for number, (left, a, left_values) in enumerate(columns):
        for right, b, right_values in columns[number + 1 :]:
            if left is right:
                continue
            share = len(left_values & right_values) / min(len(left_values), len(right_values))
            if share < _LEAST_SHARE or (_is_dense(a) and _is_dense(b) and not _share_name(left, a, right, b)):
                continue
            role = _role(left, a, right, b)
            found.append(Join((left.name, a.name), (right.name, b.name), role, share))
    return sorted(found, key=lambda each: (-each.share, each.left, each.right))


def _share_name(left: SeenTable, a: ColumnProfile, right: SeenTable, b: ColumnProfile) -> bool:
    return key_name(a.name, table=left.name) == key_name(b.name, table=right.name)


def _role(left: SeenTable, a: ColumnProfile, right: SeenTable, b: ColumnProfile) -> str:
    """The role of the side that is surer of it."""
    guesses = [left.columns[a.name], right.columns[b.name]]
    keys = sorted((g for g in guesses if g.role in _KEYS), key=lambda g: -g.confidence)
    return keys[0].role if keys else "other"


def evidence_of_joins(
    tables: Sequence[SeenTable], joins: Sequence[Join]
) -> dict[str, dict[tuple[str, str], tuple[float, Reason]]]:
    """Table → (column, role) → evidence and reason, for columns whose partner is surer of its role."""
    by_name = {table.name: table for table in tables}
    found: dict[str, dict[tuple[str, str], tuple[float, Reason]]] = {table.name: {} for table in tables}
    for join in joins:
        if join.role == "other":
            continue
        for own, other in ((join.left, join.right), (join.right, join.left)):
            guess, partner = by_name[own[0]].columns[own[1]], by_name[other[0]].columns[other[1]]
            if guess.role == join.role or partner.role != join.role or partner.confidence <= guess.confidence:
                continue
            reason = Reason("overlap", (other[0], other[1], str(round(join.share * 100))))
            found[own[0]].setdefault((own[1], join.role), (2.5 * join.share, reason))
    return found

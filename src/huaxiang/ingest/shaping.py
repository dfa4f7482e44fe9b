"""Rows of a file that are not one canonical row each: orders of lines, repeated things, several items in one cell."""

from __future__ import annotations

from huaxiang.domain.tables import TABLES
from huaxiang.ingest.amounts import with_returns
from huaxiang.ingest.expressions import identifier, literal
from huaxiang.ingest.mapping import SourceSpec

__all__ = ["shaped"]

_AMOUNTS = ("gross_minor", "discount_minor", "refund_minor", "net_minor")


def shaped(rows: str, spec: SourceSpec) -> str:
    """The query of canonical rows as the source says that its raw rows are to be taken.

    Args:
        rows: Query of one canonical row a raw row, each with `_id`.
        spec: The source, its `rows` and `split`.

    Returns:
        The same query where each raw row is one canonical row; else one whose `_lines` counts the raw rows behind.
    """
    if spec.table == "orders":
        return with_returns(_orders(rows, spec.rows) if spec.rows in ("lines", "repeated") else rows)
    if spec.split:
        rows = _split(rows, spec)
    if spec.rows == "repeated":
        return _shared(rows)
    return _one_of_key(rows, spec) if spec.rows == "distinct" else rows


def _orders(rows: str, how: str) -> str:
    """Orders of lines: amounts added up, or taken once where every row repeats the order's."""
    once = "sum({0})::BIGINT" if how == "lines" else "arg_max({0}, abs({0}))"
    sums = ", ".join(f"{once.format(column)} AS {column}" for column in _AMOUNTS)
    return (
        "SELECT order_id, min(_identities)[1] AS person_id, min(placed_at) AS placed_at, min(paid_at) AS paid_at,"
        f" max(closed_at) AS closed_at, {sums}, min(currency) AS currency,"
        " coalesce(min(status) FILTER (status <> 'cancelled'), min(status)) AS status,"
        " min(channel) AS channel, min(source) AS source, min(_identities) AS _identities, min(_id) AS _id,"
        f" count(*) AS _lines FROM ({rows}) GROUP BY order_id"
    )


def _one_of_key(rows: str, spec: SourceSpec) -> str:
    """One row a key (an item, or a person with the same traits), with the number of raw rows it stands for."""
    lines = "sum(_lines)::BIGINT" if spec.split else "count(*)"
    if spec.table == "people":
        return (
            "SELECT min(observed_at) AS observed_at, traits, _identities, min(_id) AS _id, count(*) AS _lines"
            f" FROM ({rows}) GROUP BY _identities, traits"
        )
    key = ", ".join(identifier(column) for column in spec.plan.key)
    columns = [each.name for each in TABLES[spec.table].schema if each.name not in spec.plan.key]
    firsts = ", ".join(f"min({identifier(column)}) AS {identifier(column)}" for column in columns)
    return f"SELECT {key}, {firsts}, min(_id) AS _id, {lines} AS _lines FROM ({rows}) GROUP BY {key}"


def _split(rows: str, spec: SourceSpec) -> str:
    """A row for each of the items in a cell; a line's amount and pieces are shared, the first get what is over."""
    new = {"item_id": "_part", "_id": "CASE WHEN _k = 1 THEN _id ELSE _id || chr(31) || _k END"}
    if spec.table == "items":
        new["title"] = "CASE WHEN title = _whole OR contains(title, _sign) THEN _part ELSE title END"
    else:
        new["amount_minor"] = _share("amount_minor")
        new["quantity"] = f"greatest(1, {_share('quantity')})"
    changes = ", ".join(f"{expression} AS {column}" for column, expression in new.items())
    parts = (
        f"list_filter(list_transform(string_split(item_id, {literal(spec.split)}), lambda x: trim(x)),"
        " lambda x: x <> '')"
    )
    whole = f"SELECT *, item_id AS _whole, {literal(spec.split)} AS _sign, {parts} AS _found FROM ({rows})"
    listed = f"SELECT *, CASE WHEN len(_found) > 0 THEN _found ELSE [item_id] END AS _parts FROM ({whole})"
    each = (
        f"SELECT *, unnest(_parts) AS _part, unnest(range(1, len(_parts) + 1)) AS _k, len(_parts) AS _n FROM ({listed})"
    )
    hidden = "_whole, _sign, _found, _parts, _part, _k, _n"
    return (
        f"SELECT * EXCLUDE ({hidden}) REPLACE ({changes}), CASE WHEN _k = 1 THEN 1 ELSE 0 END AS _lines FROM ({each})"
    )


def _shared(rows: str) -> str:
    """Lines that repeat the order's amount share it evenly."""
    numbered = (
        "SELECT *, count(*) OVER (PARTITION BY order_id) AS _n,"
        f" row_number() OVER (PARTITION BY order_id ORDER BY item_id, _id) AS _k FROM ({rows})"
    )
    return f"SELECT * EXCLUDE (_n, _k) REPLACE ({_share('amount_minor')} AS amount_minor) FROM ({numbered})"


def _share(column: str) -> str:
    """The `_k`-th of `_n` whole shares that add up to the number, of either sign."""
    even = f"(abs({column}) // _n + CASE WHEN _k <= abs({column}) % _n THEN 1 ELSE 0 END)"
    return f"(sign({column}) * {even})::BIGINT"

"""Every table's Arrow schema, each column documented with its unit; the one place where columns are named."""

from __future__ import annotations

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.table import Column, Table
from huaxiang.domain.tables_derived import DERIVED
from huaxiang.domain.tables_given import GIVEN

__all__ = ["TABLES", "Column", "Table", "table"]

TABLES: dict[str, Table] = {each.name: each for each in (*GIVEN, *DERIVED)}


def table(name: str) -> Table:
    """The table of that name.

    Raises:
        UnknownName: There is none; the nearest names are given.
    """
    if name not in TABLES:
        raise UnknownName("table", name, TABLES)
    return TABLES[name]

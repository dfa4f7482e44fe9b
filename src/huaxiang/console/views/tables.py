"""Some columns of a lake's table: what pages need of large tables, and nothing more in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from huaxiang.domain.tables import table
from huaxiang.engines.lake import Lake

__all__ = ["read_columns"]


def read_columns(lake: Lake, name: str, columns: Sequence[str], *, where: Any = None) -> pa.Table:
    """Columns of a documented table, rows in the files' order; without rows where the table has no files.

    Args:
        where: A pyarrow.dataset expression that rows must meet; all rows when None.
    """
    schema = pa.schema([table(name).schema.field(column) for column in columns])
    files = [str(path) for path in lake.files(name)]
    if not files:
        return schema.empty_table()
    return ds.dataset(files, format="parquet").to_table(columns=list(columns), filter=where).cast(schema)

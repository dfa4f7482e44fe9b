"""Tables as `sniff` gives them, from rows of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from huaxiang.ingest.propose.seen import SeenTable, look
from huaxiang.ingest.sniffing import SniffedTable

Make = Callable[..., SniffedTable]


def sniffed(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, header: bool = True
) -> SniffedTable:
    """A table of these rows, missing cells empty."""
    cells = [[None if row[n] in ("", None) else str(row[n]) for row in rows] for n in range(len(columns))]
    sample = pa.table({column: pa.array(each, pa.string()) for column, each in zip(columns, cells, strict=True)})
    form = {} if header else {"header": False, "columns": list(columns)}
    path = Path(f"/raw/{name}.csv")
    return SniffedTable(name, path, "csv", form, header, tuple(columns), sample.slice(0, 20), sample, len(rows), True)


@pytest.fixture
def table() -> Make:
    return sniffed


@pytest.fixture
def seen() -> Callable[..., SeenTable]:
    def make(
        name: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, header: bool = True, **pins: str
    ) -> SeenTable:
        found = look(sniffed(name, columns, rows, header=header), pins=pins, day_first=False)
        found.assign()
        return found

    return make


@pytest.fixture
def orders() -> list[tuple[object, ...]]:
    """200 lines of 80 orders of 25 people: order, person, when, item, pieces, price."""
    rows: list[tuple[object, ...]] = []
    for number in range(200):
        order = number * 80 // 200
        at = f"2024-03-{1 + order // 4:02d} {8 + order % 12:02d}:{order % 60:02d}:07"
        rows.append(
            (
                9000 + order,
                100 + order * 7 % 25,
                at,
                f"P{number * 13 % 40:03d}",
                1 + number % 5 // 4,
                f"{3 + number * 13 % 40 / 7:.2f}",
            )
        )
    return rows

"""What people did, one event name at a time, as arrays: `did(…)` is counted on them without reading events again."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.numbers import bitmap_from
from huaxiang.domain.events import ADMINISTRATIVE, FOLD_SCHEMA
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.tags.expressions.terms import Comparison, Did

__all__ = ["COLUMNS", "TABLE", "Occurred", "held_by", "n_times", "numbers_of", "read_occurred", "write_occurrences"]

TABLE = "occurrences"
"""Folder of the lake: the events of every person by name, sorted by name, person and time."""
_PEOPLE = "occurrence_people"
_NUMBERS = ("quantity", "amount_minor")
_TEXTS = ("l1", "l2", "l3", "brand", "channel")
COLUMNS = frozenset({*_NUMBERS, *_TEXTS})
"""Columns that a `where` may look at here; others are read from the events themselves."""
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARE = {
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}


def write_occurrences(lake: Lake, session: Session) -> int:
    """Writes the table of a build whose fold events and identities are in the lake; returns its rows."""
    events = session.parquet(lake.files("fold_events"), FOLD_SCHEMA)
    events = events.filter(~events.name.isin(sorted(ADMINISTRATIVE)))
    people = _people(lake)
    lake.write_internal(_PEOPLE, people)
    numbered = session.arrow(people, "numbered_people")
    owners = lake.scan("identities", session).select("identity", "person_id").inner_join(numbered, "person_id")
    kept = ("name", "person", "person_id", "occurred_at", *_NUMBERS, *_TEXTS)
    rows = events.inner_join(owners, "identity").select(*kept)
    return session.write(rows.order_by("name", "person", "occurred_at"), lake.part(TABLE, "part-0"))


def _people(lake: Lake) -> pa.Table:
    """Everyone of the build with a number: texts are slow to read by the million."""
    ids = pc.unique(lake.read("identities")["person_id"]).drop_null().sort()
    return pa.table({"person_id": ids, "person": pa.array(range(len(ids)), pa.int64())})


@dataclass(frozen=True)
class Occurred:
    """The events of one name.

    Attributes:
        ids: Ids of all people of the build, each once.
        person: Place among `ids`, per event.
        at: µs UTC, per event.
        columns: What a `where` may look at, per event.
    """

    ids: pa.Array
    person: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    columns: dict[str, Any] = field(default_factory=dict)


def read_occurred(lake: Lake, name: str, columns: Collection[str]) -> Occurred | None:
    """The events of a name with these columns; None where the lake has no such table, or not of that name."""
    files = lake.files(TABLE)
    if not files or name in ADMINISTRATIVE or not COLUMNS.issuperset(columns):
        return None
    wanted = ["person", "occurred_at", *sorted(columns)]
    rows = pa.concat_tables([_rows_of(pq.ParquetFile(path), name, wanted) for path in files])
    people = pa.concat_tables([pq.read_table(path, partitioning=None) for path in lake.files(_PEOPLE)])
    ids = np.full(pc.max(people["person"]).as_py() + 1 if people.num_rows else 0, "", dtype=object)
    ids[people["person"].to_numpy()] = people["person_id"].to_numpy(zero_copy_only=False)
    texts = {each: rows[each].combine_chunks() for each in sorted(columns)}
    return Occurred(pa.array(ids, pa.string()), rows["person"].to_numpy(), rows["occurred_at"].to_numpy(), texts)


def _rows_of(file: pq.ParquetFile, name: str, wanted: list[str]) -> pa.Table:
    """The rows of a name; only the groups of rows that may hold it are read."""
    place = file.schema_arrow.get_field_index("name")
    whole, mixed = [], []
    for number in range(file.num_row_groups):
        found = file.metadata.row_group(number).column(place).statistics
        if found is None or not found.has_min_max or found.min != found.max:
            mixed.append(number)
        elif found.min == name:
            whole.append(number)
    rows = file.read_row_groups(mixed, columns=["name", *wanted])
    some = rows.filter(pc.equal(rows["name"], name)).select(wanted)
    return pa.concat_tables([file.read_row_groups(whole, columns=wanted), some])


def n_times(occurred: Occurred, term: Did, *, as_of: int, numbers: npt.NDArray[np.int64], n_people: int) -> Any:
    """How often each person met the conditions of a term, by person number.

    Args:
        numbers: Number of each of the people of `occurred.ids`, −1 for who is nobody any more.
    """
    kept = occurred.at <= as_of
    if term.within_us is not None:
        kept &= occurred.at > as_of - term.within_us
    for each in term.where:
        kept &= _mask(occurred.columns[each.column], each.comparison)
    people = numbers[occurred.person[kept]]
    return np.bincount(people[people >= 0], minlength=n_people)


def _mask(column: Any, comparison: Comparison) -> npt.NDArray[np.bool_]:
    """Which values meet a comparison; a missing value never does."""
    value = comparison.value
    if not isinstance(value, str):
        column, value = pc.cast(column, pa.float64()), float(value)
    met = pc.fill_null(_COMPARE[comparison.operator](column, pa.scalar(value)), False)
    return np.asarray(met.to_numpy(zero_copy_only=False), dtype=np.bool_)


def held_by(times: npt.NDArray[np.int64], comparison: Comparison) -> BitMap:
    """Numbers of the people whose count meets a comparison."""
    return bitmap_from(np.flatnonzero(_SIGNS[comparison.operator](times, comparison.value)))


def numbers_of(ids: pa.Array, index: PeopleBitmaps, current: Callable[[str], str]) -> npt.NDArray[np.int64]:
    """Person number of each id, under who they are now; −1 for who is nobody any more.

    Args:
        current: The id that a former id has now.
    """
    known = index.people.id_array
    found = pc.fill_null(pc.index_in(ids, value_set=known), -1)
    numbers = np.array(found.to_numpy(zero_copy_only=False), dtype=np.int64)
    for place in np.flatnonzero(numbers < 0):
        now = pc.index_in(pa.scalar(current(ids[place].as_py()), pa.string()), value_set=known).as_py()
        numbers[place] = -1 if now is None else now
    return numbers

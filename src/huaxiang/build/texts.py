"""Reads every personal text of the lake once: table `interests` before people are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.profiles import Item
from huaxiang.domain.readings import PERSONAL_KINDS, TextReading, reading_id
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake

__all__ = ["READINGS_SCHEMA", "read_texts", "write_readings"]

ReadText = Callable[[str, str, str | None], Sequence[TextReading]]
_N_REMEMBERED = 300_000
READINGS_SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("text_id", pa.string()),
        ("tag_key", pa.string()),
        ("stance", pa.string()),
        ("owner", pa.string()),
        ("strength", pa.int64()),
        ("confidence_milli", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("level", pa.string()),
    ]
)


class _Remembered:
    """Reads each distinct text once: searches and short reviews come again and again. It lives for one build."""

    def __init__(self, read_text: ReadText, dropped: Counter[str]) -> None:
        self._read_text, self._dropped = read_text, dropped
        self._known: dict[tuple[str, str, str | None], tuple[Sequence[TextReading], Counter[str]]] = {}

    def read(self, text: str, kind: str, title: str | None) -> Sequence[TextReading]:
        """The readings of the text; what was dropped from them counts each time."""
        known = self._known.get((text, kind, title))
        if known is not None:
            self._dropped.update(known[1])
            return known[0]
        before = Counter(self._dropped)
        readings = self._read_text(text, kind, title)
        if len(self._known) < _N_REMEMBERED:
            self._known[text, kind, title] = readings, self._dropped - before
        return readings


def read_texts(
    lake: Lake,
    items: Sequence[Item],
    read_text: ReadText,
    *,
    dropped: Counter[str],
    as_of: int,
) -> pa.Table:
    """Readings of all texts of personal kinds not later than as_of, with the columns of `READINGS_SCHEMA`.

    The item's title is the context of a text about an item, as it is live.

    Args:
        dropped: What `read_text` counts of readings that it does not give.
    """
    texts = lake.read("texts")
    texts = texts.filter(pc.less_equal(texts["occurred_at"], as_of))
    titles = {item.item_id: item.title for item in items}
    remembered = _Remembered(read_text, dropped)
    columns: list[list[object]] = [[] for _ in READINGS_SCHEMA]
    names = ("text_id", "kind", "text", "item_id")
    for text_id, kind, text, item_id in zip(*(texts[name].to_pylist() for name in names), strict=True):
        if kind not in PERSONAL_KINDS:
            continue
        for reading in remembered.read(text, kind, titles.get(item_id)):
            row = (
                reading_id(text_id, reading),
                text_id,
                reading.tag_key,
                reading.stance,
                reading.owner,
                reading.strength,
                reading.confidence_milli,
                reading.start,
                reading.end,
                reading.level,
            )
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(columns, READINGS_SCHEMA, strict=True)], schema=READINGS_SCHEMA
    )


def write_readings(
    lake: Lake,
    session: Session,
    readings: pa.Table,
    identities: pa.Table,
    *,
    withheld: Callable[[str | None, str], bool],
) -> None:
    """Writes table `interests`: the readings with their person and instant, as the fold events have them.

    Args:
        withheld: Whether a reading of (person id, tag key) stays out: its person refuses profiling, or did not
            consent to the sensitive branch.
    """
    events = session.parquet(lake.files("fold_events"), FOLD_SCHEMA)
    events = events.filter(events.name == "interest_read").select("event_id", "identity", "occurred_at")
    owners = session.arrow(identities.select(["identity", "person_id"]), "reading_owners")
    rows = session.arrow(readings, "readings").join(events, "event_id").left_join(owners, "identity")
    found = session.collect(rows.select(*table("interests").names))
    pairs = zip(found["person_id"].to_pylist(), found["tag_key"].to_pylist(), strict=True)
    kept = found.filter(pa.array([not withheld(person, key) for person, key in pairs], pa.bool_()))
    lake.write("interests", kept)

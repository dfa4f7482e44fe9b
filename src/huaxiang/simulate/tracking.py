"""The tracking events of a block as one Arrow table in order of arrival, with the faults that real files have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huaxiang.domain.instants import HOUR_US, SECOND_US
from huaxiang.simulate.catalogue import Catalogue
from huaxiang.simulate.happenings import PAGES, ZONES, Happening
from huaxiang.simulate.identities import Contacts, Handles
from huaxiang.simulate.journeys import CHANNELS
from huaxiang.simulate.people import People
from huaxiang.simulate.scene import Scene
from huaxiang.simulate.steps import Steps

__all__ = ["BREAKAGES", "TRACKING_SCHEMA", "Tracked", "session_name", "track"]

_TEXT = pa.dictionary(pa.int32(), pa.string())
_AT = pa.timestamp("us", tz="UTC")
BREAKAGES = ("no_time", "absurd_time", "no_name")
TRACKING_SCHEMA = pa.schema(
    [("message_id", pa.string()), ("event", _TEXT), ("timestamp", _AT), ("received_at", _AT)]
    + [(name, _TEXT) for name in ("user_id", "device_id", "anonymous_id", "openid", "session_id", "item_id")]
    + [("order_id", pa.string()), ("quantity", pa.int64()), ("amount_fen", pa.int64())]
    + [(name, _TEXT) for name in ("channel", "device", "page", "zone")]
    + [("dwell_ms", pa.int64()), ("query", _TEXT)]
)
_NUMBERS = ("item", "order", "quantity", "amount", "page", "zone", "dwell", "text")
_ABSURD_US = 4_070_908_800_000_000  # 2099-01-01
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


@dataclass(frozen=True)
class Tracked:
    """Events of a block, sorted by arrival; `counts` are the planted faults, `searches` the truth of queries.

    `searches` = (message ids, template numbers, texts) of the searches.
    """

    rows: pa.Table
    counts: dict[str, int]
    searches: tuple[list[str], np.ndarray, list[str]]


@dataclass(frozen=True)
class _Columns:
    """Columns of the block's events before they become text, arrays of shape (n_events,)."""

    name: np.ndarray
    names: list[str]
    visit: np.ndarray
    time: np.ndarray
    numbers: dict[str, np.ndarray]

    def take(self, rows: np.ndarray) -> _Columns:
        """The events at these rows."""
        numbers = {name: column[rows] for name, column in self.numbers.items()}
        return _Columns(self.name[rows], self.names, self.visit[rows], self.time[rows], numbers)


def _gather(happenings: Sequence[Happening]) -> _Columns:
    names = sorted({each.name for each in happenings})
    sizes = [each.time.size for each in happenings]
    numbers = {}
    for column in _NUMBERS:
        parts = [each.columns.get(column, np.full(size, -1)) for each, size in zip(happenings, sizes, strict=True)]
        numbers[column] = np.concatenate(parts)
    return _Columns(
        name=np.repeat([names.index(each.name) for each in happenings], sizes),
        names=names,
        visit=np.concatenate([each.visit for each in happenings]),
        time=np.concatenate([each.time for each in happenings]),
        numbers=numbers,
    )


def message_ids(n: int, rng: np.random.Generator) -> pa.Array:
    """Random ids of 16 hex digits."""
    raw = rng.integers(0, 256, (n, 8), dtype=np.uint8)
    digits = np.empty((n, 16), dtype=np.uint8)
    digits[:, 0::2], digits[:, 1::2] = _HEX[raw >> 4], _HEX[raw & 15]
    offsets = np.arange(0, 16 * (n + 1), 16, dtype=np.int32)
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(digits.tobytes()))


def session_name(block: int, visit: int) -> str:
    """The sender's session id of a visit."""
    return f"s{block}-{visit}"


def _coded(codes: np.ndarray, values: Sequence[str | None] | pa.Array, missing: np.ndarray | None = None) -> pa.Array:
    """Text by code; null where the code is negative or `missing`."""
    gone = codes < 0 if missing is None else (codes < 0) | missing
    words = values if isinstance(values, pa.Array) else pa.array([value or "" for value in values], pa.string())
    distinct = words.dictionary_encode()
    places = np.asarray(distinct.indices)[np.where(gone, 0, codes)]
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=gone), distinct.dictionary)


def _integers(values: np.ndarray) -> pa.Array:
    return pa.array(values, pa.int64(), mask=values < 0)


def track(
    scene: Scene, people: People, steps: Steps, who: tuple[Handles, Contacts], happenings: Sequence[Happening]
) -> Tracked:
    """The block's tracking table: late, doubled, broken and nameless events in their planted shares."""
    faults, columns = scene.rng("faults"), _gather(happenings)
    p, n = scene.parameters.faults, columns.time.size
    ids = message_ids(n, scene.rng("message ids"))
    delay = np.exp(faults.normal(np.log(2.0), 0.8, n)) * SECOND_US
    late = faults.random(n) < p.late_share
    slow = np.exp(faults.normal(np.log(p.late_median_hours), 1.0, n)) * HOUR_US + HOUR_US
    received = columns.time + np.where(late, np.minimum(slow, 20 * 24 * HOUR_US), delay).astype(np.int64)
    nameless = faults.random(n) < p.without_identity_share
    broken = np.where(faults.random(n) < p.broken_share, faults.integers(len(BREAKAGES), size=n), -1)
    texts = _queries(scene, columns, steps, ids)
    twice = np.flatnonzero((faults.random(n) < p.duplicated_share) & (broken < 0))
    again = received[twice] + (faults.exponential(600, twice.size) * SECOND_US).astype(np.int64) + SECOND_US
    row, arrival = np.concatenate([np.arange(n), twice]), np.concatenate([received, again])
    arrival = _before_end(arrival, columns.time[row], scene.calendar.end_us)
    sort = np.lexsort((row, arrival))
    row = row[sort]
    faulty = (arrival[sort], nameless[row], broken[row])
    rows = _table(scene, people, steps, who, (columns.take(row), ids.take(pa.array(row)), texts[2], faulty))
    counts = {
        "late": int(late.sum()),
        "duplicated": int(twice.size),
        "without_identity": int((nameless & (broken < 0)).sum()),
    }
    counts |= {f"broken_{kind}": int((broken == code).sum()) for code, kind in enumerate(BREAKAGES)}
    return Tracked(rows, {"events": n, **counts}, texts)


def _before_end(arrival: np.ndarray, time: np.ndarray, end: int) -> np.ndarray:
    """Arrivals after the end, which no file could hold yet, moved between their event and the end."""
    room = np.maximum(end - time, 0)
    return np.where(arrival < end, arrival, time + arrival % np.maximum(room, 1))


def _queries(scene: Scene, columns: _Columns, steps: Steps, ids: pa.Array) -> tuple[list[str], np.ndarray, list[str]]:
    """Message ids, templates and texts of the searches; column `query` of `columns` becomes their place."""
    is_search = columns.name == columns.names.index("products_searched")
    rows = np.flatnonzero(is_search & (columns.numbers["text"] >= 0))
    template = columns.numbers["text"][rows]
    leaf = steps.visits.leaf[columns.visit[rows]]
    fill = scene.rng("queries").random(rows.size)
    texts = [
        _query(scene.catalogue, scene.bank.templates[t].text, number, draw)
        for t, number, draw in zip(template.tolist(), leaf.tolist(), fill.tolist(), strict=True)
    ]
    columns.numbers["query"] = np.full(columns.time.size, -1)
    columns.numbers["query"][rows] = np.arange(rows.size)
    return ids.take(pa.array(rows)).to_pylist(), template, texts


def _query(catalogue: Catalogue, text: str, leaf: int, draw: float) -> str:
    if "{" not in text:
        return text
    brands = catalogue.leaves[leaf].brands
    return text.replace("{brand}", brands[int(draw * len(brands))]).replace("{n}", str(1 + int(draw * 6)))


def _table(
    scene: Scene,
    people: People,
    steps: Steps,
    who: tuple[Handles, Contacts],
    made: tuple[_Columns, pa.Array, list[str], tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> pa.Table:
    handles, contacts = who
    columns, ids, queries, (received, nameless, broken) = made
    visit, numbers = columns.visit, columns.numbers
    time = np.where(broken == BREAKAGES.index("absurd_time"), _ABSURD_US, columns.time)
    sessions = pa.array([session_name(scene.block, k) for k in range(steps.visits.person.size)] or [""])
    channel = steps.visits.channel[visit]
    os_names = list(scene.parameters.people.device_shares)
    device = np.where(
        channel == CHANNELS.index("web"),
        os_names.index("web") if "web" in os_names else -1,
        people.device[steps.visits.person[visit]],
    )
    order = pa.array(numbers["order"], pa.int64(), mask=numbers["order"] < 0).cast(pa.string())
    arrays = [
        ids,
        _coded(columns.name, columns.names, broken == BREAKAGES.index("no_name")),
        pa.array(time, pa.int64(), mask=broken == BREAKAGES.index("no_time")).cast(_AT),
        pa.array(received, pa.int64()).cast(_AT),
        _coded(handles.user[visit], contacts.member_no, nameless),
        _coded(handles.device[visit], handles.devices or [""], nameless),
        _coded(handles.cookie[visit], handles.cookies or [""], nameless),
        _coded(handles.openid[visit], handles.openids, nameless),
        _coded(np.where(channel <= CHANNELS.index("mini_program"), visit, -1), sessions),
        _coded(numbers["item"], scene.catalogue.item_ids()),
        order,
        _integers(numbers["quantity"]),
        _integers(numbers["amount"]),
        _coded(channel, CHANNELS),
        _coded(device, os_names),
        _coded(numbers["page"], PAGES),
        _coded(numbers["zone"], ZONES),
        _integers(numbers["dwell"]),
        _coded(numbers["query"], queries or [""]),
    ]
    return pa.Table.from_arrays(arrays, schema=TRACKING_SCHEMA)

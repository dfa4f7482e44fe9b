"""The accepted log as a source like any other: its events as parts of the lake."""

from __future__ import annotations

import json
from collections.abc import Iterable

import msgspec
import pyarrow as pa

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import CONTROLS
from huaxiang.domain.links import stated_links
from huaxiang.domain.profiles import LinkRow
from huaxiang.domain.tables import table
from huaxiang.engines.lake import Lake
from huaxiang.logs.base import Log

__all__ = ["SEEN_SCHEMA", "write_log"]

SEEN_SCHEMA = pa.schema([("identity", pa.string()), ("first_seen_at", pa.int64())])
_CHUNK = 200_000
_Links = dict[tuple[str, str, str], LinkRow]


def write_log(log: Log, lake: Lake, *, until: int, as_of: int) -> int:
    """Writes the log up to a position into the lake: events, texts, links and identities seen.

    Until `stamp_people` the `person_id` of a text holds its writer's strongest identity, as ingest leaves it.

    Args:
        as_of: Merges and undos later than this (µs) are left out: of one pair's only the last up to it is a link.

    Returns:
        Number of events.
    """
    seen: dict[str, int] = {}
    links: _Links = {}
    chunk: list[tuple[int, AcceptedEvent]] = []
    n_events = 0
    for seq, event in log.scan(until):
        _note(event, seen, links, as_of)
        chunk.append((seq, event))
        n_events += 1
        if len(chunk) == _CHUNK:
            _write(chunk, lake, part=f"log-{n_events:012d}")
            chunk = []
    _write(chunk, lake, part=f"log-{n_events:012d}")
    _write_identities(seen, links, lake)
    return n_events


def _note(event: AcceptedEvent, seen: dict[str, int], links: _Links, as_of: int) -> None:
    for identity in event.identities:
        seen[identity] = min(seen.get(identity, event.occurred_at), event.occurred_at)
    for link in stated_links(event):
        old = links.get((link.a, link.b, link.kind))
        is_early = link.kind not in CONTROLS or link.occurred_at <= as_of
        if is_early and (old is None or link.takes_place_of(old)):
            links[link.a, link.b, link.kind] = link


def _write(chunk: Iterable[tuple[int, AcceptedEvent]], lake: Lake, *, part: str) -> None:
    rows = list(chunk)
    if not rows:
        return
    lake.write("events", pa.Table.from_pylist([_event_row(*row) for row in rows], table("events").schema), part=part)
    texts = [_text_row(event) for _, event in rows if event.text is not None]
    if texts:
        lake.write("texts", pa.Table.from_pylist(texts, table("texts").schema), part=part)


def _event_row(seq: int, event: AcceptedEvent) -> dict[str, object]:
    row = {name: getattr(event, name, None) for name in table("events").names}
    first = event.identities[0] if event.identities else None
    namespace, value = (None, None) if first is None else first.split(":", 1)
    return row | {
        "namespace": namespace,
        "identity": value,
        "text_id": event.event_id if event.text is not None else None,
        "properties": json.dumps(event.properties, ensure_ascii=False),
        "log_seq": seq,
    }


def _text_row(event: AcceptedEvent) -> dict[str, object]:
    return {
        "text_id": event.event_id,
        "person_id": event.identities[0] if event.identities else None,
        "kind": event.text_kind,
        "text": event.text,
        "occurred_at": event.occurred_at,
        "item_id": event.item_id,
        "source": event.source,
    }


def _write_identities(seen: dict[str, int], links: _Links, lake: Lake) -> None:
    if not seen:
        return
    rows = pa.table({"identity": list(seen), "first_seen_at": list(seen.values())}, schema=SEEN_SCHEMA)
    lake.write_internal("identities_seen", rows, part="log")
    stated = [msgspec.structs.asdict(links[key]) for key in sorted(links)]
    if stated:
        lake.write("links", pa.Table.from_pylist(stated, table("links").schema), part="log")

"""What the texts of the lake tell of words that nobody listed: table `discoveries`, for a person to accept."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.instants import MINUTE_US
from huaxiang.domain.profiles import Item
from huaxiang.domain.readings import PERSONAL_KINDS
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.interests.discovery import Discovery, Seen

__all__ = ["Discover", "seen_texts", "write_discoveries"]

Discover = Callable[[Sequence[Seen]], list[Discovery]]
_MOST_TEXTS = 100_000
_MOST_OF_A_WORD = 50
_LED_WITHIN = 30 * MINUTE_US
_LEADS_TO = ("product_clicked", "product_viewed", "product_added", "product_favourited", "order_line_recorded")
_PATH = "interest."


def seen_texts(lake: Lake, session: Session, readings: pa.Table, items: Sequence[Item], *, until: int) -> list[Seen]:
    """Texts of personal kinds up to an instant (µs), at most 100,000, with what was read in them and led to.

    Needs the lake's identities and fold events.

    A search leads to what its person clicked, put into the cart or bought within half an hour and before the next
    search; another text to the item that it is about.
    """
    texts = lake.read("texts").select(["text_id", "person_id", "kind", "text", "occurred_at", "item_id"])
    texts = texts.filter(
        pc.and_(
            pc.and_(pc.less_equal(texts["occurred_at"], until), pc.is_valid(texts["person_id"])),
            pc.is_in(texts["kind"], pa.array(sorted(PERSONAL_KINDS))),
        )
    )
    texts = _sample(texts).sort_by("text_id")
    category = {item.item_id: _key(item) for item in items}
    names, led = _names(readings), _led_to(lake, session, texts, until=until)
    columns = (texts[name].to_pylist() for name in ("text_id", "person_id", "kind", "text", "item_id"))
    found = []
    for text_id, person, kind, text, item in zip(*columns, strict=True):
        nodes = [category.get(each) for each in (*led.get(text_id, ()), item)]
        targets = tuple(dict.fromkeys(node for node in nodes if node))
        found.append(Seen(text_id, person, text, names.get(text_id, ()), targets, is_search=kind == "search"))
    return found


def _sample(texts: pa.Table) -> pa.Table:
    """All of the texts, or those whose id has a hash that keeps about as many as may be looked at."""
    step = -(-texts.num_rows // _MOST_TEXTS)
    if step <= 1:
        return texts
    return texts.filter(pa.array([zlib.crc32(each.encode()) % step == 0 for each in texts["text_id"].to_pylist()]))


def _key(item: Item) -> str | None:
    return ".".join(each for each in (item.l1, item.l2, item.l3) if each) or None


def _names(readings: pa.Table) -> dict[str, list[tuple[int, int, str]]]:
    """Places and categories (an attribute may be at the end) of what was read in each text."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    columns = (readings[name].to_pylist() for name in ("text_id", "start", "end", "tag_key"))
    for text_id, start, end, key in zip(*columns, strict=True):
        found[text_id].append((start, end, key.removeprefix(_PATH)))
    return found


def _led_to(lake: Lake, session: Session, texts: pa.Table, *, until: int) -> dict[str, list[str]]:
    """Items that searches led to."""
    searches = texts.filter(pc.equal(texts["kind"], "search")).select(["text_id", "person_id", "occurred_at"])
    if not searches.num_rows:
        return {}
    asked = session.arrow(searches.rename_columns(["text_id", "asker", "asked_at"]), "searches_asked")
    events = session.parquet(lake.files("fold_events"), FOLD_SCHEMA)
    events = events.filter(events.name.isin(_LEADS_TO) & events.item_id.notnull() & (events.occurred_at <= until))
    owners = lake.scan("identities", session).select("identity", "person_id")
    events = events.inner_join(owners, "identity").select("event_id", "person_id", "occurred_at", "item_id")
    joined: Any = events.join(
        asked,
        [
            events.person_id == asked.asker,
            events.occurred_at >= asked.asked_at,
            events.occurred_at <= asked.asked_at + _LED_WITHIN,
        ],
    )
    latest = ibis.window(group_by=joined.event_id, order_by=[joined.asked_at.desc(), joined.text_id])
    joined = joined.mutate(place=ibis.row_number().over(latest))
    rows = session.collect(joined.filter(joined.place == 0).select("text_id", "item_id").distinct())
    found: dict[str, list[str]] = defaultdict(list)
    for text_id, item in sorted(zip(rows["text_id"].to_pylist(), rows["item_id"].to_pylist(), strict=True)):
        found[text_id].append(item)
    return found


def write_discoveries(lake: Lake, found: Sequence[Discovery]) -> int:
    """Writes table `discoveries`, at most fifty texts of a word; returns the number of words."""
    rows = [
        (each.term, each.node, text_id, json.dumps([asdict(sign) for sign in each.signs]))
        for each in found
        for text_id in each.text_ids[:_MOST_OF_A_WORD]
    ]
    schema = table("discoveries").schema
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    lake.write("discoveries", pa.table(arrays, schema=schema))
    return len(found)

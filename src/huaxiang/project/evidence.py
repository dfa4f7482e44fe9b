"""Evidence in words: the events, sentences, features and rules that a tag points to, looked up and readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huaxiang.domain.event_names import event_label
from huaxiang.domain.instants import to_iso
from huaxiang.domain.money import format_money
from huaxiang.domain.profiles import HeldTag
from huaxiang.project.lookup import log_events, rows_by
from huaxiang.project.readable import Readable

__all__ = ["Span", "event_ids", "explain_evidence", "spans_of"]

_EVENT_COLUMNS = (
    *("event_id", "name", "occurred_at", "item_id", "order_id", "quantity", "amount_minor", "currency"),
    *("channel", "page"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, in code points, end exclusive."""

    text_id: str
    start: int
    end: int


def spans_of(references: Mapping[str, Any]) -> list[Span]:
    """Places in texts that evidence points to: `span`, `spans`, or `text_id` with start and end.

    >>> spans_of({"span": "t1:2:4:lexicon"})
    [Span(text_id='t1', start=2, end=4)]
    """
    named = references.get("spans") or []
    if references.get("span"):
        named = [references["span"], *named]
    if references.get("text_id"):
        named = [references, *named]
    return list(dict.fromkeys(_span(each) for each in named))


def _span(named: str | Mapping[str, Any]) -> Span:
    if isinstance(named, str):
        text_id, start, end, _level = named.rsplit(":", 3)
        return Span(text_id, int(start), int(end))
    return Span(str(named["text_id"]), int(named["start"]), int(named["end"]))


def event_ids(references: Mapping[str, Any]) -> list[str]:
    """Ids of the events that evidence points to, in order."""
    single = [references["event_id"]] if references.get("event_id") else []
    return list(dict.fromkeys([*single, *references.get("events", ())]))


def explain_evidence(project: Readable, tag: HeldTag) -> dict[str, Any]:
    """The evidence of a held tag with everything it points to.

    Returns:
        evidence_id, kind, level, references as stored, `events` (event_id, name, label, occurred_at, …), `orders`
        (order_id, placed_at, paid_at, net) and `texts` (text_id, text, start, end, phrase, …); what the lake and the
        log no longer hold is listed in `missing`.
    """
    ids, spans = event_ids(tag.references), spans_of(tag.references)
    events = _events(project, ids)
    texts = _texts(project, spans)
    found = {row["event_id"] for row in events} | {row["text_id"] for row in texts}
    return {
        "evidence_id": tag.evidence_id,
        "kind": tag.evidence_kind,
        "level": tag.level,
        "references": tag.references,
        "events": events,
        "orders": _orders(project, tag.references.get("newest_order")),
        "texts": texts,
        "missing": sorted({*ids, *(span.text_id for span in spans)} - found),
    }


def _events(project: Readable, ids: Sequence[str]) -> list[dict[str, Any]]:
    if not ids:
        return []
    rows = {row["event_id"]: row for row in rows_by(project.lake(), "events", "event_id", ids, columns=_EVENT_COLUMNS)}
    left = [each for each in ids if each not in rows]
    rows.update({row["event_id"]: row for row in _logged(project, left)})
    titles = _titles(project, rows.values())
    return [_event(rows[each], titles, project.config.project.language) for each in ids if each in rows]


def _logged(project: Readable, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Events that came after the build."""
    return log_events(project.log(), ids, after=int(project.manifest().get("log_seq") or 0)) if ids else []


def _titles(project: Readable, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    items = {row["item_id"] for row in rows if row.get("item_id")}
    found = rows_by(project.lake(), "items", "item_id", items, columns=("item_id", "title"))
    return {row["item_id"]: row["title"] for row in found}


def _event(row: Mapping[str, Any], titles: Mapping[str, str], language: str) -> dict[str, Any]:
    known = {name: row[name] for name in _EVENT_COLUMNS if row.get(name) is not None}
    known |= {"label": event_label(row["name"], language), "occurred_at": to_iso(row["occurred_at"])}
    title = titles.get(row.get("item_id") or "")
    return {**known, "item_title": title} if title else known


def _orders(project: Readable, order_id: str | None) -> list[dict[str, Any]]:
    """The order that a fact about orders points to."""
    rows = rows_by(project.lake(), "orders", "order_id", [order_id] if order_id else [])
    return [
        {
            "order_id": row["order_id"],
            "placed_at": to_iso(row["placed_at"]),
            "paid_at": None if row["paid_at"] is None else to_iso(row["paid_at"]),
            "net": format_money(row["net_minor"], row["currency"]),
        }
        for row in rows
    ]


def _texts(project: Readable, spans: Sequence[Span]) -> list[dict[str, Any]]:
    ids = [span.text_id for span in spans]
    rows = {row["text_id"]: row for row in rows_by(project.lake(), "texts", "text_id", ids)}
    left = [each for each in ids if each not in rows]
    for event in _logged(project, left):
        rows[event["event_id"]] = {**event, "text_id": event["event_id"], "kind": event["text_kind"]}
    return [_text(rows[span.text_id], span) for span in spans if span.text_id in rows]


def _text(row: Mapping[str, Any], span: Span) -> dict[str, Any]:
    text = row["text"] or ""
    return {
        "text_id": span.text_id,
        "kind": row["kind"],
        "occurred_at": to_iso(row["occurred_at"]),
        "item_id": row["item_id"],
        "text": text,
        "start": span.start,
        "end": span.end,
        "phrase": text[span.start : span.end],
    }

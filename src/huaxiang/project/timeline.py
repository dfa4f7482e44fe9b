"""A person's time line: the steps of recent months by session, with orders, returns, searches and what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huaxiang.domain.events import ADMINISTRATIVE, FOLD_SCHEMA, FoldEvent, time_order
from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.domain.money import format_money
from huaxiang.interests.definitions import branch_of
from huaxiang.journeys.sessions import SILENCE_US
from huaxiang.journeys.steps import step_label, step_of
from huaxiang.project.assembly import allowances_of
from huaxiang.project.lookup import rows_by
from huaxiang.project.portrait_state import Found, consent_of, recent_events
from huaxiang.project.readable import Readable
from huaxiang.tags.permission import is_allowed
from huaxiang.tags.scorer import NEVER

__all__ = ["DAYS", "timeline_of"]

DAYS = 90
_MOST_SESSIONS, _MOST_STEPS, _MOST_TITLES = 60, 24, 3
_MARKS = {
    "order_completed": "order",
    "order_placed": "placed",
    "order_refunded": "return",
    "order_cancelled": "cancel",
    "products_searched": "search",
    "product_reviewed": "review",
    "question_asked": "question",
    "service_chatted": "service",
    "content_posted": "post",
    "product_added": "cart",
    "product_favourited": "favourite",
}
_COUNTED = {
    "order_completed": "n_orders",
    "order_refunded": "n_returns",
    **dict.fromkeys(("product_reviewed", "question_asked", "service_chatted", "content_posted"), "n_texts"),
}
_COUNTS = ("n_events", "n_orders", "n_returns", "n_texts")
_PAYING = frozenset({"order_placed", "order_completed"})
_SENSITIVE = "sensitive"
_TRADE = frozenset({"order_placed", "order_completed", "order_refunded", "order_cancelled", "order_line_recorded"})
_AFTERMATH = frozenset({"order_refunded", "order_cancelled", "order_completed"})
"""Names that the shop records later: alone they are no visit."""


def timeline_of(project: Readable, found: Found) -> dict[str, Any]:
    """The person's sessions of the 90 days before the latest event, newest first.

    Returns:
        `sessions`: started_at, ended_at, n_events, is_visit (False for a return or payment recorded alone),
        gap_us (silence until the next newer session; until as_of for the newest), steps (label, times, titles;
        the first 24, `n_more` counts the others) and marks (kind, at, text or title, order_id, amount, titles of
        what was bought) · `n_earlier` sessions not listed · `last_at` latest event, None when there is none ·
        `days`: local day, n_events, n_orders, n_returns and n_texts of every day with an event · `as_of`.
    """
    seen = _events(project, found)
    if not seen:
        return {"sessions": [], "n_earlier": 0, "last_at": None, "days": [], "as_of": to_iso(found.as_of)}
    low = seen[-1].occurred_at - DAYS * DAY_US
    near = [event for event in seen if event.occurred_at > low]
    groups = _split(near)
    shown = groups[-_MOST_SESSIONS:]
    names = _Names.of(project, found, [event for group in shown for event in group])
    later = [group[0].occurred_at for group in shown[1:]] + [found.as_of]
    sessions = [_session(group, names, until=until) for group, until in zip(shown, later, strict=True)]
    return {
        "sessions": sessions[::-1],
        "n_earlier": len(groups) - len(shown),
        "last_at": to_iso(seen[-1].occurred_at),
        "days": _days(near),
        "as_of": to_iso(found.as_of),
    }


def _days(events: Sequence[FoldEvent]) -> list[dict[str, Any]]:
    days: dict[int, Counter[str]] = {}
    for event in events:
        counts = days.setdefault(event.local_day, Counter())
        counts["n_events"] += 1
        if event.name in _COUNTED:
            counts[_COUNTED[event.name]] += 1
    return [
        {"day": to_iso(day * DAY_US)[:10], **{name: counts[name] for name in _COUNTS}}
        for day, counts in sorted(days.items())
    ]


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids of a time line stand for: titles of items, sums paid and asked for, words of texts, category labels.

    Attributes:
        withheld: Events on a sensitive branch that may not be used for this person: their things are not named.
    """

    titles: Mapping[str, str]
    paid: Mapping[str, str]
    asked: Mapping[str, str]
    texts: Mapping[str, str]
    categories: Mapping[str, str]
    withheld: frozenset[str]
    language: str
    currency: str

    @classmethod
    def of(cls, project: Readable, found: Found, events: Sequence[FoldEvent]) -> _Names:
        lake, taxonomy = project.lake(), project.taxonomy()
        is_zh = project.config.project.language == "zh"
        items = rows_by(lake, "items", "item_id", _ids(events, "item_id"), columns=("item_id", "title"))
        orders = rows_by(lake, "orders", "order_id", _ids(events, "order_id"))
        texts = rows_by(lake, "texts", "text_id", _ids(events, "text_id"), columns=("text_id", "text"))
        nodes = () if taxonomy is None else taxonomy
        own = next(iter(project.store().table("labels")), {})
        return cls(
            {row["item_id"]: row["title"] for row in items},
            {row["order_id"]: format_money(row["net_minor"] + row["refund_minor"], row["currency"]) for row in orders},
            {
                row["order_id"]: format_money(row["gross_minor"] - row["discount_minor"], row["currency"])
                for row in orders
            },
            {row["text_id"]: row["text"] for row in texts},
            {
                **own,
                _SENSITIVE: "敏感类目" if is_zh else "a sensitive category",
                **{node.slug: node.zh if is_zh else node.en for node in nodes if node.level == 1},
            },
            _withheld(project, found, events),
            project.config.project.language,
            project.config.project.currency,
        )


def _withheld(project: Readable, found: Found, events: Sequence[FoldEvent]) -> frozenset[str]:
    """Events on sensitive branches for which purpose, separate consent or assessment is missing."""
    taxonomy = project.taxonomy()
    if taxonomy is None:
        return frozenset()
    allowances, consented = allowances_of(project.config), consent_of(found, project.zone).separate
    kept = set()
    for event in events:
        path = ".".join(part for part in (event.l1, event.l2, event.l3) if part)
        branch = branch_of(taxonomy, path) if path else None
        if branch is not None and not is_allowed(frozenset({branch}), consented, allowances):
            kept.add(event.event_id)
    return frozenset(kept)


def _ids(events: Iterable[FoldEvent], column: str) -> set[str]:
    return {value for event in events if (value := getattr(event, column)) is not None}


def _events(project: Readable, found: Found) -> list[FoldEvent]:
    """What the person did in the shop up to as_of: from the lake, and what came since from the store.

    Of who refuses profiling only the trade records.
    """
    identities = [row.identity for row in found.identities]
    is_refused = found.profile.next_due == NEVER
    rows = rows_by(project.lake(), "fold_events", "identity", identities, columns=FOLD_SCHEMA.names)
    known = {row["event_id"]: FoldEvent(**row) for row in rows}
    known |= {event.event_id: event for event in recent_events(found)}
    seen = (event for event in known.values() if event.name not in ADMINISTRATIVE and event.occurred_at <= found.as_of)
    return sorted((event for event in seen if not is_refused or event.name in _TRADE), key=time_order)


def _split(events: Sequence[FoldEvent]) -> list[list[FoldEvent]]:
    """Sessions: a new one begins after 30 minutes of silence."""
    groups: list[list[FoldEvent]] = []
    for event in events:
        if groups and event.occurred_at - groups[-1][-1].occurred_at <= SILENCE_US:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _session(events: Sequence[FoldEvent], names: _Names, *, until: int) -> dict[str, Any]:
    steps = _steps(events, names)
    return {
        "started_at": to_iso(events[0].occurred_at),
        "ended_at": to_iso(events[-1].occurred_at),
        "n_events": len(events),
        "is_visit": any(event.name not in _AFTERMATH for event in events),
        "gap_us": max(until - events[-1].occurred_at, 0),
        "steps": steps[:_MOST_STEPS],
        "n_more": max(len(steps) - _MOST_STEPS, 0),
        "marks": [_mark(event, names, _bought(events, names)) for event in events if event.name in _MARKS],
    }


def _bought(events: Sequence[FoldEvent], names: _Names) -> dict[str, list[str]]:
    """Titles of the lines of each order, each title once."""
    titles: dict[str, dict[str, None]] = {}
    for event in events:
        title = names.titles.get(event.item_id or "")
        if event.name == "order_line_recorded" and event.order_id and title and event.event_id not in names.withheld:
            titles.setdefault(event.order_id, {})[title] = None
    return {order_id: list(known) for order_id, known in titles.items()}


def _steps(events: Sequence[FoldEvent], names: _Names) -> list[dict[str, Any]]:
    """Steps in order, the same step in a row once with its number; payments by line are left to the order."""
    steps: list[dict[str, Any]] = []
    for event in events:
        is_withheld = event.event_id in names.withheld
        level = _SENSITIVE if is_withheld else event.l1
        step = None if event.name == "order_line_recorded" else step_of(event.name, level)
        if step is None:
            continue
        title = None if is_withheld else names.titles.get(event.item_id or "")
        if steps and steps[-1]["step"] == step:
            steps[-1]["times"] += 1
        else:
            label = step_label(step, names.language, categories=names.categories)
            steps.append({"step": step, "label": label, "times": 1, "titles": []})
        known = steps[-1]["titles"]
        if title and title not in known and len(known) < _MOST_TITLES:
            known.append(title)
    return steps


def _mark(event: FoldEvent, names: _Names, bought: Mapping[str, list[str]]) -> dict[str, Any]:
    is_withheld = event.event_id in names.withheld
    return {
        "kind": _MARKS[event.name],
        "at": to_iso(event.occurred_at),
        "text": None if is_withheld else names.texts.get(event.text_id or ""),
        "title": None if is_withheld else names.titles.get(event.item_id or ""),
        "order_id": event.order_id,
        "titles": bought.get(event.order_id or "", []) if event.name in _PAYING else [],
        "amount": _amount(event, names),
    }


def _amount(event: FoldEvent, names: _Names) -> str | None:
    if event.name == "order_refunded" and event.amount_minor is not None:
        return format_money(event.amount_minor, names.currency)
    sums = {"order_completed": names.paid, "order_placed": names.asked}.get(event.name)
    if sums is None:
        return None
    known, stated = sums.get(event.order_id or ""), event.amount_minor
    return known if known is not None or stated is None else format_money(stated, names.currency)

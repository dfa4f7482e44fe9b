"""The back-test of a flag rule: hits a day, share of people and later conversion, before it is switched on."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.events import FoldEvent, time_order
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.tags.rules.base import Rule
from huaxiang.tags.sequence.declaration import SequenceRule
from huaxiang.tags.sequence.ibis import raises

__all__ = ["Backtest", "backtest", "raises_by_judge"]

_FOLLOWED_US = 72 * HOUR_US
_RAISED = pa.schema([(name, pa.string()) for name in ("person_id", "l1", "l2", "l3")] + [("raised_at", pa.int64())])


@dataclass(frozen=True, slots=True)
class Backtest:
    """How often a rule would have raised its flag in the days before as_of.

    Attributes:
        days: Days looked at.
        hits: People whose flag went up, by day: (UTC day number, people), every day with at least one.
        n_people: People with any event in those days.
        n_flagged: People whose flag went up at least once.
        n_raises: Times a flag went up.
        n_followed: Those of them that could be followed for 72 hours.
        n_converted: Those of them after which the person bought in the same category within 72 hours.
    """

    days: int
    hits: tuple[tuple[int, int], ...]
    n_people: int
    n_flagged: int
    n_raises: int
    n_followed: int
    n_converted: int

    @property
    def hits_a_day(self) -> float:
        """Mean number of people whose flag goes up on a day."""
        return sum(people for _, people in self.hits) / self.days

    @property
    def share(self) -> float:
        """Share of people whose flag went up, 0..1; 0 when there are no people."""
        return self.n_flagged / self.n_people if self.n_people else 0.0

    @property
    def conversion(self) -> float | None:
        """Share of followed raises with a purchase, 0..1; None when none could be followed."""
        return self.n_converted / self.n_followed if self.n_followed else None


def backtest(rule: SequenceRule | Rule, events: Any, days: int, *, as_of: int) -> Backtest:
    """What the rule would have done in the `days` before `as_of`.

    Args:
        rule: A sequence rule is computed by the engine, a Python rule person by person.
        events: Ibis table with person_id, event_id, name, occurred_at (µs), item_id, order_id, session_id, l1, l2, l3.
        days: Days of 24 hours before `as_of`, at least 1.
        as_of: Instant in µs; later events are not read.

    Raises:
        OutOfRange: `days` is below 1.
    """
    if days < 1:
        raise OutOfRange(f"days is {days}, must be at least 1")
    start = as_of - days * DAY_US
    seen = events.filter(events.person_id.notnull(), events.occurred_at <= as_of)
    seen = seen.filter(seen.occurred_at > start - rule.window_us)
    raised = _raised(rule, seen, as_of)
    raised = raised.filter(raised.raised_at > start, raised.raised_at <= as_of)
    raised = raised.mutate(day=raised.raised_at // DAY_US)
    daily = raised.group_by("day").aggregate(people=raised.person_id.nunique()).order_by("day")
    followed = raised.filter(raised.raised_at <= as_of - _FOLLOWED_US)
    active = seen.filter(seen.occurred_at > start)
    return Backtest(
        days=days,
        hits=tuple((row["day"], row["people"]) for row in daily.to_pyarrow().to_pylist()),
        n_people=_number(active.person_id.nunique()),
        n_flagged=_number(raised.person_id.nunique()),
        n_raises=_number(raised.count()),
        n_followed=_number(followed.count()),
        n_converted=_number(_converted(followed, seen).count()),
    )


def _number(expression: Any) -> int:
    return int(expression.to_pyarrow().as_py() or 0)


def _raised(rule: SequenceRule | Rule, seen: Any, as_of: int) -> Any:
    """person_id, raised_at, l1, l2, l3 of every raise."""
    columns = ["person_id", "raised_at", "l1", "l2", "l3"]
    if isinstance(rule, SequenceRule):
        return raises(rule, seen).select(columns)
    heard = seen.filter(seen.name.isin(sorted(rule.listens_to)))
    return ibis.memtable(raises_by_judge(rule, heard.to_pyarrow(), as_of=as_of)).select(columns)


def _converted(followed: Any, seen: Any) -> Any:
    """The raises after which the person bought in the category (in any, when the raise names none)."""
    bought = seen.filter(seen.name.isin(["order_completed", "order_line_recorded"]))
    bought = bought.select(
        who=bought.person_id, bought_at=bought.occurred_at, bought_in=ibis.coalesce(bought.l3, bought.l2, bought.l1)
    )
    followed = followed.mutate(category=ibis.coalesce(followed.l3, followed.l2, followed.l1))
    return followed.semi_join(
        bought,
        [
            followed.person_id == bought.who,
            bought.bought_at > followed.raised_at,
            bought.bought_at <= followed.raised_at + _FOLLOWED_US,
            followed.category.isnull() | (followed.category == bought.bought_in).fill_null(False),
        ],
    )


def raises_by_judge(rule: Rule, events: pa.Table, *, as_of: int) -> pa.Table:
    """Every time the rule's flag went up, found by letting time pass for each person.

    Args:
        rule: The rule.
        events: Rows with person_id and the columns of the fold event that the rule reads.
        as_of: Instant in µs at which time stops.

    Returns:
        Rows with person_id, raised_at and l1, l2, l3 of the last event of the evidence.
    """
    people: dict[str, list[FoldEvent]] = {}
    columns = [name for name in events.column_names if name in FoldEvent.__struct_fields__]
    for row in events.to_pylist():
        known = {name: row[name] for name in columns}
        filled = {"identity": "", "day": 0, "local_day": 0, "local_hour": 0, **known}
        people.setdefault(row["person_id"], []).append(FoldEvent(**filled))
    rows = [
        {"person_id": person, "raised_at": at, "l1": last.l1, "l2": last.l2, "l3": last.l3}
        for person, theirs in sorted(people.items())
        for at, last in _raises_of(rule, sorted(theirs, key=time_order), as_of)
    ]
    return pa.Table.from_pylist(rows, schema=_RAISED)


def _raises_of(rule: Rule, events: Sequence[FoldEvent], as_of: int) -> Iterator[tuple[int, FoldEvent]]:
    """(raised_at, last event of the evidence) of one person's raises, in order."""
    instants = [event.occurred_at for event in events]
    by_id = {event.event_id: event for event in events}
    raised = {0}
    at: int | None = instants[0]
    while at is not None and at <= as_of:
        end = bisect.bisect_right(instants, at)
        window = events[bisect.bisect_right(instants, at - rule.window_us) : end]
        found = rule.judge(window, at)
        if found.valid_from is not None and found.valid_from not in raised:
            raised.add(found.valid_from)
            yield found.valid_from, by_id[found.evidence[-1]]
        coming = [instants[end]] if end < len(instants) else []
        at = min([*coming, *([] if found.next_at is None else [found.next_at])], default=None)

"""Sequence rules compiled into pure judges of one person's events."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.tags.rules.base import (
    INACTIVE,
    Example,
    Judgement,
    Rule,
    Span,
    by_group,
    in_window,
    runs,
    settle,
)
from huaxiang.tags.sequence.declaration import SAME, SequenceRule, Without, definition_of

__all__ = ["compile_rule", "judge_of"]


class _Times:
    """Instants of the events of one `without` part, by group; events without a group count for all."""

    def __init__(self, part: Without, events: Sequence[FoldEvent]) -> None:
        group_of = SAME[part.same]
        self.same = part.same
        self.by_group: dict[str | None, list[int]] = defaultdict(list)
        for event in events:
            if event.name in part.events:
                self.by_group[group_of(event)].append(event.occurred_at)

    def first_since(self, instant: int, group: str | None) -> int | None:
        """The earliest instant at or after `instant`, for the group or for everyone."""
        found = []
        for key in {group, None}:
            times = self.by_group.get(key, [])
            place = bisect.bisect_left(times, instant)
            if place < len(times):
                found.append(times[place])
        return min(found, default=None)


def judge_of(rule: SequenceRule) -> Callable[[Sequence[FoldEvent], int], Judgement]:
    """The rule as a pure function of a person's events and of as_of; linear in the events once sorted."""
    window, listens_to = rule.window_us, rule.listens_to

    def judge(events: Sequence[FoldEvent], as_of: int) -> Judgement:
        if len(events) < rule.after.times:
            return INACTIVE
        seen = in_window(events, listens_to, after=as_of - window, as_of=as_of)
        if len(seen) < rule.after.times:
            return INACTIVE
        return settle(_spans(rule, seen), as_of)

    return judge


def _spans(rule: SequenceRule, seen: Sequence[FoldEvent]) -> Iterator[Span]:
    """Spans that nothing has prevented or ended, raised or pending."""
    matches = _matches(rule, seen)
    if not matches:
        return
    wait = rule.wait_us
    silence = _Times(rule.without, seen) if rule.without and wait else None
    ending = _Times(rule.ending, seen) if rule.ending else None
    for match in matches:
        last = match[-1]
        raised_at = last.occurred_at + wait
        if ending and ending.first_since(last.occurred_at, SAME[ending.same](last)) is not None:
            continue
        if silence:
            broken = silence.first_since(last.occurred_at, SAME[silence.same](last))
            if broken is not None and broken <= raised_at:
                continue
        yield Span(raised_at, raised_at + rule.expires_us, tuple(event.event_id for event in match))


def _matches(rule: SequenceRule, seen: Sequence[FoldEvent]) -> list[tuple[FoldEvent, ...]]:
    """The completed matches, without those whose clock a later match of the group started anew."""
    after, wait = rule.after, rule.wait_us
    groups = by_group(seen, after.events, SAME[after.same])
    found: list[tuple[FoldEvent, ...]] = []
    for events in groups.values():
        found.extend(runs(events, times=after.times, within_us=after.within_us, wait_us=wait))
    return found


def compile_rule(rule: SequenceRule) -> Rule:
    """The rule in the form of the family `tags/rules`, with an example and its definition in words."""
    return Rule(
        key=rule.key,
        label=rule.label,
        listens_to=rule.listens_to,
        window_us=rule.window_us,
        judge=judge_of(rule),
        example=_example(rule),
        definition=definition_of(rule),
        definition_en=definition_of(rule, "en"),
    )


def _example(rule: SequenceRule) -> Example:
    start, after = 20_000 * DAY_US, rule.after
    gap = after.within_us // max(after.times - 1, 1)
    instants = [start + number * gap for number in range(after.times)]
    name = min(after.events)
    events = tuple(
        FoldEvent(
            identity="member_no:example",
            event_id=f"example-{number}",
            name=name,
            occurred_at=at,
            day=at // DAY_US,
            local_day=at // DAY_US,
            local_hour=at % DAY_US // HOUR_US,
            item_id="item",
            order_id="order",
            session_id="session",
            l1="category",
        )
        for number, at in enumerate(instants)
    )
    return Example(events, instants[-1] + rule.wait_us)

"""The contract of a flag rule: a pure judge of one person's events up to an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.events import FoldEvent, time_order
from huaxiang.domain.ids import is_tag_key
from huaxiang.domain.instants import DAY_US

__all__ = [
    "INACTIVE",
    "Example",
    "Judgement",
    "Rule",
    "Span",
    "by_group",
    "category_of",
    "in_window",
    "paid_at",
    "runs",
    "settle",
]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of one person at one instant.

    Attributes:
        is_active: Whether the flag is up.
        valid_from: When it went up, µs; None when it is down.
        valid_until: First instant at which it is down again if nothing happens, µs; None when it is down.
        evidence: Ids of the events it rests on, in order; empty when it is down.
        next_at: Earliest instant after as_of at which the judgement may differ without any new event
            (a deadline or the expiry); None when it never will.
    """

    is_active: bool
    valid_from: int | None = None
    valid_until: int | None = None
    evidence: tuple[str, ...] = ()
    next_at: int | None = None


INACTIVE = Judgement(is_active=False)


@dataclass(frozen=True, slots=True)
class Example:
    """Events after which a rule's flag is up at `as_of`."""

    events: tuple[FoldEvent, ...]
    as_of: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A flag rule.

    Attributes:
        key: Tag key of its flag, such as `flag.hesitant`.
        label: What readers see, by language: `zh` and `en`.
        listens_to: Names of the events it reads; a person without any of them is never judged.
        window_us: It reads events with occurred_at > as_of − window_us.
        judge: `(events, as_of) -> Judgement`; a function of the events with occurred_at ≤ as_of alone,
            whatever their order in the sequence.
        example: Events after which it is up.
        definition: Exact definition in Chinese words (口径).
        definition_en: The same in English; "" where nobody has written it.
    """

    key: str
    label: Mapping[str, str]
    listens_to: frozenset[str]
    window_us: int
    judge: Callable[[Sequence[FoldEvent], int], Judgement]
    example: Example
    definition: str
    definition_en: str = ""

    def __post_init__(self) -> None:
        if not is_tag_key(self.key):
            raise OutOfRange(f"{self.key!r} is no tag key")
        if not {"zh", "en"} <= set(self.label):
            raise OutOfRange(f"rule {self.key}: its label needs zh and en")
        if self.window_us <= 0:
            raise OutOfRange(f"rule {self.key}: window_us is {self.window_us}, must be above 0")


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a flag is up: `raised_at` ≤ t < `until`; a span that lies ahead is pending."""

    raised_at: int
    until: int
    evidence: tuple[str, ...]


def settle(spans: Iterable[Span], as_of: int) -> Judgement:
    """The judgement at `as_of` from all spans that nothing has ended: the latest raised one that holds.

    Two spans raised at the same instant are told apart by the id of their last event.
    """
    held: Span | None = None
    next_at: int | None = None
    for span in spans:
        if span.raised_at > as_of:
            next_at = span.raised_at if next_at is None else min(next_at, span.raised_at)
        elif span.until > as_of and (held is None or _rank(span) > _rank(held)):
            held = span
    if held is None:
        return INACTIVE if next_at is None else Judgement(is_active=False, next_at=next_at)
    next_at = held.until if next_at is None else min(next_at, held.until)
    return Judgement(
        is_active=True,
        valid_from=held.raised_at,
        valid_until=held.until,
        evidence=held.evidence,
        next_at=next_at,
    )


def _rank(span: Span) -> tuple[int, str]:
    return (span.raised_at, span.evidence[-1])


def in_window(events: Sequence[FoldEvent], listens_to: frozenset[str], *, after: int, as_of: int) -> list[FoldEvent]:
    """Events of those names with after < occurred_at ≤ as_of, sorted by (occurred_at, event_id)."""
    found = [e for e in events if after < e.occurred_at <= as_of and e.name in listens_to]
    found.sort(key=time_order)
    return found


def category_of(event: FoldEvent) -> str | None:
    """The finest category the event names: l3, else l2, else l1."""
    if event.l3 is not None:
        return event.l3
    return event.l1 if event.l2 is None else event.l2


def by_group(
    events: Iterable[FoldEvent], names: frozenset[str], group_of: Callable[[FoldEvent], str | None]
) -> dict[str, list[FoldEvent]]:
    """Events of those names by group, in the order given; events without a group are left out."""
    groups: dict[str, list[FoldEvent]] = defaultdict(list)
    for event in events:
        if event.name in names:
            group = group_of(event)
            if group is not None:
                groups[group].append(event)
    return groups


def runs(events: Sequence[FoldEvent], *, times: int, within_us: int, wait_us: int = 0) -> list[tuple[FoldEvent, ...]]:
    """Each `times` events in a row of one group's sorted events that lie within `within_us`.

    Of those that follow one another within `wait_us` only the last: its last event started the clock anew.
    """
    found: list[tuple[FoldEvent, ...]] = []
    for place in range(times - 1, len(events)):
        run = tuple(events[place - times + 1 : place + 1])
        if run[-1].occurred_at - run[0].occurred_at > within_us:
            continue
        if wait_us and found and run[-1].occurred_at <= found[-1][-1].occurred_at + wait_us:
            found.pop()
        found.append(run)
    return found


def paid_at(events: Iterable[FoldEvent]) -> dict[str | None, list[int]]:
    """Instants of payments by category, ascending for sorted events.

    An order's lines, recorded within a day of it, say what was paid; an order without a category of its own and
    without lines stands under None: it may be any category.
    """
    events = list(events)
    found: dict[str | None, list[int]] = defaultdict(list)
    lines = [event for event in events if event.name == "order_line_recorded"]
    lined = by_group(lines, frozenset({"order_line_recorded"}), lambda line: line.order_id)
    for event in events:
        if event.name == "order_line_recorded" or (event.name == "order_completed" and not _has_lines(event, lined)):
            found[category_of(event)].append(event.occurred_at)
    return found


def _has_lines(order: FoldEvent, lined: dict[str, list[FoldEvent]]) -> bool:
    """Whether the order names no category and its lines do so in its stead."""
    if category_of(order) is not None:
        return False
    lines = lined.get(order.order_id or "", ())
    return any(abs(line.occurred_at - order.occurred_at) <= DAY_US for line in lines)

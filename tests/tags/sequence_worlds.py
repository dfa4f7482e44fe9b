"""Random small worlds for the sequence rules: few people, few instants, so that ties and boundaries happen."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.sequence import After, SequenceRule, Without

START = 20_000 * DAY_US
COLUMNS = (
    "identity",
    "event_id",
    "name",
    "occurred_at",
    "item_id",
    "order_id",
    "session_id",
    "l1",
    "l2",
    "l3",
)

ITEMS = {"i1": ("beauty", "skin", "cream"), "i2": ("beauty", "skin", None), "i3": ("food", None, None)}
EVENTS = (
    "product_viewed",
    "product_added",
    "product_added",
    "product_removed",
    "checkout_started",
    "order_placed",
    "order_completed",
    "order_cancelled",
)


def fold_event(number: int, name: str, at: int, **columns: Any) -> FoldEvent:
    """An event of `member_no:1` unless another identity is named."""
    columns.setdefault("identity", "member_no:1")
    return FoldEvent(
        event_id=f"e{number:03d}",
        name=name,
        occurred_at=at,
        day=at // DAY_US,
        local_day=at // DAY_US,
        local_hour=at % DAY_US // HOUR_US,
        **columns,
    )


def carts(*minutes: int, l1: str = "beauty") -> list[FoldEvent]:
    """Cart additions of one person at these minutes after START."""
    return [
        fold_event(number, "product_added", START + minute * MINUTE_US, l1=l1) for number, minute in enumerate(minutes)
    ]


@st.composite
def event_sets(
    draw: st.DrawFn, *, max_size: int = 24, names: tuple[str, ...] = EVENTS, n_people: int = 3
) -> list[FoldEvent]:
    """Events of a few people on a ten-minute grid of a few days; some name no item, order or session."""
    step = draw(st.sampled_from([10 * MINUTE_US, 2 * HOUR_US, 12 * HOUR_US]))
    found = []
    for number in range(draw(st.integers(0, max_size))):
        item = draw(st.sampled_from([None, "i1", "i1", "i2", "i3"]))
        l1, l2, l3 = ITEMS[item] if item else (None, None, None)
        found.append(
            fold_event(
                draw(st.integers(0, 9)) * 100 + number,
                draw(st.sampled_from(names)),
                START + draw(st.integers(0, 12)) * step + draw(st.sampled_from([0, 0, 0, 1, -1])),
                identity=f"member_no:{draw(st.integers(1, n_people))}",
                item_id=item,
                order_id=draw(st.sampled_from([None, "o1", "o2"])),
                session_id=draw(st.sampled_from([None, "s1", "s2"])),
                l1=l1,
                l2=l2,
                l3=l3,
            )
        )
    return found


def instants() -> st.SearchStrategy[int]:
    """Instants at which a rule is judged, on the grid and one microsecond beside it."""
    step = st.sampled_from([10 * MINUTE_US, 2 * HOUR_US, 12 * HOUR_US])
    return st.builds(lambda s, n, j: START + s * n + j, step, st.integers(0, 30), st.sampled_from([0, 0, 1, -1]))


def as_table(events: list[FoldEvent]) -> pa.Table:
    """The events as the Ibis form reads them."""
    types = {"occurred_at": pa.int64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    return pa.Table.from_pylist([{name: getattr(e, name) for name in COLUMNS} for e in events], schema=schema)


def by_person(events: list[FoldEvent]) -> dict[str, list[FoldEvent]]:
    """Events of each identity."""
    found: dict[str, list[FoldEvent]] = {}
    for event in events:
        found.setdefault(event.identity, []).append(event)
    return found


@st.composite
def rules(draw: st.DrawFn) -> SequenceRule:
    """Sequence rules of every form."""
    sames = st.sampled_from(["person", "item", "category", "session", "order"])
    times = draw(st.integers(1, 3))
    within = draw(st.sampled_from([20 * MINUTE_US, 4 * HOUR_US, 24 * HOUR_US])) if times > 1 else 0
    same = draw(sames)
    names = draw(st.sampled_from([{"product_added"}, {"product_viewed", "product_added"}]))
    silence = Without(
        frozenset({"checkout_started", "order_completed"}),
        draw(st.sampled_from([20 * MINUTE_US, 2 * HOUR_US])),
        draw(st.sampled_from([same, "person"])),
    )
    without = draw(st.sampled_from([silence, silence, None]))
    raise_at = draw(st.sampled_from(["deadline", "match"])) if without else "match"
    ends = draw(st.sampled_from([None, Without(frozenset({"order_completed", "product_removed"}), 0, same)]))
    expires = draw(st.sampled_from([30 * MINUTE_US, 24 * HOUR_US, 72 * HOUR_US]))
    return SequenceRule(
        "flag.trial",
        {"zh": "试", "en": "trial"},
        After(frozenset(names), times, within, same),
        without,
        raise_at,
        expires,
        ends,
    )

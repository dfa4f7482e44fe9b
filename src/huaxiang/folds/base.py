"""The four kinds of fold: count, latest, days, replay; each declared once, run by batch and live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent

__all__ = ["Count", "Days", "Fold", "Latest", "Replay", "Where"]

Operator = Literal["==", "!=", ">=", ">", "<=", "<", "in", "not in", "known"]


@dataclass(frozen=True, slots=True)
class Where:
    """A filter on one column of the fold event; a missing value never passes (but `known` asks just that)."""

    column: str
    operator: Operator
    value: Any = None

    def __post_init__(self) -> None:
        _check_column(self.column)


@dataclass(frozen=True, slots=True)
class Count:
    """Integer count, sum, min or max by key and day bucket.

    Attributes:
        events: Names of the events that count; empty for all.
        key: Columns that make the key, joined by `|`; events missing one are left out. Empty for one key ''.
        value: Integer column that is summed; None counts events.
        how: count or sum, or min and max of `value`.
        is_by_day: Whether rows are kept per UTC day; else one bucket 0.
        where: All must hold.
    """

    name: str
    events: frozenset[str]
    key: tuple[str, ...] = ()
    value: str | None = None
    how: Literal["sum", "min", "max"] = "sum"
    is_by_day: bool = True
    where: tuple[Where, ...] = ()

    def __post_init__(self) -> None:
        for column in (*self.key, *((self.value,) if self.value else ())):
            _check_column(column)
        if self.how != "sum" and self.value is None:
            raise OutOfRange(f"fold {self.name}: {self.how} needs a value column")


@dataclass(frozen=True, slots=True)
class Latest:
    """Value of a column at the greatest (occurred_at, event_id), by key; its bucket is that instant in µs."""

    name: str
    events: frozenset[str]
    value: str
    key: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()

    def __post_init__(self) -> None:
        for column in (*self.key, self.value):
            _check_column(column)


@dataclass(frozen=True, slots=True)
class Days:
    """Exact map key → last local day seen: distinct counts and recency; value is the local day number."""

    name: str
    events: frozenset[str]
    key: tuple[str, ...]
    where: tuple[Where, ...] = ()

    def __post_init__(self) -> None:
        for column in self.key:
            _check_column(column)


@dataclass(frozen=True, slots=True)
class Replay:
    """A pure function of the person's events of a window, sorted by (occurred_at, event_id), and of as_of.

    Attributes:
        listens_to: Names of the events it reads; empty for all.
        window_us: It reads events with occurred_at > as_of − window_us.
        run: `(events, as_of) -> result`; must not keep state. The result is a value of integers and strings.
    """

    name: str
    listens_to: frozenset[str]
    window_us: int
    run: Callable[[Sequence[FoldEvent], int], Any]


Fold = Count | Latest | Days | Replay


def _check_column(column: str) -> None:
    if column not in FOLD_SCHEMA.names:
        raise OutOfRange(f"{column!r} is no column of the fold event")

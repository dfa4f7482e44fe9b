"""What a table's sources depend on besides the table itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huaxiang.ingest.propose.behaviours import Meaning
from huaxiang.ingest.propose.columns import Drafting
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["Surroundings", "new_source"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table's sources depend on besides the table.

    Attributes:
        people: Namespace → identity columns of the table.
        day: ISO date of what has no time.
        has_orders: Whether another table gives the orders.
        has_items: Whether another table gives the items.
        has_lines: Whether another table gives the lines of the orders.
        meanings: What the values of its event column mean.
    """

    people: Mapping[str, tuple[str, ...]]
    day: str
    has_orders: bool
    has_items: bool
    meanings: Sequence[Meaning] = ()
    has_lines: bool = False


def new_source(table: SeenTable, around: Surroundings) -> Drafting:
    """A source of the table with nothing mapped yet."""
    return Drafting(table, around.people, around.day)

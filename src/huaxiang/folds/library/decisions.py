"""Minutes from the first touch of a leaf category to its purchase, within the last 30 UTC days."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.domain.events import BUYS, TOUCHES, FoldEvent
from huaxiang.domain.instants import DAY_US, MINUTE_US, day_of
from huaxiang.folds.base import Replay

__all__ = ["FOLD"]

N_DAYS = 30


def _run(events: Sequence[FoldEvent], as_of: int) -> int:
    """The lower median over purchases; −1 without one. A purchase ends the decision, the next touch begins another."""
    first_day = day_of(as_of) - N_DAYS + 1
    begun: dict[tuple[str, str | None, str | None], int] = {}
    took: list[int] = []
    for event in events:
        if event.day < first_day or event.l1 is None:
            continue
        leaf = (event.l1, event.l2, event.l3)
        if event.name not in BUYS:
            begun.setdefault(leaf, event.occurred_at)
        elif leaf in begun:
            took.append((event.occurred_at - begun.pop(leaf)) // MINUTE_US)
    return sorted(took)[(len(took) - 1) // 2] if took else -1


FOLD = Replay("decisions", TOUCHES, N_DAYS * DAY_US, _run)

"""The gate: the one place that decides whether an assignment may leave, and says why when it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from huaxiang.domain.profiles import HeldTag
from huaxiang.domain.tags import State
from huaxiang.tags.catalogue import Catalogue

__all__ = ["Gate", "Passed", "Reason"]

Reason = Literal["unknown_definition", "definition_not_active", "below_threshold", "not_yet", "expired", "purpose"]


@dataclass(frozen=True, slots=True)
class Passed:
    """The tags that pass, and the number withheld by reason."""

    tags: list[HeldTag]
    withheld: dict[str, int]


class Gate:
    """Asks two questions of an assignment: is the definition active, and is its confidence high enough.

    Then whether it holds at the instant asked for, and, where a purpose is given, whether the definition serves it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def reason(self, tag: HeldTag, *, at: int, purpose: str | None = None) -> Reason | None:
        """Why the assignment may not leave; None when it may.

        Args:
            tag: The assignment.
            at: The instant of leaving, µs.
            purpose: What it is wanted for; None asks for no particular purpose.
        """
        definition = self._catalogue.find(tag.tag_key)
        if definition is None:
            return "unknown_definition"
        if definition.state is not State.ACTIVE:
            return "definition_not_active"
        if tag.confidence_milli < definition.threshold_milli:
            return "below_threshold"
        if purpose is not None and purpose not in definition.purposes:
            return "purpose"
        return _time_reason(tag, at)

    def filter(self, tags: Iterable[HeldTag], *, at: int, purpose: str | None = None) -> Passed:
        """The assignments that may leave, and how many may not and why."""
        passing, withheld = [], Counter[str]()
        for tag in tags:
            reason = self.reason(tag, at=at, purpose=purpose)
            if reason is None:
                passing.append(tag)
            else:
                withheld[reason] += 1
        return Passed(passing, dict(sorted(withheld.items())))


def _time_reason(tag: HeldTag, at: int) -> Reason | None:
    if tag.valid_from > at:
        return "not_yet"
    return "expired" if tag.valid_until is not None and tag.valid_until <= at else None

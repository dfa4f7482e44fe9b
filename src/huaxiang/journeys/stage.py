"""The door of the stage: writes transitions and sessions of all people into the lake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.journeys.sessions import sessions
from huaxiang.journeys.transitions import transitions, weights

__all__ = ["JourneyReport", "run"]


@dataclass(frozen=True, slots=True)
class JourneyReport:
    """What the stage wrote.

    Attributes:
        n_events: Events read, with a person or without.
        n_without_person: Events without a person: in no journey.
        n_transitions: Rows of `transitions`.
        n_sessions: Rows of `sessions`.
    """

    n_events: int
    n_without_person: int
    n_transitions: int
    n_sessions: int

    def to_text(self, language: str = "zh") -> str:
        """The report as one line, in `zh` or `en`."""
        if language == "zh":
            return (
                f"旅程:{self.n_events:,} 次行为里看出 {self.n_sessions:,} 次来访、{self.n_transitions:,} 种前后步骤,"
                f"{self.n_without_person:,} 次行为不知道是谁"
            )
        return (
            f"Journeys: {self.n_transitions:,} transitions and {self.n_sessions:,} sessions from {self.n_events:,} "
            f"events, {self.n_without_person:,} without a person"
        )


def run(lake: Lake, session: Session, events: Any, *, as_of: int) -> JourneyReport:
    """Writes tables `transitions` and `sessions` as of an instant.

    Args:
        lake: Where they are written.
        session: Engine of `events`.
        events: Ibis table with person_id, event_id, name, occurred_at (µs) and l1; other columns are not read.
        as_of: Instant in µs; later events are not read.

    Raises:
        StorageError: A table could not be written.
    """
    seen = events.filter(events.occurred_at <= as_of)
    counts = seen.aggregate(all=seen.count(), nobody=seen.count(where=seen.person_id.isnull()))
    counted = session.collect(counts).to_pylist()[0]
    weighted = session.arrow(weights(), "transition_weights")
    edges = session.collect(transitions(seen, as_of, weighted=weighted))
    return JourneyReport(
        n_events=counted["all"],
        n_without_person=counted["nobody"],
        n_transitions=lake.write("transitions", edges),
        n_sessions=session.write(sessions(seen, as_of), lake.part("sessions", "part-0")),
    )

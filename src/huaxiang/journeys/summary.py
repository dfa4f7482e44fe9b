"""The story of one person: the latest steps and one sentence on them, in Chinese and in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huaxiang.domain.events import FoldEvent, time_order
from huaxiang.domain.instants import DAY_US, to_iso
from huaxiang.journeys.steps import STEPS, StepKind, step_label, step_of

__all__ = ["Journey", "JourneyStep", "journey_of"]

_N_STEPS = 20
_DAYS = 30


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """A step, or the same step several times in a row: `first_at` and `last_at` in µs."""

    step: str
    first_at: int
    last_at: int
    times: int
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Journey:
    """The latest steps, oldest first, and one sentence on the last 30 days."""

    steps: tuple[JourneyStep, ...]
    summary_zh: str
    summary_en: str

    def as_json(self) -> dict[str, Any]:
        """`journey` of `person --json`: `{"steps": […], "summary": {"zh", "en"}}`."""
        steps = [
            {
                "step": each.step,
                "label": {"zh": each.label_zh, "en": each.label_en},
                "first_at": to_iso(each.first_at),
                "last_at": to_iso(each.last_at),
                "times": each.times,
            }
            for each in self.steps
        ]
        return {"steps": steps, "summary": {"zh": self.summary_zh, "en": self.summary_en}}


def journey_of(events: Sequence[FoldEvent], as_of: int, *, categories: Mapping[str, str] | None = None) -> Journey:
    """A person's journey over the 30 days up to `as_of`.

    Args:
        events: The person's events in any order; only those of the 30 days are read.
        as_of: Instant in µs; later events are not read.
        categories: Chinese labels of category slugs.
    """
    low = as_of - _DAYS * DAY_US
    seen = sorted((e for e in events if low < e.occurred_at <= as_of and e.name in STEPS), key=time_order)
    steps: list[JourneyStep] = []
    for event in seen:
        step = step_of(event.name, event.l1) or event.name
        _append(steps, step, event.occurred_at, categories)
    return Journey(
        tuple(steps[-_N_STEPS:]),
        _sentence(seen, steps, "zh", categories),
        _sentence(seen, steps, "en", categories),
    )


def _append(steps: list[JourneyStep], step: str, at: int, categories: Mapping[str, str] | None) -> None:
    last = steps[-1] if steps else None
    if last is not None and last.step == step:
        steps[-1] = JourneyStep(step, last.first_at, at, last.times + 1, last.label_zh, last.label_en)
    else:
        zh, en = step_label(step, categories=categories), step_label(step, "en")
        steps.append(JourneyStep(step, at, at, 1, zh, en))


def _sentence(
    seen: Sequence[FoldEvent], steps: Sequence[JourneyStep], language: str, categories: Mapping[str, str] | None
) -> str:
    is_zh = language == "zh"
    if not steps:
        return f"近 {_DAYS} 天没有行为" if is_zh else f"no steps in the last {_DAYS} days"
    parts = [_count_words(kind, times, is_zh) for kind, times in _counts(seen).items()]
    middle = ("、" if is_zh else ", ").join(parts)
    touched = Counter(event.l1 for event in seen if event.l1 is not None)
    most = min(touched, key=lambda slug: (-touched[slug], slug), default=None)
    last = steps[-1].label_zh if is_zh else steps[-1].label_en
    if is_zh:
        mostly = f",多为{(categories or {}).get(most, most)}" if most else ""
        return f"近 {_DAYS} 天{middle}{mostly};最近一步:{last}"
    mostly = f", mostly {most}" if most else ""
    return f"in the last {_DAYS} days {middle}{mostly}; latest step: {last}"


def _counts(seen: Sequence[FoldEvent]) -> dict[StepKind, int]:
    """How often each kind of step was taken, in the order of STEPS; payments are counted in orders."""
    counts = Counter(STEPS[event.name] for event in seen if event.name not in _PAYMENTS)
    orders = {event.order_id or event.event_id for event in seen if event.name in _PAYMENTS}
    if orders:
        counts[STEPS["order_completed"]] = len(orders)
    return {kind: counts[kind] for kind in dict.fromkeys(STEPS.values()) if counts[kind]}


def _count_words(kind: StepKind, times: int, is_zh: bool) -> str:
    if is_zh:
        return f"{kind.zh} {times} {'单' if kind.key == 'pay' else '次'}"
    return f"{kind.en} ×{times}"


_PAYMENTS = frozenset({"order_completed", "order_line_recorded"})

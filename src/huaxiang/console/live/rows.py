"""A line of the live page in words: who, which tag, what changed, why, and whether it may be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from huaxiang.console.shown import count, day, moment
from huaxiang.console.views.changes import Shift, Update
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.domain.event_names import event_label
from huaxiang.domain.instants import now, to_iso
from huaxiang.project.words import STATUSES, word

__all__ = [
    "Wanted",
    "cause_words",
    "clock_of",
    "is_evidence_alone",
    "moment_words",
    "row_of",
    "shift_words",
    "withheld_words",
]

_SHOWN_FIELDS = ("status", "score_milli", "confidence_milli", "strength", "stance", "valid_until")
_MOST_FIELDS = 2
_PLAIN = ("event", "late_event")
EventName = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which updates a visitor wants to see.

    Attributes:
        is_gated: Only what leaves through the gate.
        tag: Part of a tag's label or key; empty for all.
        cause: One of `CAUSES`; empty for all.
    """

    is_gated: bool = True
    tag: str = ""
    cause: str = ""

    def asks_for(self, update: Update) -> bool:
        """Whether an update is of the tag and cause asked for, the gate aside."""
        asked = self.tag.strip().casefold()
        told = (*update.labels, update.tag_key)
        return (not asked or any(asked in each.casefold() for each in told)) and self.cause in {"", update.cause}

    def shows(self, update: Update) -> bool:
        """Whether an update is shown; among those that may be used, one that says nothing new of the tag is not."""
        return self.asks_for(update) and (not self.is_gated or (bool(update.leaving) and not is_evidence_alone(update)))


def is_evidence_alone(update: Update) -> bool:
    """Whether a tag changed in what it rests on alone: it says what it said before."""
    return not any(each.field in {"*", *_SHOWN_FIELDS} for each in update.shifts)


def row_of(visit: Visit, update: Update, *, is_gated: bool, event_name: EventName) -> dict[str, Any]:
    """The line of an update: at, href, name, tag, words, tone, cause, why (it may not be used; empty when it may)."""
    shifts = update.leaving if is_gated else update.shifts
    name = update.name or visit.say("live.anonymous")
    whole = next((each for each in shifts if each.field == "*"), None)
    tone = "plain" if whole is None else "bad" if whole.new is None else "good"
    return {
        "at": moment_words(visit, update.at),
        "href": f"/people/{update.person_id}",
        "name": visit.say("people.visitor", name=name) if update.is_visitor and update.name else name,
        "tag": update.labels[0 if visit.language == "zh" else 1],
        "words": shift_words(visit, shifts),
        "tone": tone,
        "cause": cause_words(visit, update.cause, event_name(update.event_id) if update.event_id else None),
        "why": "" if update.withheld is None else _why(visit, update.withheld),
    }


def clock_of(visit: Visit, instant: int) -> str:
    """Local time of day to the second."""
    return to_iso(instant + visit.zone.offset(instant))[11:19]


def moment_words(visit: Visit, instant: int) -> str:
    """Local time to the second today, day and minute before."""
    is_today = visit.zone.local_day(instant) == visit.zone.local_day(now())
    return clock_of(visit, instant) if is_today else moment(instant, visit.zone)[5:]


def shift_words(visit: Visit, shifts: Sequence[Shift]) -> str:
    """What changed of a tag: gained, lost, or the fields that say something, the first two of them.

    A tag that changed in what it rests on alone has new evidence.
    """
    known = {each.field: each for each in shifts}
    if "*" in known:
        return visit.say("live.lost" if known["*"].new is None else "live.gained")
    told = [_field_words(visit, known[each]) for each in _SHOWN_FIELDS if each in known]
    return " · ".join(told[:_MOST_FIELDS]) or visit.say("live.evidence")


def _field_words(visit: Visit, shift: Shift) -> str:
    old, new = (_value(visit, shift.field, each) for each in (shift.old, shift.new))
    return visit.say(f"live.field.{shift.field}", old=old, new=new)


def _value(visit: Visit, field: str, value: Any) -> str:
    if field == "valid_until":
        return visit.say("live.no_end") if value is None else day(value, visit.zone)
    if value is None:
        return visit.say("live.nothing")
    if field == "status":
        return word(STATUSES, str(value), visit.language)
    if field == "confidence_milli":
        return f"{value / 10:.0f}%"
    if field == "stance":
        key = f"live.stance.{value}"
        return visit.say(key) if key in WORDS else str(value)
    return str(value)


def cause_words(visit: Visit, cause: str, name: str | None) -> str:
    """Why it changed; `name` is that of the event, None where it is not known."""
    if cause in _PLAIN:
        if name is None:
            return visit.say(f"live.cause.plain_{cause}")
        return visit.say(f"live.cause.{cause}", name=event_label(name, visit.language))
    key = f"live.cause.{cause}"
    return visit.say(key) if key in WORDS else cause


def withheld_words(visit: Visit, updates: Iterable[Update]) -> str:
    """How many of the updates may not be used, and why, and how many changed their evidence alone."""
    all_of_them = list(updates)
    if not all_of_them:
        return ""
    language = visit.language
    reasons = Counter(each.withheld for each in all_of_them if each.withheld is not None)
    n_same = sum(each.withheld is None and is_evidence_alone(each) for each in all_of_them)
    figures = {"total": count(len(all_of_them), language), "n": count(reasons.total(), language)}
    told = [visit.say("live.why_n", why=_why(visit, why), n=count(n, language)) for why, n in reasons.most_common()]
    words = visit.say("live.withheld", **figures, why=visit.listed(told)) if reasons else ""
    same = visit.say("live.evidence_alone", n=count(n_same, language)) if n_same else ""
    return visit.joined(words or visit.say("live.nothing_withheld", total=figures["total"]), same)


def _why(visit: Visit, reason: str) -> str:
    key = f"live.why.{reason}"
    return visit.say(key) if key in WORDS else reason

"""Words of the portrait that hang on a value: traits, units, figures, states of tags and reasons of the gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huaxiang.console.shown import day, moment, percent
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.domain.instants import from_iso

__all__ = ["day_of", "measured", "moment_of", "named", "state_tone", "sure_words", "withheld_words"]

_ROUND_YUAN = 100
_TONES = {"active": "good", "observation": "wait", "below_threshold": "wait", "frozen": "bad"}


def named(visit: Visit, group: str, name: str) -> str:
    """The word of a name in a group such as `trait`; the name itself where there is none."""
    key = f"portrait.{group}.{name}"
    return visit.say(key) if key in WORDS else name


def measured(visit: Visit, value: float | None, unit: str) -> str:
    """A value with its unit: shares in percent, elsewhere at most one decimal; a dash for none."""
    if value is None:
        return "–"
    if unit == "share":
        return percent(value)
    number = f"{value:,.0f}" if unit == "yuan" and value >= _ROUND_YUAN else f"{value:,.1f}".removesuffix(".0")
    return visit.say(f"portrait.unit.{unit}", n=number) if f"portrait.unit.{unit}" in WORDS else number


def moment_of(visit: Visit, iso: str | None) -> str:
    """Local time of an ISO instant to the minute, a dash for none."""
    return moment(None if iso is None else from_iso(iso), visit.zone)


def day_of(visit: Visit, iso: str | None) -> str:
    """Local day of an ISO instant, a dash for none."""
    return day(None if iso is None else from_iso(iso), visit.zone)


def state_tone(tag: Mapping[str, Any]) -> str:
    """Tone of a tag's state chip."""
    return _TONES.get(tag["status"], "plain")


def sure_words(visit: Visit, tag: Mapping[str, Any]) -> str:
    """How sure a tag is: exact, probability or confidence."""
    if tag["threshold"] == 0:
        return visit.say("portrait.exact")
    word = "probability" if tag["kind"] == "segment" else "confidence"
    return visit.say(f"portrait.{word}", percent=percent(tag["confidence"]))


def withheld_words(visit: Visit, tag: Mapping[str, Any]) -> str:
    """Why the gate keeps a tag back, in plain words.

    Args:
        tag: withheld (reason of the gate), state of the definition, confidence and threshold.
    """
    reason = tag["state"] if tag["withheld"] == "definition_not_active" else tag["withheld"]
    figures = {"confidence": percent(tag["confidence"]), "threshold": percent(tag["threshold"])}
    return visit.say(f"portrait.withheld.{reason}", **figures)

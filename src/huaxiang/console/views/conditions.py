"""One condition of an audience in a reader's words, such as `近 7 天支付 ≥ 2 次`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huaxiang.console.vocabulary import name_of, value_of
from huaxiang.console.words import say
from huaxiang.domain.event_names import event_label
from huaxiang.tags.expressions import Term
from huaxiang.tags.expressions.terms import (
    Comparison,
    Did,
    Fact,
    Feature,
    Interest,
    Known,
    Pattern,
    Tag,
    Trait,
)
from huaxiang.tags.expressions.write import duration_text

__all__ = ["Names", "chip_text"]

_SEGMENT = "segment."
_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_IS = {"=": "is", "!=": "is_not"}
_NEVER = frozenset({Comparison("=", 0), Comparison("<", 1), Comparison("<=", 0)})
_ONCE = frozenset({Comparison(">=", 1), Comparison(">", 0)})


@dataclass(frozen=True, slots=True)
class Names:
    """Labels by key, in the reader's language; a key without a label stands for itself.

    Attributes:
        tags: Labels of tags.
        segments: Names of segments by id.
        interests: Labels of interest paths.
        features: Labels of features.
        values: Labels of values in `where`, such as category slugs.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    interests: Mapping[str, str] = field(default_factory=dict)
    features: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def chip_text(term: Term, names: Names, language: str) -> str:
    """A condition in words, such as `近 7 天支付 ≥ 2 次` or `偏好 美妆-底妆`."""
    key, figures = _told(term, names, language)
    return " ".join(say(f"condition.{key}", language, **figures).split())


def _told(term: Term, names: Names, language: str) -> tuple[str, dict[str, object]]:  # noqa: PLR0911 (one line a kind)
    """The words that a condition is told with, and what stands in their places."""
    match term:
        case Tag(key, None) if key.startswith(_SEGMENT):
            segment = key.removeprefix(_SEGMENT)
            return "segment", {"name": names.segments.get(segment, segment)}
        case Tag(key, None):
            return "tag", {"name": names.tags.get(key, key)}
        case Tag(key, Comparison() as comparison):
            return "tag_score", {"name": names.tags.get(key, key), "compared": _compared(comparison, language)}
        case Interest(path, _, stance):
            return f"stance_{stance or 'any'}", {"name": names.interests.get(path, path)}
        case Feature(name, comparison):
            return "feature", {"name": names.features.get(name, name), "compared": _compared(comparison, language)}
        case Trait(name, comparison) | Fact(name, comparison):
            kind, label = "fact" if isinstance(term, Fact) else "trait", name_of(name, language)
            return (kind if label else f"{kind}_unnamed"), {
                "name": label or name,
                "compared": _worded(name, comparison, language),
            }
        case Did():
            return _did(term, names, language)
        case Pattern(pattern):
            return "pattern", {"name": pattern}
        case Known(_, name):
            label = names.features.get(name) or name_of(name, language)
            return ("known" if label else "known_unnamed"), {"name": label or name}
    raise AssertionError(term)


def _compared(comparison: Comparison, language: str) -> str:
    figures = {"sign": _SIGNS[comparison.operator], "value": comparison.value}
    return say("condition.compared", language, **figures).strip()


def _worded(name: str, comparison: Comparison, language: str) -> str:
    """A comparison with a value that is a text: equal is told as a verb."""
    if isinstance(comparison.value, str) and comparison.operator in _IS:
        value = value_of(name, comparison.value, language)
        return say(f"condition.{_IS[comparison.operator]}", language, value=value)
    figures = {"sign": _SIGNS[comparison.operator], "value": comparison.value}
    return say("condition.compared", language, **figures)


def _did(term: Did, names: Names, language: str) -> tuple[str, dict[str, object]]:
    what = event_label(term.event, language)
    where = [
        f"{say(f'condition.column.{each.column}', language)} {_SIGNS[each.comparison.operator]}"
        f" {names.values.get(str(each.comparison.value), each.comparison.value)}"
        for each in term.where
    ]
    if where:
        what = say("condition.did_where", language, what=what, where=say("frame.list_comma", language).join(where))
    figures: dict[str, object] = {"what": what, "window": _window(term.within_us, language)}
    if term.comparison in _NEVER:
        return "did_never", figures
    if term.comparison in _ONCE:
        return "did_once", figures
    return "did", {**figures, "sign": _SIGNS[term.comparison.operator], "n": term.comparison.value}


def _window(within_us: int | None, language: str) -> str:
    if within_us is None:
        return ""
    text = duration_text(within_us)
    return say("condition.within", language, n=text[:-1], unit=say(f"condition.unit.{text[-1]}", language))

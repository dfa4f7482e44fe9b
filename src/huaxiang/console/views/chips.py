"""An expression as chips: conditions joined one level deep, both ways, and each condition in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from huaxiang.domain.event_names import event_label
from huaxiang.tags.expressions import Expression, Term
from huaxiang.tags.expressions.terms import (
    And,
    Comparison,
    Did,
    Fact,
    Feature,
    Interest,
    Known,
    Not,
    Or,
    Pattern,
    Tag,
    Trait,
)
from huaxiang.tags.expressions.write import duration_text

__all__ = ["Builder", "Chip", "Group", "Joint", "Names", "builder_of", "chip_text", "expression_of"]

Joint = Literal["and", "or"]
_SEGMENT = "segment."
_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_EQUAL = {"zh": {"=": "是", "!=": "不是"}, "en": {"=": "is", "!=": "is not"}}
_UNITS = {"zh": {"d": "天", "h": "小时", "m": "分钟", "w": "周"}, "en": {"d": "d", "h": "h", "m": "min", "w": "w"}}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition, or that it does not hold."""

    term: Term
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Chips in brackets; with `is_not` the people who meet the brackets are left out."""

    joint: Joint
    chips: tuple[Chip, ...]
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Builder:
    """What the page edits: chips and groups, all joined by one word; empty when nothing was chosen yet."""

    joint: Joint = "and"
    parts: tuple[Chip | Group, ...] = ()


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


def builder_of(expression: Expression) -> Builder | None:
    """The expression as chips; None where it nests deeper than chips in groups."""
    joint: Joint = "or" if isinstance(expression, Or) else "and"
    parts = [_part(each) for each in (expression.parts if isinstance(expression, (And, Or)) else (expression,))]
    known = tuple(part for part in parts if part is not None)
    return Builder(joint, known) if len(known) == len(parts) else None


def expression_of(builder: Builder) -> Expression | None:
    """The expression of the chips; None while there is none. Groups without chips are left out."""
    parts = [_written(part) for part in builder.parts if isinstance(part, Chip) or part.chips]
    return _joined(builder.joint, parts) if parts else None


def _part(expression: Expression) -> Chip | Group | None:
    is_not = isinstance(expression, Not)
    inside = expression.part if isinstance(expression, Not) else expression
    if isinstance(inside, Not):
        return None
    if not isinstance(inside, (And, Or)):
        return Chip(inside, is_not)
    chips = [_part(each) for each in inside.parts]
    plain = tuple(each for each in chips if isinstance(each, Chip))
    return Group("and" if isinstance(inside, And) else "or", plain, is_not) if len(plain) == len(chips) else None


def _written(part: Chip | Group) -> Expression:
    inside = part.term if isinstance(part, Chip) else _joined(part.joint, [_written(each) for each in part.chips])
    return Not(inside) if part.is_not else inside


def _joined(joint: Joint, parts: list[Expression]) -> Expression:
    if len(parts) == 1:
        return parts[0]
    return And(tuple(parts)) if joint == "and" else Or(tuple(parts))


def chip_text(term: Term, names: Names, language: str) -> str:  # noqa: PLR0911 (one line a kind of term)
    """A condition in words, such as `近 7 天 支付 ≥ 2 次` or `偏好 美妆-底妆`."""
    is_zh = language == "zh"
    match term:
        case Tag(key, None) if key.startswith(_SEGMENT):
            segment = key.removeprefix(_SEGMENT)
            return f"{'分群' if is_zh else 'segment'} {names.segments.get(segment, segment)}"
        case Tag(key, comparison):
            score = f" {'分值' if is_zh else 'score'}{_compared(comparison)}" if comparison else ""
            return f"{'标签' if is_zh else 'tag'} {names.tags.get(key, key)}{score}"
        case Interest(path, _, stance):
            return f"{_stance(stance, is_zh=is_zh)} {names.interests.get(path, path)}"
        case Feature(name, comparison):
            return f"{names.features.get(name, name)}{_compared(comparison)}"
        case Trait(name, comparison) | Fact(name, comparison):
            kind = ("第三方事实" if is_zh else "fact") if isinstance(term, Fact) else ("属性" if is_zh else "trait")
            return f"{kind} {name}{_worded(comparison, language)}"
        case Did():
            return _did(term, names, language)
        case Pattern(pattern):
            return f"{'走过路径' if is_zh else 'walked'} {pattern}"
        case Known(_, name):
            return f"{'已知' if is_zh else 'known'} {names.features.get(name, name)}"
    raise AssertionError(term)


def _compared(comparison: Comparison) -> str:
    return f" {_SIGNS[comparison.operator]} {comparison.value}"


def _worded(comparison: Comparison, language: str) -> str:
    if isinstance(comparison.value, str) and comparison.operator in _EQUAL[language]:
        return f" {_EQUAL[language][comparison.operator]} {comparison.value}"
    return _compared(comparison)


def _stance(stance: str | None, *, is_zh: bool) -> str:
    words = {"prefer": ("偏好", "prefers"), "avoid": ("不喜欢", "avoids")}
    return words.get(stance or "", ("感兴趣", "interested in"))[0 if is_zh else 1]


def _did(term: Did, names: Names, language: str) -> str:
    is_zh = language == "zh"
    event = event_label(term.event, language)
    conditions = [
        f"{each.column} {_SIGNS[each.comparison.operator]}"
        f" {names.values.get(str(each.comparison.value), each.comparison.value)}"
        for each in term.where
    ]
    what = f"{event} ({', '.join(conditions)})" if conditions else event
    window = _window(term.within_us, language)
    never = term.comparison in {Comparison("=", 0), Comparison("<", 1), Comparison("<=", 0)}
    if never:
        told = f"{window}没有 {what}" if is_zh else f"no {what} {window}"
    elif is_zh:
        told = f"{window} {what} {_SIGNS[term.comparison.operator]} {term.comparison.value} 次"
    else:
        told = f"{what} {_SIGNS[term.comparison.operator]} {term.comparison.value} times {window}"
    return told.strip()


def _window(within_us: int | None, language: str) -> str:
    if within_us is None:
        return "" if language == "zh" else "ever"
    text = duration_text(within_us)
    unit = _UNITS[language][text[-1]]
    return f"近 {text[:-1]} {unit}" if language == "zh" else f"in {text[:-1]} {unit}"

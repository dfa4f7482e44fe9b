"""A condition while it is filled in: the fields of a form, and the term they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from huaxiang.console.views.chips import Chip
from huaxiang.domain.instants import DAY_US
from huaxiang.tags.expressions import Term, Vocabulary
from huaxiang.tags.expressions.numbers import number_of
from huaxiang.tags.expressions.terms import Comparison, Did, Fact, Feature, Interest, Operator, Tag, Trait, Where

__all__ = ["KINDS", "OPERATORS", "Draft", "chip_of", "draft_of", "problem_of"]

KINDS = ("segment", "tag", "interest", "did", "feature", "trait", "fact")
"""Kinds of conditions in the order of the form."""
OPERATORS = (">=", "<=", "=", "!=", ">", "<")
_SEGMENT = "segment."
_LONGEST_DAYS = 36_500


@dataclass(slots=True)
class Draft:
    """The fields of the form; which of them count depends on `kind`.

    Attributes:
        key: What is compared: a segment's id, a tag's key, an interest's path, an event, a name.
        stance: Of an interest: "", "prefer" or "avoid".
        operator: One of `OPERATORS`.
        value: What it is compared with, as typed; times for an event.
        days: Window of an event, as typed; "" for ever.
        category: First-level category of an event; "" for all.
        is_not: Whether the condition must not hold.
    """

    kind: str = "segment"
    key: str = ""
    stance: str = ""
    operator: str = ">="
    value: str = ""
    days: str = ""
    category: str = ""
    is_not: bool = False


def problem_of(draft: Draft) -> str:
    """The key of what is still missing or wrong, "" when the draft makes a condition."""
    if not draft.key:
        return "needs_choice"
    if draft.kind == "did":
        days = number_of(draft.days.strip()) if draft.days.strip() else 1
        is_day = days is not None and days == int(days) and 1 <= days <= _LONGEST_DAYS
        return "" if is_day and _is_count(draft.value) else "needs_number"
    if draft.kind == "feature":
        return "" if number_of(draft.value.strip()) is not None else "needs_number"
    if draft.kind in {"trait", "fact"} and not draft.value.strip():
        return "needs_value"
    return ""


def _is_count(text: str) -> bool:
    return text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 9


def chip_of(draft: Draft, vocabulary: Vocabulary) -> Chip:
    """The condition of a draft without problems."""
    return Chip(_term(draft, vocabulary), draft.is_not)


def _term(draft: Draft, vocabulary: Vocabulary) -> Term:
    operator = cast("Operator", draft.operator)
    value = draft.value.strip()
    match draft.kind:
        case "segment":
            return Tag(f"{_SEGMENT}{draft.key}")
        case "tag":
            return Tag(draft.key)
        case "interest":
            path, keys = vocabulary.interest(draft.key)
            return Interest(path, keys, cast("Literal['prefer', 'avoid'] | None", draft.stance or None))
        case "did":
            where = (Where("l1", Comparison("=", draft.category)),) if draft.category else ()
            within = int(float(draft.days)) * DAY_US if draft.days.strip() else None
            return Did(draft.key, where, within, Comparison(operator, int(value)))
        case "feature":
            return Feature(draft.key, Comparison(operator, _number(value)))
    # A code such as a postcode stays a text: only an order between values makes it a number.
    is_number = operator not in {"=", "!="} and number_of(value) is not None
    kind = Trait if draft.kind == "trait" else Fact
    return kind(draft.key, Comparison(operator, _number(value) if is_number else value))


def _number(text: str) -> int | float:
    value = number_of(text)
    assert value is not None
    return int(value) if value == int(value) else value


def draft_of(chip: Chip) -> Draft | None:
    """The form filled with a condition; None where the form has no fields for it."""
    draft = _filled(chip.term)
    if draft is not None:
        draft.is_not = chip.is_not
    return draft


def _filled(term: Term) -> Draft | None:  # noqa: PLR0911 (one line a kind of term)
    match term:
        case Tag(key, None) if key.startswith(_SEGMENT):
            return Draft("segment", key.removeprefix(_SEGMENT))
        case Tag(key, None):
            return Draft("tag", key)
        case Interest(path, _, stance):
            return Draft("interest", path, stance=stance or "")
        case Feature(name, comparison):
            return Draft("feature", name, operator=comparison.operator, value=str(comparison.value))
        case Trait(name, comparison) | Fact(name, comparison):
            kind = "trait" if isinstance(term, Trait) else "fact"
            return Draft(kind, name, operator=comparison.operator, value=str(comparison.value))
        case Did():
            return _filled_did(term)
    return None


def _filled_did(term: Did) -> Draft | None:
    is_days = term.within_us is None or term.within_us % DAY_US == 0
    category = _category(term.where)
    if not is_days or category is None or not isinstance(term.comparison.value, int):
        return None
    days = "" if term.within_us is None else str(term.within_us // DAY_US)
    value = str(term.comparison.value)
    return Draft("did", term.event, operator=term.comparison.operator, value=value, days=days, category=category)


def _category(where: tuple[Where, ...]) -> str | None:
    """The one first-level category asked for, "" for none, None for any other condition."""
    if not where:
        return ""
    first = where[0]
    is_plain = len(where) == 1 and first.column == "l1" and first.comparison.operator == "="
    return str(first.comparison.value) if is_plain else None

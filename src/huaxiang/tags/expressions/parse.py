"""Reads an expression such as `tag(flag.hesitant) 且 非 did(order_completed, within 7d)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NoReturn, cast

from huaxiang.domain.errors import BadExpression, UnknownName, nearest
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.expressions.terms import (
    And,
    Comparison,
    Did,
    Expression,
    Fact,
    Feature,
    Interest,
    Known,
    Not,
    Operator,
    Or,
    Pattern,
    Tag,
    Term,
    Trait,
    Where,
)
from huaxiang.tags.expressions.vocabulary import Vocabulary

__all__ = ["COLUMNS", "FAULTS", "INTEGER_COLUMNS", "parse"]

INTEGER_COLUMNS = frozenset({"quantity", "amount_minor", "dwell_ms"})
COLUMNS = INTEGER_COLUMNS | {
    *("item_id", "l1", "l2", "l3", "brand", "channel", "device", "page", "zone", "campaign_id"),
}
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[a-z_]+(?=\s*[(（])", re.IGNORECASE)
_OPERATOR = re.compile(r"!=|<=|>=|==|≠|≤|≥|=|<|>")
_PLAIN = {"==": "=", "≠": "!=", "≤": "<=", "≥": ">="}
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?(?![A-Za-z0-9_.-])")
_BARE = re.compile(r"[^\s()（）,，\"'“”<>=!≤≥≠且或]+")
_DURATION = re.compile(r"([1-9][0-9]{0,4})\s*(m|min|h|d|w|分钟|小时|天|周)(?![a-z])")
_UNITS = {"m": MINUTE_US, "min": MINUTE_US, "分钟": MINUTE_US, "h": HOUR_US, "小时": HOUR_US}
_UNITS |= {"d": DAY_US, "天": DAY_US, "w": 7 * DAY_US, "周": 7 * DAY_US}
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_JOINTS = {"and": ("且", r"and\b"), "or": ("或", r"or\b"), "not": ("非", r"not\b")}
_DEEPEST = 50
FAULTS = {
    "end": "expected and, or, 且, 或 or the end",
    "close": "expected )",
    "name": "expected a name",
    "quote": "a quote is not closed",
    "number": "expected a number",
    "value": "expected a number or a text in quotes",
    "comparison": "expected one of = != < <= > >=",
    "stance": "expected prefer or avoid",
    "within": "expected within, such as within 7d",
    "duration": "expected a time such as 30m, 24h or 7d",
    "term": "expected a term such as tag(…), feature(…) > 1 or did(…)",
    "deep": "nested deeper than {about}",
    "no_term": "{about} is no term (it has: {near})",
}
"""What can be wrong with an expression besides its names, by code; `about` and `near` stand in their places."""


def parse(text: str, vocabulary: Vocabulary) -> Expression:
    """The expression written in `text`; `and` binds tighter than `or`.

    Raises:
        BadExpression: It cannot be read; carries the position.
        UnknownName: A tag, segment, interest, feature, trait, fact, event, pattern or column does not exist; names
            the position and the nearest names.
    """
    reader = _Reader(text, vocabulary)
    expression = reader.either()
    reader.skip()
    if reader.place < len(text):
        reader.fail("end")
    return expression


class _Reader:
    """A recursive descent over the text; `place` is the next character."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary, self.place, self.depth = text, vocabulary, 0, 0
        self.terms: dict[str, Callable[[], Term]] = {
            "tag": self.tag,
            "segment": self.segment,
            "interest": self.interest,
            "feature": self.feature,
            "trait": self.trait,
            "fact": self.fact,
            "did": self.did,
            "pattern": self.pattern,
            "known": self.known,
        }

    def fail(self, code: str, place: int | None = None, *, about: str = "", near: Sequence[str] = ()) -> NoReturn:
        message = FAULTS[code].format(about=repr(about) if near else about, near=", ".join(near))
        at = self.place if place is None else place
        raise BadExpression(message, text=self.text, position=at, code=code, about=about, near=near)

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def take(self, *signs: str) -> bool:
        """Whether one of the signs comes next; it is then read."""
        self.skip()
        for sign in signs:
            if self.text.startswith(sign, self.place):
                self.place += len(sign)
                return True
        return False

    def joint(self, name: str) -> bool:
        """Whether `and`, `or` or `not` comes next in either language; it is then read."""
        sign, word = _JOINTS[name]
        if self.take(sign):
            return True
        found = re.compile(word, re.IGNORECASE).match(self.text, self.place)
        self.place = found.end() if found else self.place
        return found is not None

    def either(self) -> Expression:
        parts = [self.both()]
        while self.joint("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Expression:
        parts = [self.one()]
        while self.joint("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail("deep", about=str(_DEEPEST))
        found = self.nested()
        self.depth -= 1
        return found

    def nested(self) -> Expression:
        if self.joint("not"):
            return Not(self.one())
        if self.take("(", "（"):
            inside = self.either()
            self.close()
            return inside
        start = self.place
        word = _WORD.match(self.text, self.place)
        if word is None:
            self.fail("term")
        term = self.terms.get(word[0].lower())
        if term is None:
            near = nearest(word[0], self.terms) or tuple(self.terms)
            self.fail("no_term", start, about=word[0], near=near)
        self.place = word.end()
        self.take("(", "（")
        return term()

    def close(self) -> None:
        if not self.take(")", "）"):
            self.fail("close")

    def name(self, stop: str = "") -> tuple[str, int]:
        """A name inside the brackets and its place: quoted, or all up to a comma, a bracket or `stop`."""
        self.skip()
        start = self.place
        if quoted := self.quoted():
            return quoted, start
        found = re.compile(rf"[^,，()（）]+?(?=\s*(?:[,，)）]|$){stop})").match(self.text, start)
        if found is None:
            self.fail("name")
        self.place = found.end()
        return found[0].strip(), start

    def quoted(self) -> str | None:
        """The quoted text that comes next, when one does."""
        end = _QUOTES.get(self.text[self.place : self.place + 1])
        if end is None:
            return None
        start = self.place + 1
        self.place = self.text.find(end, start)
        if self.place < 0:
            self.fail("quote", start - 1)
        self.place += 1
        return self.text[start : self.place - 1]

    def known_as(self, look_up: Callable[[str], str], name: str, start: int) -> str:
        """The name as the vocabulary has it, or its error with the position added."""
        try:
            return look_up(name)
        except UnknownName as error:
            raise self.placed(error, start) from error

    def placed(self, error: UnknownName, start: int) -> UnknownName:
        hint = str(error).rpartition("(")[2].rstrip(")") if "(" in str(error) else "there is none"
        hint = f"at {start + 1} of {self.text!r}; {hint}"
        return UnknownName(error.kind, error.name, hint=hint, near=error.nearest, position=start)

    def comparison(self, *, is_number: bool, is_text: bool = False) -> Comparison | None:
        """The comparison that comes next, when one does."""
        self.skip()
        found = _OPERATOR.match(self.text, self.place)
        if found is None:
            return None
        self.place = found.end()
        sign = cast("Operator", _PLAIN.get(found[0], found[0]))
        self.skip()
        start = self.place
        value = self.value(is_text=is_text)
        if is_number and isinstance(value, str):
            self.fail("number", start)
        return Comparison(sign, value)

    def value(self, *, is_text: bool) -> int | float | str:
        quoted = self.quoted()
        if quoted is not None:
            return quoted
        number = None if is_text else _NUMBER.match(self.text, self.place)
        if number:
            self.place = number.end()
            return float(number[0]) if number[1] else int(number[0])
        bare = _BARE.match(self.text, self.place)
        if bare is None:
            self.fail("value")
        self.place = bare.end()
        return bare[0]

    def compared(self, *, is_number: bool, is_text: bool = False) -> Comparison:
        found = self.comparison(is_number=is_number, is_text=is_text)
        if found is None:
            self.fail("comparison")
        return found

    def tag(self) -> Tag:
        name, start = self.name()
        self.close()
        return Tag(self.known_as(self.vocabulary.tag, name, start), self.comparison(is_number=True))

    def segment(self) -> Tag:
        name, start = self.name()
        self.close()
        return Tag(self.known_as(self.vocabulary.segment, name, start))

    def interest(self) -> Interest:
        name, start = self.name()
        stance = None
        if self.take(",", "，"):
            stance, stance_start = self.name()
            if stance not in {"prefer", "avoid"}:
                self.fail("stance", stance_start)
        self.close()
        try:
            path, keys = self.vocabulary.interest(name)
        except UnknownName as error:
            raise self.placed(error, start) from error
        return Interest(path, keys, "prefer" if stance == "prefer" else "avoid" if stance else None)

    def member(self, kind: str) -> str:
        name, start = self.name()
        self.close()
        return self.known_as(lambda each: self.vocabulary.member(kind, each), name, start)

    def feature(self) -> Feature:
        return Feature(self.member("feature"), self.compared(is_number=True))

    def trait(self) -> Trait:
        return Trait(self.member("trait"), self.compared(is_number=False))

    def fact(self) -> Fact:
        return Fact(self.member("fact"), self.compared(is_number=False))

    def pattern(self) -> Pattern:
        return Pattern(self.member("pattern"))

    def known(self) -> Known:
        name, start = self.name()
        self.close()
        words = self.vocabulary
        for kind, names in (("trait", words.traits), ("feature", words.features), ("fact", words.facts)):
            if name in names:
                return Known(kind, name)  # type: ignore[arg-type]
        known = {*words.traits, *words.features, *words.facts}
        raise self.placed(UnknownName("trait, feature or fact", name, known), start)

    def did(self) -> Did:
        name, start = self.name(stop=r"|(?=\s+where\b)")
        event = self.known_as(self.vocabulary.event, name, start)
        where: list[Where] = []
        if self.word("where"):
            where.append(self.where())
            while self.joint("and"):
                where.append(self.where())
        within = None
        if self.take(",", "，"):
            if not self.word("within"):
                self.fail("within")
            within = self.duration()
        self.close()
        comparison = self.comparison(is_number=True)
        return Did(event, tuple(where), within, comparison or Comparison(">=", 1))

    def word(self, word: str) -> bool:
        self.skip()
        found = re.compile(rf"{word}\b").match(self.text, self.place)
        self.place = found.end() if found else self.place
        return found is not None

    def where(self) -> Where:
        self.skip()
        start = self.place
        found = re.compile(r"[A-Za-z_0-9]+").match(self.text, start)
        column = found[0] if found else ""
        if column not in COLUMNS:
            raise self.placed(UnknownName("event column", column, COLUMNS), start)
        self.place = start + len(column)
        is_number = column in INTEGER_COLUMNS
        if is_number:
            return Where(column, self.compared(is_number=True))
        comparison = self.compared(is_number=False, is_text=True)
        if column in {"l1", "l2", "l3"}:
            slug = self.vocabulary.category(str(comparison.value))
            return Where(column, Comparison(comparison.operator, slug))
        return Where(column, comparison)

    def duration(self) -> int:
        self.skip()
        found = _DURATION.match(self.text, self.place)
        if found is None:
            self.fail("duration")
        self.place = found.end()
        return int(found[1]) * _UNITS[found[2]]

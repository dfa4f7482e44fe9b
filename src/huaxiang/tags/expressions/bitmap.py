"""An expression over Roaring bitmaps: one set of person numbers for each term, joined by and, or, not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from huaxiang.tags.expressions.numbers import NUMBER_TEXT
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
    Or,
    Pattern,
    Tag,
    Term,
    Trait,
)

__all__ = ["ArrowIndex", "Index", "Members", "bitmap_of", "members_of"]

_COMPARE = {
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}


class Index(Protocol):
    """Who meets each term, as person numbers."""

    @property
    def everyone(self) -> BitMap:
        """Numbers of all people."""

    def bitmap_of(self, term: Term) -> BitMap:
        """Numbers of the people among `everyone` who meet the term; perhaps one of the index's own bitmaps."""


class Members(NamedTuple):
    """Those who are named, or everyone but them; nobody is counted out before a set is asked for.

    Attributes:
        named: Person numbers; perhaps one of an index's own bitmaps.
        is_rest: Whether the members are all the others.
    """

    named: BitMap
    is_rest: bool = False

    def among(self, everyone: BitMap) -> BitMap:
        """The members of those; `named` itself where it is the answer, so `everyone` must hold all who are named."""
        return everyone - self.named if self.is_rest else self.named

    def count_in(self, people: BitMap) -> int:
        """How many of some people are members."""
        n_named: int = self.named.intersection_cardinality(people)
        return len(people) - n_named if self.is_rest else n_named


def bitmap_of(expression: Expression, index: Index) -> BitMap:
    """Numbers of the people who meet the expression; one of the index's own bitmaps where that is the answer."""
    return members_of(expression, (index,))[0].among(index.everyone)


def members_of(expression: Expression, indexes: Sequence[Index]) -> list[Members]:
    """Who meets the expression by each of several indexes over the same people; `is_rest` is the same for all.

    What the indexes answer by the very same bitmaps is joined once. The sides of `and` are taken smallest first; what
    stands under `not` is taken away from the rest at the end, or stays the rest.
    """
    if isinstance(expression, And):
        return _each([members_of(part, indexes) for part in _flat(expression, And)], _and)
    if isinstance(expression, Or):
        return _each([members_of(part, indexes) for part in _flat(expression, Or)], _or)
    if isinstance(expression, Not):
        return _each(
            [members_of(expression.part, indexes)], lambda parts: Members(parts[0].named, not parts[0].is_rest)
        )
    return [Members(index.bitmap_of(expression)) for index in indexes]


def _flat(expression: And | Or, kind: type[And | Or]) -> Iterator[Expression]:
    """The sides, with those of a side of the same kind in its place."""
    for part in expression.parts:
        if isinstance(part, kind):
            yield from _flat(part, kind)
        else:
            yield part


def _each(parts: Sequence[Sequence[Members]], join: Callable[[list[Members]], Members]) -> list[Members]:
    """The parts joined for each index; once for those whose parts are the same."""
    found: list[Members] = []
    for at, own in enumerate(zip(*parts, strict=True)):
        is_same = at > 0 and all(mine.named is each[0].named for mine, each in zip(own, parts, strict=True))
        found.append(found[0] if is_same else join(list(own)))
    return found


def _rest(parts: list[Members]) -> Members:
    return Members(parts[0].named, not parts[0].is_rest)


def _and(parts: list[Members]) -> Members:
    within, without = _sides(parts)
    if not within:
        return Members(_union(without), is_rest=True)
    return Members(_without(_intersection(within), without, is_own=len(within) > 1))


def _or(parts: list[Members]) -> Members:
    within, without = _sides(parts)
    if not without:
        return Members(_union(within))
    return Members(_without(_intersection(without), within, is_own=len(without) > 1), is_rest=True)


def _sides(parts: Iterable[Members]) -> tuple[list[BitMap], list[BitMap]]:
    """Who is named by parts that are those named, and by parts that are the rest; the same bitmap once."""
    sides: tuple[dict[int, BitMap], dict[int, BitMap]] = {}, {}
    for part in parts:
        sides[part.is_rest][id(part.named)] = part.named
    return list(sides[0].values()), list(sides[1].values())


def _union(parts: list[BitMap]) -> BitMap:
    if len(parts) > 2:
        return BitMap.union(*parts)
    return parts[0] if len(parts) == 1 else parts[0] | parts[1]


def _intersection(parts: list[BitMap]) -> BitMap:
    """Smallest first, two at a time and in place: Roaring's function of many bitmaps copies the first one."""
    first, *others = sorted(parts, key=len)
    if not others:
        return first
    found = first & others[0]
    for people in others[1:]:
        found &= people
    return found


def _without(people: BitMap, parts: list[BitMap], *, is_own: bool) -> BitMap:
    """The people but for some; changed in place where they are nobody else's."""
    for part in parts:
        if is_own:
            people -= part
        else:
            people, is_own = people - part, True
    return people


class ArrowIndex:
    """An index over Arrow tables, each bitmap made when first asked for and kept.

    A person's number is the place of the id among `people`. The columns are those of `expressions.ibis.Tables`.
    """

    def __init__(self, people: pa.Array, tables: dict[str, pa.Table], as_of: int) -> None:
        self.people, self.tables, self.as_of = people, tables, as_of
        self.everyone = BitMap(range(len(people)))
        self._made: dict[Term, BitMap] = {}

    def bitmap_of(self, term: Term) -> BitMap:
        """Numbers of the people who meet the term."""
        if term not in self._made:
            found = self._did(term) if isinstance(term, Did) else self._numbers(self._holders(term))
            self._made[term] = found & self.everyone
        return self._made[term]

    def _numbers(self, rows: pa.Table) -> BitMap:
        return BitMap(pc.index_in(rows["person_id"], value_set=self.people).drop_null().to_pylist())

    def _rows(self, table: str, column: str, value: str) -> pa.Table:
        rows = self.tables[table]
        return rows.filter(pc.equal(rows[column], value))

    def _holders(self, term: Any) -> pa.Table:  # noqa: PLR0911 (one line a kind of term)
        match term:
            case Tag(key, comparison):
                rows = self._rows("assignments", "tag_key", key)
                return rows if comparison is None else rows.filter(_compare(rows["score_milli"], comparison))
            case Interest():
                return self._interested(term)
            case Feature(name, comparison):
                rows = self._numbered(name)
                return rows.filter(_compare(rows["value"], comparison))
            case Trait(name, comparison):
                return _texts(self._rows("traits", "name", name), comparison)
            case Fact(name, comparison):
                return _texts(self._rows("facts", "name", name), comparison)
            case Pattern(pattern_id):
                return self._rows("patterns", "pattern_id", pattern_id)
            case Known("feature", name):
                return self._numbered(name)
            case Known(kind, name):
                rows = self._rows(f"{kind}s", "name", name)
                return rows.filter(pc.is_valid(rows["value"]))
        raise AssertionError(term)

    def _numbered(self, feature: str) -> pa.Table:
        rows = self._rows("features", "feature", feature)
        return rows.filter(pc.invert(pc.is_null(rows["value"], nan_is_null=True)))

    def _interested(self, term: Interest) -> pa.Table:
        rows = self.tables["assignments"]
        rows = rows.filter(pc.is_in(rows["tag_key"], value_set=pa.array(term.keys, pa.string())))
        if term.stance is None:
            return rows.filter(pc.fill_null(pc.not_equal(rows["stance"], "avoid"), True))
        return rows.filter(pc.equal(rows["stance"], term.stance))

    def _did(self, term: Did) -> BitMap:
        rows = self._rows("events", "name", term.event)
        rows = rows.filter(pc.less_equal(rows["occurred_at"], self.as_of))
        if term.within_us is not None:
            rows = rows.filter(pc.greater(rows["occurred_at"], self.as_of - term.within_us))
        for each in term.where:
            rows = rows.filter(_compare(rows[each.column], each.comparison))
        counts = rows.group_by("person_id").aggregate([([], "count_all")])
        held = self._numbers(counts.filter(_compare(counts["count_all"], term.comparison)))
        if term.comparison.holds(0):
            held |= self.everyone - self._numbers(counts)
        return held


def _compare(column: Any, comparison: Comparison) -> Any:
    """A mask without missing values: a missing value never holds."""
    value = comparison.value
    if not isinstance(value, str):
        column, value = pc.cast(column, pa.float64()), float(value)
    return pc.fill_null(_COMPARE[comparison.operator](column, pa.scalar(value)), False)


def _texts(rows: pa.Table, comparison: Comparison) -> pa.Table:
    rows = rows.filter(pc.is_valid(rows["value"]))
    if isinstance(comparison.value, str):
        return rows.filter(_compare(rows["value"], comparison))
    rows = rows.filter(pc.match_substring_regex(rows["value"], NUMBER_TEXT))
    return rows.filter(_compare(pc.cast(rows["value"], pa.float64()), comparison))

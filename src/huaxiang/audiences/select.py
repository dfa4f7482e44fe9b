"""People who meet an expression: passing tags only, exclusions taken out, and what was withheld counted by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from huaxiang.audiences.index import NO_EVENTS, PeopleIndex
from huaxiang.tags.expressions import ArrowIndex, Expression, Term, Vocabulary, bitmap_of, parse, terms_of
from huaxiang.tags.expressions.terms import Did, Interest, Tag

__all__ = ["Met", "ReadEvents", "Selection", "select"]

ReadEvents = Callable[[Collection[Did], PeopleIndex], pa.Table]
"""Events of the people that the `did(…)` terms ask for, with the columns of `audiences.index.EVENT_SCHEMA`."""


Met = Callable[[Did, PeopleIndex], BitMap | None]
"""Numbers of the people who meet a `did(…)` term; None where its events have to be read."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """An index that knows of some `did(…)` terms who meets them."""

    plain: ArrowIndex
    did: dict[Did, BitMap]

    @property
    def everyone(self) -> BitMap:
        return self.plain.everyone

    def bitmap_of(self, term: Term) -> BitMap:
        known = self.did.get(term) if isinstance(term, Did) else None
        return self.plain.bitmap_of(term) if known is None else known


@dataclass(frozen=True, slots=True)
class Selection:
    """The outcome of a selection.

    Attributes:
        expression: As written.
        members: Person ids, sorted.
        n_eligible: People who may be in an audience.
        withheld: People who would meet the expression if unproven tags counted, by the gate's reason; a person
            counts once, under the most frequent of the reasons that apply.
        excluded: People who meet the expression and are in no audience, by reason.
        is_unproven_included: Whether unproven tags counted.
    """

    expression: str
    as_of: int
    run_id: str
    members: list[str]
    n_eligible: int
    withheld: dict[str, int]
    excluded: dict[str, int]
    is_unproven_included: bool = False


def select(
    expression: str,
    index: PeopleIndex,
    vocabulary: Vocabulary,
    *,
    read_events: ReadEvents | None = None,
    met: Met | None = None,
    is_unproven_included: bool = False,
) -> Selection:
    """The people who meet an expression.

    Args:
        expression: In the expression language.
        index: Everyone.
        vocabulary: Names that may be used.
        read_events: Reads events for `did(…)`; without it nobody has any.
        met: Gives who meets a `did(…)` without reading events, where it can.
        is_unproven_included: Counts what the gate withholds as held; such a selection may be counted, not handed over.

    Raises:
        BadExpression: It cannot be read.
        UnknownName: It names something that does not exist.
    """
    parsed = parse(expression, vocabulary)
    terms = list(terms_of(parsed))
    did = {term for term in terms if isinstance(term, Did)}
    counted = {term: found for term in did if met is not None and (found := met(term, index)) is not None}
    asked = [term for term in did if term not in counted]
    events = read_events(asked, index) if asked and read_events is not None else NO_EVENTS
    passing = bitmap_of(parsed, _Counted(index.with_events(events), counted))
    held_too = index.with_events(events, is_unproven_included=True) if _keys(terms) else None
    all_held = passing if held_too is None else bitmap_of(parsed, _Counted(held_too, counted))
    chosen = all_held if is_unproven_included else passing
    members = chosen & index.eligible
    return Selection(
        expression=expression,
        as_of=index.meta.as_of,
        run_id=index.meta.run_id,
        members=[index.ids[number] for number in members],
        n_eligible=len(index.eligible),
        withheld=_withheld(index, terms, (all_held - passing) & index.eligible),
        excluded={reason: len(chosen & people) for reason, people in sorted(index.excluded.items()) if chosen & people},
        is_unproven_included=is_unproven_included,
    )


def _withheld(index: PeopleIndex, terms: Collection[Term], people: BitMap) -> dict[str, int]:
    """People by the reason for which the gate withholds the tags that the expression names."""
    if not people:
        return {}
    keys = _keys(terms)
    rows = index.assignments
    wanted = pc.and_(pc.is_in(rows["tag_key"], value_set=pa.array(keys, pa.string())), pc.is_valid(rows["reason"]))
    rows = rows.filter(wanted).select(["person_id", "reason"])
    rows = rows.filter(pc.is_in(rows["person_id"], value_set=pa.array(list(people), pa.int64())))
    pairs = set(zip(rows["person_id"].to_pylist(), rows["reason"].to_pylist(), strict=True))
    often = Counter(reason for _, reason in pairs)
    first: dict[int, str] = {}
    for person, reason in sorted(pairs, key=lambda pair: (-often[pair[1]], pair[1])):
        first.setdefault(person, reason)
    return dict(sorted(Counter(first.values()).items()))


def _keys(terms: Collection[Expression]) -> list[str]:
    keys: set[str] = set()
    for term in terms:
        if isinstance(term, Tag):
            keys.add(term.key)
        elif isinstance(term, Interest):
            keys.update(term.keys)
    return sorted(keys)

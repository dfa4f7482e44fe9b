"""People who meet an expression: passing tags only, exclusions taken out, and what was withheld counted by reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.counting import Counted, did_among, keys_of
from huaxiang.audiences.index import NO_EVENTS
from huaxiang.audiences.people import People
from huaxiang.audiences.tag_bits import TagBits
from huaxiang.tags.expressions import Members, Term, Vocabulary, members_of, parse, terms_of
from huaxiang.tags.expressions.terms import Did

__all__ = ["Met", "ReadEvents", "Selection", "select"]

ReadEvents = Callable[[Collection[Did], PeopleBitmaps], pa.Table]
"""Events of the people that the `did(…)` terms ask for, with the columns of `audiences.index.EVENT_SCHEMA`."""


Met = Callable[[Did, PeopleBitmaps], BitMap | None]
"""Numbers of the people who meet a `did(…)` term; None where its events have to be read."""


@dataclass(frozen=True)
class Selection:
    """The outcome of a selection.

    Attributes:
        expression: As written.
        numbers: Person numbers of the members.
        n_eligible: People who may be in an audience.
        withheld: People who would meet the expression if unproven tags counted, by the gate's reason; a person
            counts once, under the most frequent of the reasons that apply.
        excluded: People who meet the expression and are in no audience, by reason.
        is_unproven_included: Whether unproven tags counted.
    """

    expression: str
    as_of: int
    run_id: str
    numbers: BitMap = field(repr=False)
    people: People = field(repr=False, compare=False)
    n_eligible: int
    withheld: dict[str, int]
    excluded: dict[str, int]
    is_unproven_included: bool = False

    @cached_property
    def members(self) -> list[str]:
        """Person ids, sorted; `len(selection)` counts them without making them."""
        return self.people.ids_of(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)


def select(
    expression: str,
    bitmaps: PeopleBitmaps,
    vocabulary: Vocabulary,
    *,
    read_events: ReadEvents | None = None,
    met: Met | None = None,
    is_unproven_included: bool = False,
) -> Selection:
    """The people who meet an expression.

    Args:
        expression: In the expression language.
        bitmaps: Everyone.
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
    did = _did({term for term in terms if isinstance(term, Did)}, bitmaps, read_events, met)
    passing, all_held = members_of(parsed, (Counted(bitmaps, did), Counted(bitmaps, did, is_unproven_included=True)))
    chosen = all_held if is_unproven_included else passing
    eligible = bitmaps.eligible
    excluded = {reason: chosen.count_in(who) for reason, who in sorted(bitmaps.excluded.items())}
    return Selection(
        expression=expression,
        as_of=bitmaps.meta.as_of,
        run_id=bitmaps.meta.run_id,
        numbers=eligible - chosen.named if chosen.is_rest else chosen.named & eligible,
        people=bitmaps.people,
        n_eligible=len(eligible),
        withheld=_withheld(bitmaps, terms, _more(all_held, passing, eligible)),
        excluded={reason: n for reason, n in excluded.items() if n},
        is_unproven_included=is_unproven_included,
    )


def _did(
    terms: Collection[Did], bitmaps: PeopleBitmaps, read_events: ReadEvents | None, met: Met | None
) -> dict[Did, BitMap]:
    """Who meets each `did(…)`."""
    counted = {term: found for term in terms if met is not None and (found := met(term, bitmaps)) is not None}
    asked = [term for term in terms if term not in counted]
    if not asked:
        return counted
    events = NO_EVENTS if read_events is None else read_events(asked, bitmaps)
    return counted | did_among(asked, events, bitmaps)


def _more(more: Members, fewer: Members, eligible: BitMap) -> BitMap:
    """Members of the first and not of the second, of the people who may be in an audience."""
    if more.named is fewer.named:
        return BitMap()
    found = fewer.named - more.named if more.is_rest else more.named - fewer.named
    found &= eligible
    return found


def _withheld(bitmaps: PeopleBitmaps, terms: Iterable[Term], people: BitMap) -> dict[str, int]:
    """Numbers of people by the reason for which the gate withholds tags of theirs, each under the most frequent one."""
    if not people:
        return {}
    tags = [bits for key in keys_of(terms) if (bits := bitmaps.tags.get(key)) is not None]
    reasons = set().union(*(bits.reasons for bits in tags))
    if len(reasons) == 1:
        return dict.fromkeys(reasons, len(people))
    by_reason = _by_reason(tags, reasons, people)
    counts, left = {}, people
    for reason in sorted(by_reason, key=lambda each: (-len(by_reason[each]), each)):
        counts[reason] = len(left & by_reason[reason])
        left = left - by_reason[reason]
    return {reason: n for reason, n in sorted(counts.items()) if n}


def _by_reason(tags: Collection[TagBits], reasons: Collection[str], people: BitMap) -> dict[str, BitMap]:
    """People by the reasons for which the gate withholds tags of theirs; each has one such tag at least.

    Who has none of the other reasons must have the one that most have, so its tags are looked at for the others alone.
    """
    size = {reason: sum(bits.n_withheld for bits in tags if reason in bits.reasons) for reason in reasons}
    *rarer, most = sorted(reasons, key=lambda each: (size[each], each))
    found = {reason: BitMap() for reason in rarer}
    for bits in tags:
        if not bits.reasons.isdisjoint(rarer):
            for reason, own in bits.withheld(people):
                if reason != most:
                    found[reason] |= own
    others = BitMap.union(BitMap(), *found.values())
    found[most] = people - others
    for bits in tags:
        if most in bits.reasons:
            for reason, own in bits.withheld(others):
                if reason == most:
                    found[most] |= own
    return found

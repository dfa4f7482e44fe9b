"""What became of the segments of the last fit: kept, split, merged, born or gone, by where the same people are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from huaxiang.folds.people import Ints
from huaxiang.stats.agreement import contingency

__all__ = ["Became", "Succession", "find_successions"]

Became = Literal["kept", "split", "merged", "born", "gone"]
_LEAST_PART = 0.3
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of segments.

    Attributes:
        kind: kept: one id in both fits. split: most people of each of several new segments come from one old one.
            merged: most people of several old segments are in one new one. born: no old segment gave most of the
            people. gone: no id, and no segment that took most of the people.
        old: Ids of the last fit, sorted; empty for born.
        new: Ids of this fit, sorted; empty for gone.
        share: Share of the old people (of the new ones for born) that this tells of, 0..1.
    """

    kind: Became
    old: tuple[str, ...]
    new: tuple[str, ...]
    share: float


def find_successions(old: Ints, new: Ints, old_ids: Sequence[str], new_ids: Sequence[str]) -> tuple[Succession, ...]:
    """What became of every segment, by the same people in both fits.

    Args:
        old: Segment of each person by the last model, as index in `old_ids`.
        new: The same by the new model, in `new_ids`.
        old_ids: Segment ids of the last model.
        new_ids: Segment ids of the new model; an id in both is the same segment by optimal matching of centres.

    Returns:
        Every old id stands in one of kept, split, merged and gone, every new one in one of kept, split, merged and
        born at least.
    """
    table = contingency(old, new)
    flows = {
        (a, b): int(table[i, j]) if i < table.shape[0] and j < table.shape[1] else 0
        for i, a in enumerate(old_ids)
        for j, b in enumerate(new_ids)
    }
    out = {a: max(sum(flows[a, b] for b in new_ids), 1) for a in old_ids}
    into = {b: max(sum(flows[a, b] for a in old_ids), 1) for b in new_ids}
    found = [*_splits(flows, out, into), *_merges(flows, out, into)]
    told_old = {each for succession in found for each in succession.old}
    told_new = {each for succession in found for each in succession.new}
    for a in old_ids:
        if a in told_old:
            continue
        if a in new_ids:
            found.append(Succession("kept", (a,), (a,), _share(flows[a, a], out[a])))
            told_new.add(a)
        else:
            found.append(Succession("gone", (a,), (), 1.0))
    for b in new_ids:
        if b not in told_new:
            nearest = max((flows[a, b] for a in old_ids), default=0)
            found.append(Succession("born", (), (b,), _share(into[b] - nearest, into[b])))
    return tuple(found)


def _splits(flows: dict[tuple[str, str], int], out: dict[str, int], into: dict[str, int]) -> list[Succession]:
    found = []
    for a in sorted(out):
        parts = [b for b in sorted(into) if flows[a, b] >= _LEAST_PART * out[a] and flows[a, b] > _MOST * into[b]]
        if len(parts) > 1:
            found.append(Succession("split", (a,), tuple(parts), _share(sum(flows[a, b] for b in parts), out[a])))
    return found


def _merges(flows: dict[tuple[str, str], int], out: dict[str, int], into: dict[str, int]) -> list[Succession]:
    found = []
    for b in sorted(into):
        parts = [a for a in sorted(out) if flows[a, b] > _MOST * out[a] and flows[a, b] >= _LEAST_PART * into[b]]
        if len(parts) > 1:
            whole = sum(out[a] for a in parts)
            found.append(Succession("merged", tuple(parts), (b,), _share(sum(flows[a, b] for a in parts), whole)))
    return found


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)

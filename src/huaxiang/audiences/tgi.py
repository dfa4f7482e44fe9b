"""TGI: what a group has more, or less, than a baseline: tags, segments and traits, with counts and significance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.index import PeopleIndex

__all__ = ["LEAST_PEOPLE", "STRONG", "WEAK", "Comparison", "Share", "compare"]

LEAST_PEOPLE = 30
"""People of a group, of its baseline, and of the baseline who have a value, under whom no TGI is told."""
STRONG, WEAK = 120, 80
_MOST_VALUES = 60
_AVOID = "avoid"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group and of its baseline have one value.

    Attributes:
        kind: "tag", "avoid" (an interest with that stance) or "trait".
        key: Tag key, or the trait's name.
        value: Value of the trait, "" for a tag.
        n_group: People of the group who have it.
        n_baseline: People of the baseline who have it.
        group: Share of the group, 0..1.
        baseline: Share of the baseline, 0..1.
        tgi: group ÷ baseline × 100, rounded.
        z: Difference between the group and the people of the baseline outside it in pooled standard errors; 0 where
            the baseline has nobody else.
    """

    kind: str
    key: str
    value: str
    n_group: int
    n_baseline: int
    group: float
    baseline: float
    tgi: int
    z: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group beside a baseline.

    Attributes:
        n_group: People of the group.
        n_baseline: People of the baseline.
        shares: Furthest from 100 first by |z|; empty where group or baseline has under `LEAST_PEOPLE`.
        n_hidden: Values left out because under `LEAST_PEOPLE` of the baseline have them.
    """

    n_group: int
    n_baseline: int
    shares: tuple[Share, ...]
    n_hidden: int

    @property
    def is_hidden(self) -> bool:
        """Whether there are too few people to tell anything."""
        return min(self.n_group, self.n_baseline) < LEAST_PEOPLE


def compare(index: PeopleIndex, group: Sequence[str], baseline: Sequence[str] | None = None) -> Comparison:
    """TGI of every tag that the gate lets pass, and of every trait with few values.

    Args:
        index: Everyone.
        group: Person ids of the group, sorted, each in the index.
        baseline: Person ids to compare with, sorted; everyone who may be in an audience unless given.
    """
    in_group = _mask(index, group)
    eligible = np.zeros(len(index.ids), dtype=np.bool_)
    eligible[np.array(list(index.eligible), dtype=np.int64)] = True
    in_baseline = eligible if baseline is None else _mask(index, baseline)
    n_group, n_baseline = int(in_group.sum()), int(in_baseline.sum())
    if min(n_group, n_baseline) < LEAST_PEOPLE:
        return Comparison(n_group, n_baseline, (), 0)
    in_both, found, n_hidden = in_group & in_baseline, [], 0
    for kind, key, value, holders in _held(index):
        n_usual = int(in_baseline[holders].sum())
        if n_usual < LEAST_PEOPLE:
            n_hidden += 1
            continue
        n, n_both = int(in_group[holders].sum()), int(in_both[holders].sum())
        both = (n_both, int(in_both.sum()))
        found.append(_share((kind, key, value), (n, n_group), (n_usual, n_baseline), both))
    shares = sorted(found, key=lambda each: (-abs(each.z), each.kind, each.key, each.value))
    return Comparison(n_group, n_baseline, tuple(shares), n_hidden)


def _mask(index: PeopleIndex, members: Sequence[str]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(len(index.ids), dtype=np.bool_)
    mask[np.searchsorted(np.array(index.ids, dtype=str), np.array(members, dtype=str))] = True
    return mask


def _share(
    named: tuple[str, str, str], group: tuple[int, int], baseline: tuple[int, int], both: tuple[int, int]
) -> Share:
    n, whole = group
    usual, n_usual = baseline
    share, base = n / whole, usual / n_usual
    z = _z(n, whole, usual - both[0], n_usual - both[1])
    return Share(*named, n, usual, round(share, 4), round(base, 4), round(100 * share / base), round(z, 2))


def _z(n: int, whole: int, n_other: int, other: int) -> float:
    """Two proportions with the pooled standard error."""
    if not other:
        return 0.0
    pooled = (n + n_other) / (whole + other)
    error = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other))
    return (n / whole - n_other / other) / error if error else 0.0


def _held(index: PeopleIndex) -> Iterator[tuple[str, str, str, npt.NDArray[np.int64]]]:
    """(kind, key, value, numbers of the people who have it)."""
    tags = index.assignments.filter(pc.is_null(index.assignments["reason"]))
    avoided = pc.fill_null(pc.equal(tags["stance"], _AVOID), False)
    for kind, rows in (("tag", tags.filter(pc.invert(avoided))), ("avoid", tags.filter(avoided))):
        for (key,), holders in _groups(rows, ("tag_key",)):
            yield kind, key, "", holders
    often = _with_few_values(index.traits)
    for (name, value), holders in _groups(often, ("name", "value")):
        yield "trait", name, value, holders


def _with_few_values(traits: pa.Table) -> pa.Table:
    """Traits that tell groups of people apart, not single people."""
    counted = traits.group_by("name").aggregate([("value", "count_distinct")])
    few = counted.filter(pc.less_equal(counted["value_count_distinct"], _MOST_VALUES))["name"]
    return traits.filter(pc.is_in(traits["name"], value_set=few.combine_chunks()))


def _groups(rows: pa.Table, by: Sequence[str]) -> Iterator[tuple[tuple[str, ...], npt.NDArray[np.int64]]]:
    grouped = rows.group_by(list(by)).aggregate([("person_id", "list")])
    columns = (grouped[name].to_pylist() for name in by)
    for *names, people in zip(*columns, grouped["person_id_list"], strict=True):
        yield tuple(names), people.values.to_numpy()

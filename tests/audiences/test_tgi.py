from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from huaxiang.audiences.index import PeopleIndex
from huaxiang.audiences.tgi import LEAST_PEOPLE, compare
from huaxiang.stores.base import Meta

IDS = [f"p_{number:03d}" for number in range(200)]
TAGS = pa.schema(
    [
        ("person_id", pa.int64()),
        ("tag_key", pa.string()),
        ("score_milli", pa.int64()),
        ("confidence_milli", pa.int64()),
        ("stance", pa.string()),
        ("reason", pa.string()),
    ]
)


def everyone(
    tags: Sequence[tuple[int, str, str | None, str | None]],
    traits: list[tuple[int, str, str]] | None = None,
    excluded: BitMap | None = None,
) -> PeopleIndex:
    rows = [dict(zip(TAGS.names, (n, key, 500, 900, stance, reason), strict=True)) for n, key, stance, reason in tags]
    named = pa.schema([("person_id", pa.int64()), ("name", pa.string()), ("value", pa.string())])
    shown = [dict(zip(named.names, row, strict=True)) for row in traits or []]
    features = pa.schema([("person_id", pa.int64()), ("feature", pa.string()), ("value", pa.float64())])
    return PeopleIndex(
        Meta("run", 0, 0, 0),
        IDS,
        pa.Table.from_pylist(rows, schema=TAGS),
        features.empty_table(),
        pa.Table.from_pylist(shown, schema=named),
        named.empty_table(),
        {"abnormal": excluded} if excluded is not None else {},
    )


def buyers(numbers: range) -> list[tuple[int, str, str | None, str | None]]:
    return [(number, "fact.buyer", None, None) for number in numbers]


def test_a_share_twice_as_large_is_200() -> None:
    # 40 of the group's 50 buy, 80 of all 200
    found = compare(everyone(buyers(range(80))), IDS[40:90])
    (share,) = found.shares
    assert (share.n_group, share.n_baseline, share.group, share.baseline, share.tgi) == (40, 80, 0.8, 0.4, 200)
    # the others: 40 of 150; pooled .4, error sqrt(.24 · (1/50 + 1/150)) = .08; (.8 − .2667) / .08
    assert share.z == pytest.approx(6.67, abs=0.01)


def test_another_group_is_a_baseline_too() -> None:
    found = compare(everyone(buyers(range(60, 110))), IDS[:100], IDS[100:])
    assert [(each.n_group, each.n_baseline) for each in found.shares] == []
    assert found.n_hidden == 1
    found = compare(everyone(buyers(range(50, 150))), IDS[:100], IDS[100:])
    assert [(each.n_group, each.n_baseline, each.tgi, each.z) for each in found.shares] == [(50, 50, 100, 0.0)]


def test_few_people_are_told_nothing_of() -> None:
    index = everyone(buyers(range(200)))
    assert not compare(index, IDS[: LEAST_PEOPLE - 1]).shares
    assert compare(index, IDS[: LEAST_PEOPLE - 1]).is_hidden
    assert compare(index, IDS, IDS[:LEAST_PEOPLE]).shares[0].tgi == 100
    assert compare(index, IDS, IDS[: LEAST_PEOPLE - 1]).is_hidden


def test_what_the_gate_withholds_and_who_is_no_audience_do_not_count() -> None:
    withheld = [(number, "interest.pet", None, "below_threshold") for number in range(100)]
    assert not compare(everyone(withheld), IDS[:100]).shares
    found = compare(everyone(buyers(range(100)), excluded=BitMap(range(50))), IDS[60:150])
    assert (found.n_baseline, found.shares[0].n_baseline) == (150, 50)


def test_who_avoids_is_not_among_those_who_like() -> None:
    tags = [(number, "interest.pet", "avoid" if number < 50 else "prefer", None) for number in range(100)]
    found = {each.kind: each for each in compare(everyone(tags), IDS[:60]).shares}
    assert (found["avoid"].n_group, found["tag"].n_group) == (50, 10)


def test_traits_of_few_values_are_compared_and_names_are_not() -> None:
    traits = [(number, "city", "上海" if number < 100 else "北京") for number in range(200)]
    traits += [(number, "nickname", f"n{number}") for number in range(200)]
    found = compare(everyone([], traits), IDS[:50])
    assert {(each.key, each.value, each.tgi) for each in found.shares} == {("city", "上海", 200), ("city", "北京", 0)}


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(0, 199), min_size=30), st.sets(st.integers(0, 199), min_size=30))
def test_everyone_beside_everyone_is_100_and_shares_are_counts(held: set[int], group: set[int]) -> None:
    index = everyone([(number, "fact.buyer", None, None) for number in sorted(held)])
    assert [each.tgi for each in compare(index, IDS).shares] == [100]
    members = [IDS[number] for number in sorted(group)]
    (share,) = compare(index, members).shares
    assert share.n_group == len(held & group)
    assert np.sign(share.z) == np.sign(len(held & group) * (200 - len(group)) - len(held - group) * len(group))

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.identities import Namespace
from huaxiang.domain.ids import person_id
from huaxiang.ingest.resolve import Link, resolve_component, resolve_identities

SPACES = (Namespace("member_no", 1, 1), Namespace("mobile", 2, 2), Namespace("cookie", 3, 0))


def _tables(seen: dict[str, int], links: list[Link]) -> tuple[pa.Table, pa.Table]:
    identities = pa.table(
        {"identity": pa.array(list(seen), pa.string()), "first_seen_at": pa.array(list(seen.values()), pa.int64())}
    )
    rows = {
        "a": pa.array([link.a for link in links], pa.string()),
        "b": pa.array([link.b for link in links], pa.string()),
        "occurred_at": pa.array([link.occurred_at for link in links], pa.int64()),
        "weight_milli": pa.array([link.weight_milli for link in links], pa.int64()),
    }
    return identities, pa.table(rows)


def _resolve(seen: dict[str, int], links: list[Link]) -> dict[str, str]:
    answer = resolve_identities(*_tables(seen, links), namespaces=SPACES)
    return dict(zip(answer["identity"].to_pylist(), answer["person_id"].to_pylist(), strict=True))


def _people(answer: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(i for i, p in answer.items() if p == person) for person in set(answer.values())}


def test_linked_identities_are_one_person_named_after_the_earliest() -> None:
    seen = {"member_no:1": 9, "cookie:x": 3, "cookie:y": 3, "cookie:z": 1}
    answer = _resolve(seen, [Link("cookie:x", "member_no:1", 900, 9), Link("cookie:y", "member_no:1", 900, 10)])
    assert answer["member_no:1"] == answer["cookie:x"] == answer["cookie:y"] == person_id("cookie:x")
    assert answer["cookie:z"] == person_id("cookie:z")


def test_shared_device_does_not_fuse_two_members() -> None:
    seen = {"member_no:1": 1, "member_no:2": 2, "cookie:x": 1}
    links = [Link("cookie:x", "member_no:2", 900, 2), Link("cookie:x", "member_no:1", 900, 1)]
    assert _people(_resolve(seen, links)) == {
        frozenset({"member_no:1", "cookie:x"}),
        frozenset({"member_no:2"}),
    }


def test_heavier_link_wins_over_an_earlier_one() -> None:
    seen = {"member_no:1": 1, "member_no:2": 2, "mobile:5": 1}
    links = [Link("member_no:1", "mobile:5", 700, 1), Link("member_no:2", "mobile:5", 1000, 2)]
    assert frozenset({"member_no:2", "mobile:5"}) in _people(_resolve(seen, links))


def test_end_of_a_link_that_was_never_seen_is_first_seen_with_it() -> None:
    answer = resolve_identities(*_tables({"cookie:x": 9}, [Link("cookie:x", "mobile:5", 900, 4)]), namespaces=SPACES)
    assert answer.to_pylist()[1] == {
        "identity": "mobile:5",
        "namespace": "mobile",
        "value": "5",
        "person_id": person_id("mobile:5"),
        "first_seen_at": 4,
    }


def test_nobody_gives_no_people() -> None:
    assert _resolve({}, []) == {}


def test_identity_listed_twice_is_refused() -> None:
    rows = pa.table({"identity": ["cookie:x", "cookie:x"], "first_seen_at": [1, 2]})
    with pytest.raises(ContractBroken, match="twice"):
        resolve_identities(rows, _tables({}, [])[1], namespaces=SPACES)


IDENTITIES = st.tuples(st.sampled_from(["member_no", "mobile", "cookie"]), st.integers(0, 4)).map(
    lambda pair: f"{pair[0]}:{pair[1]}"
)
LINKS = st.lists(st.builds(Link, IDENTITIES, IDENTITIES, st.sampled_from([700, 900]), st.integers(0, 3)), max_size=25)


@settings(max_examples=150, deadline=None)
@given(LINKS, st.dictionaries(IDENTITIES, st.integers(0, 3)), st.randoms())
def test_any_order_of_links_and_live_resolution_give_the_same_people(
    links: list[Link], seen: dict[str, int], random: Any
) -> None:
    batch = _resolve(seen, links)
    shuffled = links.copy()
    random.shuffle(shuffled)
    assert _resolve(dict(reversed(seen.items())), shuffled) == batch
    complete = dict(seen)
    for end in (e for link in links for e in (link.a, link.b) if e not in seen):
        complete[end] = min(link.occurred_at for link in links if end in (link.a, link.b))
    assert resolve_component(complete, shuffled, namespaces=SPACES) == batch


@settings(max_examples=150, deadline=None)
@given(LINKS)
def test_no_person_has_more_values_of_a_namespace_than_its_limit(links: list[Link]) -> None:
    for person in _people(_resolve({}, links)):
        assert sum(i.startswith("member_no:") for i in person) <= 1
        assert sum(i.startswith("mobile:") for i in person) <= 2

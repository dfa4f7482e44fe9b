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
        "kind": pa.array([link.kind for link in links], pa.string()),
        "event_id": pa.array([link.event_id for link in links], pa.string()),
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


def _control(kind: str, a: str, b: str, at: int) -> Link:
    return Link(a, b, 1000, at, kind, f"{kind}-{at}")


def test_a_merge_joins_two_members_whom_the_limits_keep_apart() -> None:
    links = [Link("cookie:x", "member_no:1", 900, 1), _control("merge", "member_no:1", "member_no:2", 5)]
    assert _people(_resolve({}, links)) == {frozenset({"member_no:1", "member_no:2", "cookie:x"})}


def test_two_merged_members_let_no_third_one_in_by_an_ordinary_link() -> None:
    links = [Link("cookie:x", f"member_no:{number}", 900, number) for number in (1, 2, 3)]
    links.append(_control("merge", "member_no:1", "member_no:2", 5))
    assert _people(_resolve({}, links)) == {
        frozenset({"member_no:1", "member_no:2", "cookie:x"}),
        frozenset({"member_no:3"}),
    }


def test_an_undone_pair_stays_apart_also_through_a_third_identity() -> None:
    links = [Link("cookie:x", "member_no:1", 900, 1), Link("cookie:x", "mobile:5", 900, 2)]
    links += [Link("member_no:1", "mobile:5", 1000, 3), _control("undo", "member_no:1", "mobile:5", 4)]
    assert _people(_resolve({}, links)) == {frozenset({"mobile:5"}), frozenset({"member_no:1", "cookie:x"})}


def test_the_last_word_of_a_person_counts_and_ordinary_links_never_revive_an_undone_pair() -> None:
    pair = ("member_no:1", "mobile:5")
    words = [_control("merge", *pair, 1), _control("undo", *pair, 2), Link(*pair, 1000, 9)]
    assert len(_people(_resolve({}, words))) == 2
    assert len(_people(_resolve({}, [*words, _control("merge", *pair[::-1], 3)]))) == 1


def test_of_two_words_at_one_instant_the_greater_event_id_counts() -> None:
    pair = ("member_no:1", "mobile:5")
    undo, merge = (Link(*pair, 1000, 1, kind, event_id) for kind, event_id in (("undo", "b"), ("merge", "a")))
    assert len(_people(_resolve({}, [undo, merge]))) == 2


def test_links_without_kinds_are_ordinary() -> None:
    identities, links = _tables({}, [Link("cookie:x", "mobile:5", 900, 4)])
    answer = resolve_identities(identities, links.drop_columns(["kind", "event_id"]), namespaces=SPACES)
    assert len(set(answer["person_id"].to_pylist())) == 1


IDENTITIES = st.tuples(st.sampled_from(["member_no", "mobile", "cookie"]), st.integers(0, 4)).map(
    lambda pair: f"{pair[0]}:{pair[1]}"
)
ORDINARY = st.builds(Link, IDENTITIES, IDENTITIES, st.sampled_from([700, 900]), st.integers(0, 3))
CONTROL = st.builds(
    Link,
    IDENTITIES,
    IDENTITIES,
    st.just(1000),
    st.integers(0, 3),
    st.sampled_from(["merge", "undo"]),
    st.sampled_from(["e1", "e2", "e3"]),
).filter(lambda link: link.a != link.b)
LINKS = st.lists(ORDINARY, max_size=25)
STATEMENTS = st.lists(st.one_of(ORDINARY, ORDINARY, CONTROL), max_size=25)


def _plainly(seen: dict[str, int], links: list[Link]) -> set[frozenset[str]]:
    """People by the words of the rule, group by group, without any of the shortcuts."""
    last: dict[tuple[str, ...], Link] = {}
    for link in links:
        pair = tuple(sorted((link.a, link.b)))
        if link.kind != "login" and (pair not in last or _word(link) > _word(last[pair])):
            last[pair] = link
    apart = [set(pair) for pair, link in last.items() if link.kind == "undo"]
    joining = [link for link in links if link.kind == "login"]
    joining += [link for link in last.values() if link.kind == "merge"]
    groups = [{name} for name in {*seen, *(end for link in links for end in (link.a, link.b))}]
    priority, limit = {"member_no": 1, "mobile": 2, "cookie": 3}, {"member_no": 1, "mobile": 2}
    for link in sorted(
        joining,
        key=lambda each: (
            each.kind != "merge",
            -each.weight_milli,
            max(priority[end.split(":")[0]] for end in (each.a, each.b)),
            each.occurred_at,
            *sorted((each.a, each.b)),
        ),
    ):
        (one,), (other,) = ([group for group in groups if end in group] for end in (link.a, link.b))
        if one is other or any(pair <= one | other for pair in apart):
            continue
        counts = {
            space: [sum(name.startswith(f"{space}:") for name in group) for group in (one, other)] for space in limit
        }
        if link.kind == "login" and any(all(n) and sum(n) > limit[space] for space, n in counts.items()):
            continue
        groups = [group for group in groups if group is not one and group is not other] + [one | other]
    return {frozenset(group) for group in groups}


def _word(link: Link) -> tuple[int, str, str]:
    return (link.occurred_at, link.event_id or "", link.kind)


@settings(max_examples=300, deadline=None)
@given(STATEMENTS, st.dictionaries(IDENTITIES, st.integers(0, 3)))
def test_people_are_those_of_the_rule_read_word_by_word(links: list[Link], seen: dict[str, int]) -> None:
    assert _people(_resolve(seen, links)) == _plainly(seen, links)


@settings(max_examples=150, deadline=None)
@given(STATEMENTS)
def test_no_person_holds_a_pair_that_was_undone_last(links: list[Link]) -> None:
    people = _resolve({}, links)
    for link in links:
        words = [each for each in links if {each.a, each.b} == {link.a, link.b} and each.kind != "login"]
        if words and max(words, key=_word).kind == "undo":
            assert people[link.a] != people[link.b]


@settings(max_examples=150, deadline=None)
@given(STATEMENTS, st.dictionaries(IDENTITIES, st.integers(0, 3)), st.randoms())
def test_any_order_of_links_and_live_resolution_give_the_same_people(
    links: list[Link], seen: dict[str, int], random: Any
) -> None:
    batch = _resolve(seen, links)
    shuffled = links + links[::2]
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

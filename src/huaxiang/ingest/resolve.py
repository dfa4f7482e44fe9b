"""Which identities are one person: connected components, cut in canonical order where a limit is broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.identities import Namespace, split_identity
from huaxiang.domain.ids import person_id
from huaxiang.domain.tables import table

__all__ = ["Link", "resolve_component", "resolve_identities"]

Codes = npt.NDArray[np.int64]
_WEAKEST = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that two identities are one person: `weight_milli` 0..1000, `occurred_at` in µs UTC."""

    a: str
    b: str
    weight_milli: int
    occurred_at: int


def _order(link: Link, priority: Mapping[str, int]) -> tuple[int, int, int, str, str]:
    """Canonical order: heaviest first, then by the weaker of the two namespaces, then earliest."""
    weaker = max(priority.get(split_identity(each)[0], _WEAKEST) for each in (link.a, link.b))
    return (-link.weight_milli, weaker, link.occurred_at, min(link.a, link.b), max(link.a, link.b))


def _groups(identities: Iterable[str], links: Iterable[Link], namespaces: Sequence[Namespace]) -> dict[str, str]:
    """Identity → root of its group: unions in canonical order, refusing those that break a limit."""
    priority = {each.name: each.priority for each in namespaces}
    limits = {each.name: each.max_per_person for each in namespaces if each.max_per_person}
    root = {identity: identity for identity in identities}
    members = {identity: [identity] for identity in root}
    counts: dict[str, dict[str, int]] = {}
    for identity in root:
        namespace = split_identity(identity)[0]
        counts[identity] = {namespace: 1} if namespace in limits else {}
    for link in sorted(links, key=lambda each: _order(each, priority)):
        a, b = root[link.a], root[link.b]
        if a == b or any(n + counts[a].get(name, 0) > limits[name] for name, n in counts[b].items()):
            continue
        if len(members[a]) < len(members[b]):
            a, b = b, a
        for identity in members[b]:
            root[identity] = a
        members[a] += members.pop(b)
        for name, n in counts.pop(b).items():
            counts[a][name] = counts[a].get(name, 0) + n
    return root


def resolve_component(
    first_seen: Mapping[str, int], links: Iterable[Link], *, namespaces: Sequence[Namespace]
) -> dict[str, str]:
    """Person of each identity of one or more raw components, the same as `resolve_identities` gives.

    Args:
        first_seen: Identity → earliest sign in µs; every end of a link must be there.
        links: Links among these identities, in any order.
        namespaces: Their limits and priorities.

    Returns:
        Identity → person id.

    >>> people = resolve_component(
    ...     {"member_no:1": 5, "cookie:x": 3}, [Link("cookie:x", "member_no:1", 900, 5)], namespaces=()
    ... )
    >>> len(set(people.values()))
    1
    """
    root = _groups(first_seen, links, namespaces)
    earliest: dict[str, tuple[int, str]] = {}
    for identity, group in root.items():
        sign = (first_seen[identity], identity)
        if group not in earliest or sign < earliest[group]:
            earliest[group] = sign
    names = {group: person_id(identity) for group, (_, identity) in earliest.items()}
    return {identity: names[group] for identity, group in root.items()}


def resolve_identities(identities: pa.Table, links: pa.Table, *, namespaces: Sequence[Namespace]) -> pa.Table:
    """Person of every identity.

    Args:
        identities: Columns identity (`namespace:value`, unique) and first_seen_at (µs UTC).
        links: Columns a, b, occurred_at, weight_milli; ends that `identities` lacks are first seen with their link.
        namespaces: Their limits and priorities.

    Returns:
        Table `identities` of `domain.tables`, in the order given (ends of links that were missing come last).

    Raises:
        ContractBroken: An identity comes twice.
    """
    known = _with_ends_of_links(identities, links)
    names = known["identity"].combine_chunks()
    first_seen = known["first_seen_at"].to_numpy().astype(np.int64)
    a, b = (pc.index_in(links[end], value_set=names).to_numpy().astype(np.int64) for end in ("a", "b"))
    component = _components(len(names), a, b)
    parts = pc.split_pattern(names, ":", max_splits=1)
    namespace = pc.list_element(parts, 0)
    _cut(component, _Graph(names, first_seen, a, b, links), _broken(component, namespace, namespaces), namespaces)
    people = _person_ids(component, names, first_seen)
    columns = {
        "identity": names,
        "namespace": namespace,
        "value": pc.list_element(parts, 1),
        "person_id": people,
        "first_seen_at": pa.array(first_seen),
    }
    return table("identities").check(pa.table(columns))


def _with_ends_of_links(identities: pa.Table, links: pa.Table) -> pa.Table:
    known = identities.select(["identity", "first_seen_at"])
    if pc.count_distinct(known["identity"]).as_py() != known.num_rows:
        raise ContractBroken("identities_seen: an identity comes twice")
    ends = pa.concat_tables(
        [links.select([end, "occurred_at"]).rename_columns(["identity", "first_seen_at"]) for end in ("a", "b")]
    )
    names = known["identity"].combine_chunks()
    unknown = ends.filter(pc.invert(pc.is_in(ends["identity"], value_set=names)))
    if unknown.num_rows:
        added = unknown.group_by("identity").aggregate([("first_seen_at", "min")]).sort_by("identity")
        added = added.select(["identity", "first_seen_at_min"]).rename_columns(["identity", "first_seen_at"])
        known = pa.concat_tables([known, added.cast(known.schema)])
    return known.combine_chunks()


def _components(n: int, a: Codes, b: Codes) -> Codes:
    if not n:
        return np.zeros(0, np.int64)
    ones = np.ones(len(a), np.int8)
    _, labels = connected_components(coo_matrix((ones, (a, b)), shape=(n, n)), directed=False)
    return np.asarray(labels, np.int64)


def _broken(component: Codes, namespace: pa.Array, namespaces: Sequence[Namespace]) -> Codes:
    """Components with more values of a namespace than a person can have."""
    limits = {each.name: each.max_per_person for each in namespaces if each.max_per_person}
    encoded = namespace.dictionary_encode()
    limit_of = np.array([limits.get(name, 0) for name in encoded.dictionary.to_pylist()], np.int64)
    codes = encoded.indices.to_numpy().astype(np.int64)
    if not len(codes):
        return np.zeros(0, np.int64)
    pairs, counts = np.unique(component * len(limit_of) + codes, return_counts=True)
    limit = limit_of[pairs % len(limit_of)]
    return np.unique(pairs[(limit > 0) & (counts > limit)] // len(limit_of))


@dataclass(frozen=True, slots=True)
class _Graph:
    names: pa.Array
    first_seen: Codes
    a: Codes
    b: Codes
    links: pa.Table


def _cut(component: Codes, graph: _Graph, broken: Codes, namespaces: Sequence[Namespace]) -> None:
    """Gives each group of the broken components its own number, in place."""
    if not len(broken):
        return
    is_broken = np.zeros(int(component.max()) + 1, bool)
    is_broken[broken] = True
    rows = np.flatnonzero(is_broken[component])
    at = np.flatnonzero(is_broken[component[graph.a]])
    chosen = graph.links.take(pa.array(at))
    columns = [chosen[name].to_pylist() for name in ("a", "b", "weight_milli", "occurred_at")]
    identities = graph.names.take(pa.array(rows)).to_pylist()
    groups = _groups(identities, [Link(*values) for values in zip(*columns, strict=True)], namespaces)
    numbers: dict[str, int] = {}
    start = int(component.max()) + 1
    for row, identity in zip(rows.tolist(), identities, strict=True):
        component[row] = start + numbers.setdefault(groups[identity], len(numbers))


def _person_ids(component: Codes, names: pa.Array, first_seen: Codes) -> pa.Array:
    if not len(component):
        return pa.array([], pa.string())
    _, dense = np.unique(component, return_inverse=True)
    earliest = np.full(int(dense.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(earliest, dense, first_seen)
    is_first = first_seen == earliest[dense]
    first = pa.table({"group": dense[is_first], "identity": names.filter(pa.array(is_first))})
    named = first.group_by("group").aggregate([("identity", "min")]).sort_by("group")
    people = [person_id(identity) for identity in named["identity_min"].to_pylist()]
    return pa.array(people, pa.string()).take(pa.array(dense))

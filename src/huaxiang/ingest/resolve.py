"""Which identities are one person: connected components, cut in canonical order by limits and by undone links."""

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
from huaxiang.domain.identities import CONTROLS, Namespace, split_identity
from huaxiang.domain.ids import person_id
from huaxiang.domain.tables import table

__all__ = ["Link", "resolve_component", "resolve_identities"]

Codes = npt.NDArray[np.int64]
_Pair = tuple[str, str]
_WEAKEST = 10_000
_COLUMNS = ["a", "b", "weight_milli", "occurred_at", "kind", "event_id"]


@dataclass(frozen=True, slots=True)
class Link:
    """A statement about two identities: `weight_milli` 0..1000, `occurred_at` in µs UTC.

    `kind` `merge` and `undo` are controls: of a pair's controls the one with the greatest (occurred_at, event_id)
    decides. A merge comes before every other link and may break limits; an undo keeps the two in different people.
    """

    a: str
    b: str
    weight_milli: int
    occurred_at: int
    kind: str = "login"
    event_id: str | None = None

    @property
    def pair(self) -> _Pair:
        """The two, whichever comes first."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


def _decided(links: Iterable[Link]) -> tuple[list[Link], set[_Pair]]:
    """The links that count, and the pairs that an undo keeps apart."""
    counting, last = [], dict[_Pair, tuple[tuple[int, str, str], Link]]()
    for link in links:
        if link.kind in CONTROLS:
            statement = (link.occurred_at, link.event_id or "", link.kind)
            if link.pair not in last or statement > last[link.pair][0]:
                last[link.pair] = statement, link
        else:
            counting.append(link)
    parted = {pair for pair, (_, link) in last.items() if link.kind == "undo"}
    return counting + [link for _, link in last.values() if link.kind == "merge"], parted


def _order(link: Link, priority: Mapping[str, int]) -> tuple[bool, int, int, int, str, str]:
    """Canonical order: merges, then heaviest first, then by the weaker of the two namespaces, then earliest."""
    weaker = max(priority.get(split_identity(each)[0], _WEAKEST) for each in (link.a, link.b))
    return (link.kind != "merge", -link.weight_milli, weaker, link.occurred_at, *link.pair)


class _Groups:
    """Groups of identities that unions make, and what keeps two groups apart."""

    def __init__(self, identities: Iterable[str], parted: Iterable[_Pair], limits: Mapping[str, int]) -> None:
        self.root = {identity: identity for identity in identities}
        self._limits = limits
        self._members = {identity: [identity] for identity in self.root}
        self._counts: dict[str, dict[str, int]] = {}
        for identity in self.root:
            namespace = split_identity(identity)[0]
            self._counts[identity] = {namespace: 1} if namespace in limits else {}
        self._apart: dict[str, set[str]] = {}
        for pair in parted:
            for one, other in (pair, pair[::-1]):
                self._apart.setdefault(one, set()).add(other)

    def unite(self, link: Link) -> None:
        """Makes one group of the link's two, unless they must stay apart."""
        a, b = self.root[link.a], self.root[link.b]
        if a == b or self._is_parted(a, b) or (link.kind != "merge" and self._is_too_many(a, b)):
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        for identity in self._members[b]:
            self.root[identity] = a
        self._members[a] += self._members.pop(b)
        for name, n in self._counts.pop(b).items():
            self._counts[a][name] = self._counts[a].get(name, 0) + n
        if b in self._apart:
            self._apart.setdefault(a, set()).update(self._apart.pop(b))

    def _is_parted(self, a: str, b: str) -> bool:
        return any(self.root.get(other) == b for other in self._apart.get(a, ()))

    def _is_too_many(self, a: str, b: str) -> bool:
        own = self._counts[a]
        return any(name in own and n + own[name] > self._limits[name] for name, n in self._counts[b].items())


def _groups(identities: Iterable[str], links: Iterable[Link], namespaces: Sequence[Namespace]) -> dict[str, str]:
    """Identity → root of its group: unions in canonical order, but for those that an undo or a limit forbids."""
    priority = {each.name: each.priority for each in namespaces}
    counting, parted = _decided(links)
    groups = _Groups(identities, parted, {each.name: each.max_per_person for each in namespaces if each.max_per_person})
    for link in sorted(counting, key=lambda each: _order(each, priority)):
        groups.unite(link)
    return groups.root


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
        links: Columns a, b, occurred_at, weight_milli, and where there are merges and undos also kind and event_id;
            ends that `identities` lacks are first seen with their link.
        namespaces: Their limits and priorities.

    Returns:
        Table `identities` of `domain.tables`, in the order given (ends of links that were missing come last).

    Raises:
        ContractBroken: An identity comes twice.
    """
    known = _with_ends_of_links(identities, links)
    names = known["identity"].combine_chunks()
    first_seen = known["first_seen_at"].to_numpy().astype(np.int64)
    graph = _graph(names, links)
    component = _components(len(names), graph)
    parts = pc.split_pattern(names, ":", max_splits=1)
    namespace = pc.list_element(parts, 0)
    broken = np.union1d(_broken(component, namespace, namespaces), _undone(component, graph))
    _cut(component, graph, broken, namespaces)
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


@dataclass(frozen=True, slots=True)
class _Graph:
    """Identities and their links.

    Attributes:
        links: Those that are no controls, their ends at the places `a` and `b` of `names`.
        controls: Merges and undos.
        merged: Places of the two ends of the merges that count, shape (2, n).
        parted: Places of the pairs that are kept apart, shape (2, n).
    """

    names: pa.Array
    links: pa.Table
    a: Codes
    b: Codes
    controls: tuple[Link, ...]
    merged: Codes
    parted: Codes


def _graph(names: pa.Array, links: pa.Table) -> _Graph:
    controls: tuple[Link, ...] = ()
    if "kind" in links.column_names:
        is_control = pc.is_in(links["kind"], value_set=pa.array(sorted(CONTROLS)))
        chosen = links.filter(is_control).select(_COLUMNS).to_pylist()
        controls, links = tuple(Link(**row) for row in chosen), links.filter(pc.invert(is_control))
    merges, parted = _decided(controls)
    a, b = (_places(links[end], names) for end in ("a", "b"))
    merged = _ends([each.pair for each in merges], names)
    return _Graph(names, links, a, b, controls, merged, _ends(sorted(parted), names))


def _places(identities: pa.Array | pa.ChunkedArray, names: pa.Array) -> Codes:
    return np.asarray(pc.index_in(identities, value_set=names).to_numpy().astype(np.int64))


def _ends(pairs: Sequence[_Pair], names: pa.Array) -> Codes:
    return np.array([_places(pa.array([pair[end] for pair in pairs], pa.string()), names) for end in (0, 1)])


def _undone(component: Codes, graph: _Graph) -> Codes:
    """Components in which two are kept apart."""
    one, other = component[graph.parted]
    return np.unique(one[one == other])


def _components(n: int, graph: _Graph) -> Codes:
    if not n:
        return np.zeros(0, np.int64)
    a, b = np.concatenate([graph.a, graph.merged[0]]), np.concatenate([graph.b, graph.merged[1]])
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
    links = [Link(*values) for values in zip(*columns, strict=True)]
    known = set(identities)
    links += [link for link in graph.controls if link.a in known and link.b in known]
    groups = _groups(identities, links, namespaces)
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

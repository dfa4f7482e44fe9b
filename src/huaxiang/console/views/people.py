"""Finding people: by identity, segment or tag; one page of rows at a time, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.sales import paid_orders
from huaxiang.console.views.tables import read_columns
from huaxiang.domain.identities import split_identity
from huaxiang.domain.profiles import IdentityRow, Profile
from huaxiang.domain.tags import Kind
from huaxiang.project.naming import OPEN_NAMESPACES, shown
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of, segment_names

__all__ = ["PAGE_ROWS", "SORTS", "found_people", "names_of", "suggestions", "tag_label"]

PAGE_ROWS = 50
SORTS = ("last_seen_at", "net_minor", "n_orders")
_N_INTERESTS = 3
_N_SUGGESTED = 6
_NAMES_FIRST = ("member_no", "mobile", "email", "wecom_external_userid")


def found_people(
    project: Readable, query: str = "", segment: str = "", tag: str = "", sort: str = SORTS[0], page: int = 0
) -> dict[str, Any]:
    """One page of the people who meet all that is asked.

    Args:
        query: An identity, whole, with or without its namespace; a person id; the beginning of a member number.
        segment: Id of a segment they belong to; empty for all.
        tag: Key of a tag they hold; empty for all.
        sort: One of `SORTS`, greatest first.
        page: Number of the page, from 0.

    Returns:
        total; page; pages; currency; rows: person_id, name (member number or masked identity), contact (masked),
        is_visitor: known by a device alone, segment, interests (labels, strongest
        first), last_seen_at (µs or None), n_orders, net_minor (in that currency).
    """
    rows = _directory(project)
    for asked, people in ((query.strip(), _named), (segment, _members), (tag, _holders)):
        if asked:
            rows = rows.filter(pc.is_in(rows["person_id"], value_set=pa.array(people(project, asked), pa.string())))
    column = sort if sort in SORTS else SORTS[0]
    pages = max(-(-rows.num_rows // PAGE_ROWS), 1)
    at = min(max(page, 0), pages - 1)
    order = pc.sort_indices(rows, [(column, "descending"), ("person_id", "ascending")])
    chosen = rows.take(order[at * PAGE_ROWS : (at + 1) * PAGE_ROWS]).to_pylist()
    return {
        "total": rows.num_rows,
        "page": at,
        "pages": pages,
        "currency": project.config.project.currency,
        "rows": _completed(project, chosen),
    }


def suggestions(project: Readable, query: str) -> list[dict[str, Any]]:
    """Segments and tags whose name holds the words, most people first: kind, key, label, people; at most six."""
    words = query.strip().casefold()
    if len(words) < 2 and not (words and ord(words[0]) > 127):
        return []
    language = project.config.project.language
    sizes = {row["segment_id"]: row["n_people"] for row in project.store().table("segments")}
    found = [
        {"kind": "segment", "key": key, "label": name, "people": sizes[key]}
        for key, name in segment_names(project).items()
        if words in name.casefold()
    ]
    rows = read_columns(project.lake(), "assignments", ("tag_key",))
    held = {
        row["tag_key"]: row["count_all"] for row in rows.group_by("tag_key").aggregate([([], "count_all")]).to_pylist()
    }
    for each in project.catalogue().definitions():
        label = label_of(each, language)
        if each.kind is not Kind.SEGMENT and each.key in held and (words in label.casefold() or words == each.key):
            found.append({"kind": "tag", "key": each.key, "label": label, "people": held[each.key]})
    return sorted(found, key=lambda row: (-row["people"], row["key"]))[:_N_SUGGESTED]


def _directory(project: Readable) -> pa.Table:
    """Everyone of the last build with last_seen_at, n_orders and net_minor; kept until the files change."""
    lake = project.lake()
    files = [*lake.files("people"), *lake.files("orders")]
    sign = tuple((path, path.stat().st_mtime_ns) for path in files)
    known = _KEPT.get(sign)
    if known is None:
        known = _everyone(project)
        _KEPT.clear()
        _KEPT[sign] = known
    return known


_KEPT: dict[tuple[tuple[Path, int], ...], pa.Table] = {}


def _everyone(project: Readable) -> pa.Table:
    people = read_columns(project.lake(), "people", ("person_id", "last_seen_at"))
    orders = paid_orders(project).rows
    is_home = pc.equal(orders["currency"], project.config.project.currency)
    orders = orders.append_column("home_minor", pc.if_else(is_home, orders["net_minor"], 0))
    sums = orders.group_by("person_id").aggregate([([], "count_all"), ("home_minor", "sum")])
    sums = sums.rename_columns(["person_id", "n_orders", "net_minor"])
    joined = people.join(sums, "person_id", join_type="left outer")
    filled = {name: pc.fill_null(joined[name], 0) for name in ("n_orders", "net_minor")}
    return pa.table({"person_id": joined["person_id"], "last_seen_at": joined["last_seen_at"], **filled})


def _named(project: Readable, query: str) -> list[str]:
    found = project.store().people_of(query)
    if found or len(query) < 3:
        return found
    where = pc.field("namespace").isin(sorted(OPEN_NAMESPACES)) & pc.starts_with(pc.field("value"), query)
    rows = read_columns(project.lake(), "identities", ("person_id", "value"), where=where)
    own: list[str] = pc.unique(rows["person_id"].drop_null()).to_pylist()
    return own


def _members(project: Readable, segment: str) -> list[str]:
    where = (pc.field("rank") == 1) & (pc.field("segment_id") == segment)
    found: list[str] = read_columns(project.lake(), "memberships", ("person_id",), where=where)["person_id"].to_pylist()
    return found


def _holders(project: Readable, tag: str) -> list[str]:
    where = pc.field("tag_key") == tag
    found: list[str] = read_columns(project.lake(), "assignments", ("person_id",), where=where)["person_id"].to_pylist()
    return found


def _completed(project: Readable, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with what the store knows of each person now."""
    ids = [row["person_id"] for row in rows]
    profiles = {each.person_id: each for each in project.store().profiles(ids)}
    identities = project.store().identities_of(ids)
    names = segment_names(project)
    return [
        {
            **row,
            **names_of(identities.get(row["person_id"], ())),
            "segment": _segment(profiles.get(row["person_id"]), names),
            "interests": _interests(project, profiles.get(row["person_id"])),
        }
        for row in rows
    ]


def names_of(identities: Sequence[IdentityRow]) -> dict[str, Any]:
    """The name to show and a way to be contacted, both masked but for the shop's own numbers."""
    values = dict(split_identity(shown(row.identity)) for row in identities)
    name = next((values[space] for space in (*_NAMES_FIRST, *sorted(values)) if space in values), "")
    contact = next((values[space] for space in _NAMES_FIRST[1:] if space in values), "")
    is_visitor = not any(space in values for space in (*OPEN_NAMESPACES, *_NAMES_FIRST))
    return {"name": name, "contact": "" if contact == name else contact, "is_visitor": is_visitor}


def _segment(profile: Profile | None, names: dict[str, str]) -> str:
    return "" if profile is None or not profile.memberships else names.get(profile.memberships[0][0], "")


def _interests(project: Readable, profile: Profile | None) -> list[str]:
    if profile is None:
        return []
    catalogue, language = project.catalogue(), project.config.project.language
    held = [tag for tag in profile.tags if catalogue[tag.tag_key].kind is Kind.INTEREST and tag.stance != "avoid"]
    held.sort(key=lambda tag: (-tag.score_milli, tag.tag_key))
    return [label_of(catalogue[tag.tag_key], language) for tag in held[:_N_INTERESTS]]


def tag_label(project: Readable, key: str) -> str:
    """The label of a tag, its key where the catalogue has none."""
    found = project.catalogue().find(key)
    return key if found is None else label_of(found, project.config.project.language)

"""The shop at a glance: people, who may be contacted, net sales, and the segments with their share of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow.compute as pc

from huaxiang.console.views.sales import WINDOW_DAYS, Orders, built_at, paid_orders
from huaxiang.console.views.tables import read_columns
from huaxiang.project.readable import Readable
from huaxiang.project.reading import segment_names
from huaxiang.segments.declared import declared_features

__all__ = ["SHARE_DAYS", "glance", "segment_cards"]

SHARE_DAYS = 180
"""Days whose net sales a segment has a share of."""
_CONTACTS = ("mobile", "email", "wecom_external_userid", "openid")
_N_TRAITS = 3


def glance(project: Readable) -> dict[str, Any]:
    """The figures at the top.

    Returns:
        people; members: people with a member number; reachable: people with a way to be contacted who agreed to
        marketing; has_consents: whether the shop records agreements to marketing, else a contact alone counts;
        net, net_before: net sales by currency of the last 30 days and of the 30 before; buyers: people who paid
        within them; built_at: µs, the instant that the figures are of.
    """
    orders = paid_orders(project)
    contacts, agreed = _contacts(project), _agreed(project)
    window = orders.within(WINDOW_DAYS)
    return {
        "people": project.store().count(),
        "members": len(contacts.get("member_no", set())),
        "reachable": len(_reachable(contacts, agreed)),
        "has_consents": agreed is not None,
        "net": window.net(),
        "net_before": orders.within(WINDOW_DAYS, before_days=WINDOW_DAYS).net(),
        "buyers": len(window.buyers()),
        "built_at": built_at(project),
    }


def _contacts(project: Readable) -> dict[str, set[str]]:
    """People by namespace of an identity."""
    wanted = [*_CONTACTS, "member_no"]
    rows = read_columns(
        project.lake(), "identities", ("namespace", "person_id"), where=pc.field("namespace").isin(wanted)
    )
    found: dict[str, set[str]] = {}
    for namespace in pc.unique(rows["namespace"]).to_pylist():
        own = rows.filter(pc.equal(rows["namespace"], namespace))["person_id"].drop_null()
        found[namespace] = set(pc.unique(own).to_pylist())
    return found


def _agreed(project: Readable) -> set[str] | None:
    """People whose agreement to marketing stands; None when the shop records none."""
    columns = ("person_id", "given_at", "withdrawn_at", "kind")
    rows = read_columns(project.lake(), "consents", columns, where=pc.field("purpose") == "marketing").to_pylist()
    if not rows:
        return None
    at = built_at(project)
    return {
        row["person_id"]
        for row in rows
        if row["person_id"] is not None
        and row["kind"] != "refusal"
        and row["given_at"] <= at
        and (row["withdrawn_at"] is None or row["withdrawn_at"] > at)
    }


def _reachable(contacts: Mapping[str, set[str]], agreed: set[str] | None) -> set[str]:
    known = set[str]().union(*(contacts.get(each, set()) for each in _CONTACTS))
    return known if agreed is None else known & agreed


def segment_cards(project: Readable) -> dict[str, Any]:
    """The segments, largest first.

    Returns:
        people; currency; days: that net sales are of; `segments`: id, name, n_people, share (of people, 0..1),
        net_share (of net sales in the project's currency, None without sales), net_minor, traits: up to three
        words for what sets it apart; outside: people in no segment.
    """
    language, currency = project.config.project.language, project.config.project.currency
    store = project.store()
    rows = sorted(store.table("segments"), key=lambda row: (-row["n_people"], row["segment_id"]))
    net, total = _net_by_segment(project, paid_orders(project).within(SHARE_DAYS), currency)
    people, names = store.count(), segment_names(project)
    segments = [
        {
            "id": row["segment_id"],
            "name": names[row["segment_id"]],
            "n_people": row["n_people"],
            "share": row["share"],
            "net_share": net.get(row["segment_id"], 0) / total if total > 0 else None,
            "net_minor": net.get(row["segment_id"], 0),
            "traits": _traits(row["traits"], language),
        }
        for row in rows
    ]
    outside = people - sum(row["n_people"] for row in rows)
    return {
        "people": people,
        "currency": currency,
        "days": SHARE_DAYS,
        "segments": segments,
        "outside": max(outside, 0),
    }


def _net_by_segment(project: Readable, orders: Orders, currency: str) -> tuple[dict[str, int], int]:
    """Net sales by segment, and of everybody whether in a segment or not."""
    rows = read_columns(project.lake(), "memberships", ("person_id", "segment_id"), where=pc.field("rank") == 1)
    home = dict(zip(rows["person_id"].to_pylist(), rows["segment_id"].to_pylist(), strict=True))
    sums: dict[str, int] = {}
    spent = orders.by_person(currency)
    for person, minor in spent.items():
        segment = home.get(person)
        if segment is not None:
            sums[segment] = sums.get(segment, 0) + minor
    return sums, sum(spent.values())


def _traits(stored: Any, language: str) -> list[str]:
    """What sets a segment apart, in words; features that no word is known for are left out."""
    traits = json.loads(stored) if isinstance(stored, str) else stored
    known = {each.name: each for each in declared_features()}
    found: list[str] = []
    for row in traits["features"]:
        feature = known.get(row["feature"])
        word = None if feature is None else feature.high if row["direction"] == "high" else feature.low
        words = None if word is None else word.zh if language == "zh" else word.en
        if words and words not in found:
            found.append(words)
    return found[:_N_TRAITS]

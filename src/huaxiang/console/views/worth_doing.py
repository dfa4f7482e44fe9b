"""Three things worth doing today: found in the shop's own figures, ranked by one stated rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.feeding import sources_of
from huaxiang.console.views.overview import segment_cards
from huaxiang.console.views.sales import paid_orders
from huaxiang.console.views.tables import read_columns
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.tags import Kind, State
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of

__all__ = ["FLAGS", "Candidate", "audience_link", "three_of", "worth_doing"]

FLAGS = {"flag.hesitant": "hesitant", "flag.unpaid": "unpaid", "flag.comparing": "comparing"}
"""Flags that somebody can act on within hours, and the kind of thing they make."""
_LEAST_GROUP = 20
_HIGH_VALUE, _SLIPPED, _RISEN = 1.2, 0.8, 1.3
_BAD_SHARE, _LEAST_REJECTED = 0.01, 5
_WEEK, _MONTH = 7, 30


@dataclass(frozen=True)
class Candidate:
    """Something that could be done.

    Attributes:
        kind: Which words speak of it.
        urgency: 1 it is over within hours or days, 2 within weeks, 3 upkeep that waits.
        people: Number of people concerned; rows where it concerns rows.
        figures: What the words need besides `people`.
        link: The page that is prepared for it.
    """

    kind: str
    urgency: int
    people: int
    link: str
    figures: Mapping[str, Any] = field(default_factory=dict)


def audience_link(expression: str) -> str:
    """Address of the audience page with an expression filled in."""
    return f"/audiences?expression={quote(expression)}"


def three_of(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The three to show: what is over soonest first, then what concerns more people, then by kind.

    Two of one urgency at most, as long as there is anything else: so what is over in hours never hides all that lasts.
    """
    ordered = sorted(candidates, key=lambda each: (each.urgency, -each.people, each.kind))
    chosen: list[Candidate] = []
    for each in ordered:
        if len(chosen) < 3 and sum(other.urgency == each.urgency for other in chosen) < 2:
            chosen.append(each)
    chosen += [each for each in ordered if each not in chosen][: 3 - len(chosen)]
    return sorted(chosen, key=ordered.index)


def worth_doing(project: Readable, flagged: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    """The three things.

    Args:
        flagged: People by flag who hold it now, may be in an audience and whose flag may be used.

    Returns:
        Per thing kind, urgency, people, figures and link; fewer than three when there is no more to say.
    """
    candidates = [
        *(_flag(project, key, people) for key, people in flagged if key in FLAGS and people),
        *_slipped(project),
        *_rising(project),
        *_unproven(project),
        *_rejects(project),
    ]
    return [
        {"kind": each.kind, "urgency": each.urgency, "people": each.people, "link": each.link, **each.figures}
        for each in three_of(candidates)
    ]


def _flag(project: Readable, key: str, people: int) -> Candidate:
    label = label_of(project.catalogue()[key], project.config.project.language)
    return Candidate(FLAGS[key], 1, people, audience_link(f"tag({key})"), {"label": label})


def _slipped(project: Readable) -> list[Candidate]:
    """The segment that brings most beyond its size and bought clearly less of late."""
    homes = read_columns(project.lake(), "memberships", ("person_id", "segment_id"), where=pc.field("rank") == 1)
    orders = paid_orders(project)
    now, before = orders.within(_MONTH).buyers(), orders.within(_MONTH, before_days=_MONTH).buyers()
    found = []
    for card in segment_cards(project)["segments"]:
        is_valued = card["net_share"] is not None and card["net_share"] >= _HIGH_VALUE * card["share"]
        if not is_valued or card["n_people"] < _LEAST_GROUP:
            continue
        members = set(homes.filter(pc.equal(homes["segment_id"], card["id"]))["person_id"].to_pylist())
        n_now, n_before = len(members & now), len(members & before)
        if members and n_before and n_now <= _SLIPPED * n_before:
            figures = {"name": card["name"], "before": n_before, "now": n_now, "net_share": card["net_share"]}
            link = audience_link(f"segment({card['id']}) and not did(order_completed, within {_MONTH}d)")
            found.append(Candidate("slipped", 2, len(members) - n_now, link, figures))
    return sorted(found, key=lambda each: -each.figures["net_share"])[:1]


def _rising(project: Readable) -> list[Candidate]:
    """The category whose share of visitors grew most from the week before to the last one."""
    as_of = paid_orders(project).as_of
    weeks = [_viewers(project, as_of - number * _WEEK * DAY_US) for number in (0, 1)]
    totals = [len(set().union(*week.values())) for week in weeks]
    if min(totals) < _LEAST_GROUP:
        return []
    found = []
    for category, viewers in weeks[0].items():
        now, before = len(viewers) / totals[0], len(weeks[1].get(category, ())) / totals[1]
        if len(viewers) >= _LEAST_GROUP and before > 0 and now >= _RISEN * before:
            link = audience_link(f'did(product_viewed where l1 = "{category}", within {_WEEK}d)')
            figures = {"category": category, "now_share": now, "before_share": before}
            found.append(Candidate("rising", 2, len(viewers), link, figures))
    return sorted(found, key=lambda each: -(each.figures["now_share"] - each.figures["before_share"]))[:1]


def _viewers(project: Readable, until: int) -> dict[str, set[str]]:
    """Identities that viewed an item of each first-level category within a week."""
    at = pc.field("occurred_at")
    where = (pc.field("name") == "product_viewed") & (at > until - _WEEK * DAY_US) & (at <= until)
    views = read_columns(project.lake(), "events", ("item_id", "namespace", "identity"), where=where)
    items = read_columns(project.lake(), "items", ("item_id", "l1"))
    joined = views.join(items, "item_id", join_type="inner") if views.num_rows else views
    if not joined.num_rows:
        return {}
    pairs = joined.filter(pc.and_(pc.is_valid(joined["l1"]), pc.is_valid(joined["identity"])))
    who = pc.binary_join_element_wise(pairs["namespace"], pairs["identity"], ":")
    found: dict[str, set[str]] = {}
    table = pa.table({"l1": pairs["l1"], "who": who}).group_by(["l1", "who"]).aggregate([])
    for row in table.to_pylist():
        found.setdefault(row["l1"], set()).add(row["who"])
    return found


def _unproven(project: Readable) -> list[Candidate]:
    """Interests that people hold and nobody has confirmed with labels."""
    rows = read_columns(project.lake(), "assignments", ("person_id", "tag_key"))
    meant = {
        each.key: each
        for each in project.catalogue().definitions()
        if each.kind in {Kind.INTEREST, Kind.COMPOSITE} and each.state is State.OBSERVATION
    }
    held = rows.filter(pc.is_in(rows["tag_key"], value_set=pa.array(list(meant), pa.string())))
    if not held.num_rows:
        return []
    counts = held.group_by("tag_key").aggregate([([], "count_all")]).to_pylist()
    most = min(counts, key=lambda row: (-row["count_all"], row["tag_key"]))
    label = label_of(meant[most["tag_key"]], project.config.project.language)
    figures = {"n_tags": len(counts), "label": label, "holders": most["count_all"]}
    link = f"/people?tag={quote(most['tag_key'])}"
    return [Candidate("unproven", 3, len(pc.unique(held["person_id"])), link, figures)]


def _rejects(project: Readable) -> list[Candidate]:
    """The source that lost the largest share of its rows."""
    bad = [row for row in sources_of(project) if row["share"] >= _BAD_SHARE and row["rejected"] >= _LEAST_REJECTED]
    if not bad:
        return []
    worst = max(bad, key=lambda row: (row["share"], row["rejected"]))
    figures = {"source": worst["name"], "share": worst["share"], "reason": worst["reasons"][0][0]}
    return [Candidate("rejects", 3, worst["rejected"], "/data", figures)]

"""The overview at `/`: figures, three things worth doing, segments, orders by day, tags and sources."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any

import pyarrow.compute as pc
from fastapi import Request
from nicegui import ui

from huaxiang.console.charts.orders import orders_chart
from huaxiang.console.charts.theme import themed
from huaxiang.console.frame import frame
from huaxiang.console.parts import Section, bar, card, chip, empty, figure, stale, text
from huaxiang.console.reads import Reads
from huaxiang.console.reject_words import reject_words
from huaxiang.console.shown import count, day, moment, money_by_currency, percent
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.curve import CURVE_DAYS, daily_orders
from huaxiang.console.views.feeding import sources_of
from huaxiang.console.views.overview import SHARE_DAYS, glance, segment_cards
from huaxiang.console.views.states import tag_states
from huaxiang.console.views.worth_doing import FLAGS, worth_doing
from huaxiang.console.visit import Visit
from huaxiang.domain.instants import DAY_US, now
from huaxiang.service.state import Service

__all__ = ["add", "people_by_flag"]

_STALE_DAYS = 3
_MOST_SOURCES = 6
_TONES = {"active": "good", "observation": "wait", "frozen": "bad"}


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/")
    def overview(request: Request) -> None:
        """The shop at a glance."""
        visit = Visit.of(service, reads, request)
        with frame(visit, active="overview", title=visit.say("frame.overview")):
            if not visit.is_built:
                show_unbuilt(visit)
                return
            Section(visit, partial(_figures, visit), glance)
            with card(visit.say("overview.todo"), visit.say("overview.todo_note")):
                Section(visit, partial(_todo, visit), worth_doing).before = partial(_flags, visit)
            with card(visit.say("overview.segments"), visit.say("overview.segments_note", days=SHARE_DAYS)):
                Section(visit, partial(_segments, visit), segment_cards)
            with card(visit.say("overview.curve"), visit.say("overview.curve_note", days=CURVE_DAYS)):
                Section(visit, partial(_curve, visit), daily_orders)
            with ui.element("div").classes("hx-columns hx-halves"):
                with card(visit.say("overview.tags"), visit.say("overview.tags_note")):
                    Section(visit, partial(_states, visit), tag_states)
                with card(visit.say("overview.sources"), visit.say("overview.sources_note")):
                    Section(visit, partial(_sources, visit), sources_of)


def people_by_flag(service: Service) -> tuple[tuple[str, int], ...]:
    """People by flag that somebody can act on: who holds it now, may be in an audience, and whose flag may be used."""
    audiences, lock = service.audiences()
    with lock:
        index = audiences.index
        rows = index.assignments.filter(pc.is_null(index.assignments["reason"]))
        found = []
        for key in FLAGS:
            holders = rows.filter(pc.equal(rows["tag_key"], key))["person_id"].to_pylist()
            found.append((key, len(index.eligible.intersection(type(index.eligible)(holders)))))
    return tuple(found)


async def _flags(visit: Visit) -> Hashable:
    return await visit.reads.off_loop(people_by_flag, visit.service)


def _figures(visit: Visit, found: dict[str, Any]) -> None:
    language, people = visit.language, found["people"]
    if now() - found["built_at"] > _STALE_DAYS * DAY_US and not visit.reads.is_demo:
        stale(visit, moment(found["built_at"], visit.zone))
    with ui.element("div").classes("hx-grid"):
        members = visit.say("overview.members", n=count(found["members"], language)) if found["members"] else ""
        figure(count(people, language), visit.say("overview.people"), members)
        reached = percent(found["reachable"] / people if people else None)
        key = "overview.reachable_consents" if found["has_consents"] else "overview.reachable_contacts"
        reachable = count(found["reachable"], language)
        figure(reachable, visit.say("overview.reachable"), visit.say(key, share=reached))
        figure(money_by_currency(found["net"], language), visit.say("overview.net"), _compared(visit, found))
        share = percent(found["buyers"] / people if people else None)
        buyers = count(found["buyers"], language)
        figure(buyers, visit.say("overview.buyers"), visit.say("overview.buyers_note", share=share))
    text(visit.say("overview.built_note", at=moment(found["built_at"], visit.zone)), "hx-note hx-below", tag="p")


def _compared(visit: Visit, found: dict[str, Any]) -> str:
    """How the net sales of 30 days compare with those before, where they are of one currency."""
    net, before = found["net"], found["net_before"]
    if not net and not before:
        return visit.say("overview.no_orders_do")
    if not before:
        return visit.say("overview.net_first")
    if net.keys() != before.keys() or len(net) != 1:
        return ""
    (currency,) = net
    if before[currency] <= 0:
        return ""
    change = net[currency] / before[currency] - 1
    if abs(change) < 0.005:
        return visit.say("overview.net_same")
    return visit.say("overview.net_more" if change > 0 else "overview.net_less", share=percent(abs(change)))


def _todo(visit: Visit, things: list[dict[str, Any]]) -> None:
    if not things:
        empty(visit.say("overview.todo_empty"), visit.say("overview.todo_empty_do"))
        return
    with ui.element("ol").classes("hx-things"):
        for thing in things:
            words = {name: _worded(visit, name, value) for name, value in thing.items()}
            with ui.element("li").classes("hx-thing"):
                text(visit.say(f"overview.{thing['kind']}_title", **words), "hx-thing-title", tag="h3")
                text(visit.say(f"overview.{thing['kind']}_why", **words), "hx-note", tag="p")
                page = thing["link"].partition("?")[0].strip("/")
                opens = {"audiences": "overview.open_audience", "people": "overview.open_people"}
                ui.link(visit.say(opens.get(page, "overview.open_data")), thing["link"]).classes("hx-thing-link")


def _worded(visit: Visit, name: str, value: Any) -> str:
    if name == "reason":
        return reject_words(value, visit.language)
    if isinstance(value, float):
        return percent(value)
    return count(value, visit.language) if isinstance(value, int) else str(value)


def _segments(visit: Visit, found: dict[str, Any]) -> None:
    if not found["segments"]:
        empty(visit.say("overview.segments_empty"), visit.say("overview.segments_empty_do"))
        return
    with ui.element("div").classes("hx-grid hx-segments"):
        for each in found["segments"]:
            with ui.link(target=f"/people?segment={each['id']}").classes("hx-segment"):
                text(each["name"], "hx-segment-name", tag="h3")
                people = visit.say("overview.n_people", n=count(each["n_people"], visit.language))
                text(" · ".join([people, *each["traits"]]), "hx-note", tag="p")
                _share(visit.say("overview.of_people"), each["share"], "accent")
                if each["net_share"] is not None:
                    _share(visit.say("overview.of_net"), each["net_share"], "good")
    if found["outside"]:
        text(visit.say("overview.outside", n=count(found["outside"], visit.language)), "hx-note", tag="p")


def _share(label: str, share: float, tone: str) -> None:
    with ui.element("div").classes("hx-share"):
        text(label, "hx-share-label")
        bar(share, tone)
        text(percent(share), "hx-share-value")


def _curve(visit: Visit, found: dict[str, Any]) -> None:
    if not any(found["orders"]):
        empty(visit.say("overview.curve_empty"), visit.say("overview.curve_empty_do"))
        return
    words = {name: visit.say(f"overview.{key}") for name, key in (("orders", "orders_axis"), ("net", "net_axis"))}
    ui.echart(themed(orders_chart(found, words=words))).classes("hx-chart").props(
        f'role=img aria-label="{visit.say("overview.curve_aria")}"'
    )


def _states(visit: Visit, states: list[dict[str, Any]]) -> None:
    if not states:
        empty(visit.say("overview.tags_empty"), visit.say("overview.tags_empty_do"))
        return
    with ui.element("div").classes("hx-stack"):
        for each in states:
            name = each["state"]
            tags, people = count(each["definitions"], visit.language), count(each["people"], visit.language)
            with ui.element("div").classes("hx-state"):
                with ui.element("div").classes("hx-row"):
                    chip(visit.say(f"overview.state_{name}"), _TONES.get(name, "plain"))
                    usable = count(each["usable"], visit.language)
                    key = "overview.usable_counts" if name == "active" else "overview.state_counts"
                    sure = count(each["usable_people"], visit.language)
                    figures = (
                        {"usable": usable, "people": sure} if name == "active" else {"tags": tags, "people": people}
                    )
                    text(visit.say(key, **figures))
                text(visit.say(f"overview.means_{name}"), "hx-note", tag="p")
                if name == "active" and each["usable"] < each["definitions"]:
                    idle = count(each["definitions"] - each["usable"], visit.language)
                    text(visit.say("overview.idle_counts", tags=tags, idle=idle), "hx-note", tag="p")
                labels = [label for label, holders, _ in each["top"] if holders or name == "frozen"]
                if labels:
                    text(visit.say("overview.top", labels=visit.listed(labels)), "hx-note", tag="p")


def _sources(visit: Visit, sources: list[dict[str, Any]]) -> None:
    if not sources:
        empty(visit.say("overview.sources_empty"), visit.say("overview.sources_empty_do"))
        return
    with ui.element("div").classes("hx-stack"):
        for each in sources[:_MOST_SOURCES]:
            used, rows = (count(each[name], visit.language) for name in ("used", "rows"))
            with ui.element("div").classes("hx-source"):
                with ui.element("div").classes("hx-spread"):
                    text(each["name"], tag="strong")
                    if each["rejected"]:
                        n = count(each["rejected"], visit.language)
                        chip(visit.say("overview.rejected", n=n), "wait" if each["share"] >= 0.01 else "plain")
                    else:
                        chip(visit.say("overview.all_used"), "good")
                facts = [visit.say("overview.rows_used", used=used, rows=rows)]
                if each["newest_at"] is not None:
                    facts.append(visit.say("overview.newest", at=day(each["newest_at"], visit.zone)))
                text(" · ".join(facts), "hx-note", tag="p")
                reasons = [_reason(visit, *pair) for pair in each["reasons"][:3]]
                if reasons:
                    text(visit.listed(reasons), "hx-note", tag="p")
        if len(sources) > _MOST_SOURCES:
            ui.link(visit.say("overview.more_sources", n=len(sources) - _MOST_SOURCES), "/data")


def _reason(visit: Visit, reason: str, rows: int) -> str:
    words = reject_words(reason, visit.language)
    return visit.say("overview.reason_line", reason=words, n=count(rows, visit.language))

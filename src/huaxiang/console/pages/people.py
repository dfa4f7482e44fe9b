"""The search for people at `/people`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from huaxiang.console.frame import frame
from huaxiang.console.parts import Section, button, card, empty, text
from huaxiang.console.reads import Reads
from huaxiang.console.shown import count, day, money
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.people import SORTS, found_people, suggestions, tag_label
from huaxiang.console.visit import Visit
from huaxiang.console.words import say
from huaxiang.domain.instants import Zone
from huaxiang.project.readable import Readable
from huaxiang.project.reading import segment_names
from huaxiang.service.state import Service

__all__ = ["add", "rows_html"]

_COLUMNS = ("person", "segment", "interests", "last_seen", "orders", "net")
_NUMBERS = frozenset({"orders", "net"})


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/people")
    def people(request: Request) -> None:
        """Finding people."""
        visit = Visit.of(service, reads, request)
        with frame(visit, active="people", title=visit.say("people.title"), note=visit.say("people.note")):
            if visit.is_built:
                _Search(visit, dict(request.query_params))
            else:
                show_unbuilt(visit)


class _Search:
    """One visitor's search: what is asked, and the page of rows that answers it."""

    def __init__(self, visit: Visit, asked: Mapping[str, str]) -> None:
        self._visit = visit
        sort = asked.get("sort", "")
        self._asked: dict[str, str] = {name: asked.get(name, "") for name in ("q", "segment", "tag")}
        self._asked["sort"] = sort if sort in SORTS else SORTS[0]
        self._page = 0
        with card(classes="hx-search"):
            self._fields()
            self._hints = Section(visit, self._suggest, suggestions, self._asked["q"])
            self._hints.place.classes("hx-hints")
        self._rows = Section(visit, self._show, found_people, *self._args())

    def _args(self) -> tuple[Hashable, ...]:
        return (*(self._asked[name] for name in ("q", "segment", "tag", "sort")), self._page)

    def _fields(self) -> None:
        say = self._visit.say
        with ui.element("div").classes("hx-search-row"):
            search = ui.input(placeholder=say("people.search"), value=self._asked["q"])
            search.props(f'outlined dense clearable debounce=300 type=search aria-label="{say("people.search")}"')
            search.classes("hx-search-field").on_value_change(lambda event: self._ask(q=event.value or ""))
            self._segment_place = Section(self._visit, self._segments, _segments_of)
            self._segment_place.place.classes("hx-search-select")
            sorts = {name: say(f"people.sort_{name}") for name in SORTS}
            order = ui.select(sorts, value=self._asked["sort"], label=say("people.sort"))
            order.props("outlined dense").classes("hx-search-select")
            order.on_value_change(lambda event: self._ask(sort=event.value))
        self._tag_place = ui.element("div").classes("hx-row")
        if self._asked["tag"]:
            with self._tag_place:
                Section(self._visit, self._tag, tag_label, self._asked["tag"])

    def _segments(self, names: dict[str, str]) -> None:
        options = {"": self._visit.say("people.all_segments"), **names}
        chosen = self._asked["segment"] if self._asked["segment"] in options else ""
        field = ui.select(options, value=chosen, label=self._visit.say("people.segment")).props("outlined dense")
        self._segment_field = field
        field.on_value_change(lambda event: self._ask(segment=event.value or ""))

    def _tag(self, label: str) -> None:
        words = self._visit.say("people.with_tag", label=label)
        made = button(f"{words} ×", self._without_tag, tone="chip")
        made.props(f'aria-label="{escape(self._visit.say("people.remove"))}"')

    async def _without_tag(self) -> None:
        await self._ask(tag="")
        self._tag_place.clear()

    def _suggest(self, found: list[dict[str, Any]]) -> None:
        for each in found:
            words = self._visit.say(
                f"people.suggest_{each['kind']}", label=each["label"], n=count(each["people"], self._visit.language)
            )
            ui.link(words, f"/people?{urlencode({each['kind']: each['key']})}").classes("hx-chip hx-accent")

    async def _ask(self, **changed: str) -> None:
        self._asked |= changed
        self._page = 0
        if "q" in changed:
            await self._hints.ask(changed["q"])
        await self._go()

    async def _turn(self, pages: int) -> None:
        self._page += pages
        await self._go()

    async def _go(self) -> None:
        kept = {name: value for name, value in self._asked.items() if value and (name, value) != ("sort", SORTS[0])}
        ui.navigate.history.replace(f"/people?{urlencode(kept)}" if kept else "/people")
        await self._rows.ask(*self._args())

    def _show(self, found: dict[str, Any]) -> None:
        visit = self._visit
        if not found["total"]:
            is_narrowed = any(self._asked[name] for name in ("q", "segment", "tag"))
            key = "people.none" if is_narrowed else "people.no_people"
            with card():
                empty(visit.say(key), visit.say(f"{key}_do"))
            return
        with card(classes="hx-found"):
            with ui.element("div").classes("hx-spread"):
                text(visit.say("people.total", n=count(found["total"], visit.language)), "hx-total", tag="strong")
                self._pager(found)
            with ui.element("div").classes("hx-scroll"):
                heads = {name: visit.say(f"people.{name}") for name in _COLUMNS}
                made = rows_html(found, heads, zone=visit.zone, language=visit.language)
                ui.html(made, sanitize=False)
            if found["pages"] > 1:
                with ui.element("div").classes("hx-spread hx-foot"):
                    text("")
                    self._pager(found)

    def _pager(self, found: dict[str, Any]) -> None:
        visit, page, pages = self._visit, found["page"], found["pages"]
        if pages == 1:
            return
        with ui.element("div").classes("hx-row"):
            back = button(visit.say("people.before"), partial(self._turn, -1))
            text(visit.say("people.of_page", page=page + 1, pages=pages), "hx-note")
            on = button(visit.say("people.next"), partial(self._turn, 1))
        for made, is_end in ((back, page == 0), (on, page + 1 == pages)):
            if is_end:
                made.props("disabled")


def _segments_of(project: Readable) -> dict[str, str]:
    return segment_names(project)


def rows_html(found: Mapping[str, Any], heads: Mapping[str, str], *, zone: Zone, language: str) -> str:
    """The rows as one table; every value is escaped. One element instead of a thousand keeps the page quick.

    Args:
        found: A document of `views.people.found_people`.
        heads: Headings by column.
    """
    titles = "".join(f"<th{_class(name)} scope=col>{escape(heads[name])}</th>" for name in _COLUMNS)
    rows = []
    for row in found["rows"]:
        key = "people.visitor" if row["name"] else "people.no_name"
        name = escape(say(key, language, name=row["name"]) if row["is_visitor"] else row["name"])
        contact = f"<small>{escape(row['contact'])}</small>" if row["contact"] else ""
        cells = {
            "person": f'<a href="/people/{escape(row["person_id"])}">{name}</a>{contact}',
            "segment": escape(row["segment"]) or "–",
            "interests": "".join(f"<span class=hx-chip>{escape(label)}</span>" for label in row["interests"]) or "–",
            "last_seen": escape(day(row["last_seen_at"], zone)),
            "orders": escape(count(row["n_orders"], language)),
            "net": escape(money(row["net_minor"], found["currency"], language)) if row["n_orders"] else "–",
        }
        cell = "".join(f'<td{_class(each)} data-label="{escape(heads[each])}">{cells[each]}</td>' for each in _COLUMNS)
        rows.append(f"<tr>{cell}</tr>")
    return f'<table class="hx-table hx-people"><thead><tr>{titles}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _class(column: str) -> str:
    return " class=hx-n" if column in _NUMBERS else ""

"""A proposed mapping: what each column is taken for, why, with examples; corrected by choosing another meaning."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from huaxiang.console.column_words import column_words
from huaxiang.console.parts import chip, text
from huaxiang.console.shown import count
from huaxiang.console.visit import Visit
from huaxiang.domain.event_names import EVENT_NAMES, event_label
from huaxiang.ingest.mapping import Computed, Constant, MapValue
from huaxiang.ingest.propose.evidence import ROLES
from huaxiang.ingest.propose.labels import kind_label, role_label
from huaxiang.ingest.propose.proposal import UNSURE, ColumnGuess, Draft, Proposal, TableGuess
from huaxiang.ingest.propose.stage import KINDS

__all__ = ["Corrections", "from_columns", "show_proposal"]

_FIELD = "outlined dense options-dense"


class Corrections:
    """What a person may say of a proposal; each gives a new one.

    Attributes:
        column: (table, column, role): the column plays another role; the table's kind with column "".
        value: (table, raw value, event name): what a behaviour's value means.
    """

    def __init__(self, column: Callable[[str, str, str], Any], value: Callable[[str, str, str], Any]) -> None:
        self.column, self.value = column, value


def show_proposal(visit: Visit, proposal: Proposal, corrections: Corrections) -> None:
    """Each table of the proposal with its columns and what it will become."""
    for table in proposal.tables:
        _head(visit, table, corrections)
        _columns(visit, proposal, table, corrections)
        if table.meanings:
            _values(visit, table, corrections)
        _becomes(visit, table)


def _head(visit: Visit, table: TableGuess, corrections: Corrections) -> None:
    say, language = visit.say, visit.language
    name = table.file.path.name if table.file.name in table.file.path.name else table.file.name
    kind = kind_label(table.kind, language)
    text(say("data.found_title", file=name, kind=kind), "hx-card-title hx-found", tag="h3")
    unsure = sum(each.confidence < UNSURE and each.role != "other" for each in table.columns)
    rows = say("data.found_rows", n=count(table.file.n_rows, language), columns=len(table.columns))
    told = say("data.found_unsure", n=unsure) if unsure else say("data.found_sure")
    text(f"{rows} · {told}", "hx-note", tag="p")
    for note in table.file.notes:
        text(note, "hx-stale hx-by-hand", tag="p")
    kinds = {each: kind_label(each, language) for each in KINDS}
    chosen = ui.select(kinds, value=table.kind, label=say("data.table_kind")).props(_FIELD).classes("hx-kind")
    chosen.on_value_change(lambda event: corrections.column(table.file.name, "", str(event.value)))


def _columns(visit: Visit, proposal: Proposal, table: TableGuess, corrections: Corrections) -> None:
    say = visit.say
    with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table hx-proposed"):
        with ui.element("thead"), ui.element("tr"):
            for name in ("column", "examples", "means", "confidence", "why"):
                text(say(f"data.{name}"), tag="th")
        with ui.element("tbody"):
            for column in table.columns:
                is_said = (table.file.name, column.column) in proposal.pins
                _column(visit, table, column, corrections, is_said=is_said)


def _column(visit: Visit, table: TableGuess, column: ColumnGuess, corrections: Corrections, *, is_said: bool) -> None:
    say, language = visit.say, visit.language
    is_unsure = column.confidence < UNSURE and not is_said and column.role != "other"
    with ui.element("tr").classes("hx-unsure" if is_unsure else "").props(f'data-column="{column.column}"'):
        text(column.column, "hx-source-name", tag="td")
        with ui.element("td").classes("hx-examples"):
            for each in column.examples or (say("data.private") if column.role == "private" else "–",):
                text(each, tag="div")
        with ui.element("td"):
            roles = _roles(column, language)
            chosen = ui.select(roles, value=column.role, with_input=True).props(f"{_FIELD} borderless")
            chosen.classes("hx-role").props(f'aria-label="{column.column}"')
            chosen.on_value_change(partial(_turned, table.file.name, column, corrections))
        with ui.element("td"):
            if is_said:
                chip(say("data.said"), "good")
            else:
                chip(f"{column.confidence * 100:.0f}%", "wait" if is_unsure else "plain")
        reasons = visit.listed(each.text(language) for each in column.reasons)
        text(reasons, "hx-note hx-why", tag="td")


def _turned(table: str, column: ColumnGuess, corrections: Corrections, event: Any) -> Any:
    """The role chosen by a person, unless it is the one that it had."""
    role = str(event.value or "")
    return corrections.column(table, column.column, role) if role and role != column.role else None


def _roles(column: ColumnGuess, language: str) -> dict[str, str]:
    """Roles by label, the likely ones first."""
    likely = [column.role, *(role for role, _ in column.alternatives)]
    return {role: role_label(role, language) for role in [*likely, "other", *sorted(ROLES)]}


def _values(visit: Visit, table: TableGuess, corrections: Corrections) -> None:
    say, language = visit.say, visit.language
    playing = table.playing("event")
    text(say("data.value_title", column="" if playing is None else playing.column), "hx-group-title", tag="h4")
    events = {name: event_label(name, language) for name in EVENT_NAMES}
    with ui.element("div").classes("hx-values"):
        for each in table.meanings:
            with ui.element("div").classes("hx-row"):
                text(f"{each.raw} ({count(each.rows, language)})", "hx-source-name")
                options = events if each.name in events else {each.name: each.name, **events}
                chosen = ui.select(options, value=each.name, with_input=True).props(_FIELD).classes("hx-role")
                chosen.on_value_change(
                    lambda event, raw=each.raw: corrections.value(table.file.name, raw, str(event.value or raw))
                )


def _becomes(visit: Visit, table: TableGuess) -> None:
    say = visit.say
    with ui.element("div").classes("hx-becomes"):
        text(say("data.becomes_title"), "hx-group-title", tag="h4")
        if not table.drafts:
            reason = visit.listed(each.text(visit.language) for each in table.reasons)
            text(say("data.becomes_nothing", reason=reason), "hx-stale hx-by-hand", tag="p")
            return
        for draft in table.drafts:
            _draft(visit, draft)
        columns = sorted({raw for draft in table.drafts for raws in draft.person.values() for raw in raws})
        if columns:
            text(say("data.becomes_people", columns=visit.listed(columns)), tag="p")
        elif table.kind in {"events", "orders", "wide", "purchases", "people"}:
            text(say("data.becomes_nobody"), "hx-stale hx-by-hand", tag="p")


def _draft(visit: Visit, draft: Draft) -> None:
    table = visit.say(f"data.table_{draft.table}")
    with ui.element("p"):
        ui.label(visit.say("data.becomes", name=draft.name, table=table)).classes("hx-plain")
    with ui.element("div").classes("hx-row"):
        for canonical, value in draft.map.items():
            chip(f"{column_words(canonical, visit.language)} ← {from_columns(value)}").tooltip(canonical)


def from_columns(value: MapValue) -> str:
    """The raw columns that a mapped column comes from, or its constant.

    >>> from_columns("price"), from_columns(Constant("CNY")), from_columns(Computed(("day", "hour"), "join"))
    ('price', '= CNY', 'day + hour')
    """
    if isinstance(value, Constant):
        return f"= {value.value}"
    return " + ".join(value.columns) if isinstance(value, Computed) else value

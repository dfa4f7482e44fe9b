"""The sources as a table, and a look at the rows that could not be used."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from huaxiang.console.parts import Section, button, chip, empty, text
from huaxiang.console.reject_words import reject_words
from huaxiang.console.shown import count, moment, percent
from huaxiang.console.views.data import REJECTS_SHOWN, Reject, SourceRow, rejected_rows
from huaxiang.console.visit import Visit

__all__ = ["RejectsDialog", "show_sources"]

_TONES = {"same": "good", "changed": "wait", "gone": "bad", "new": "accent"}
_COLUMNS = ("source", "kind", "rows", "rejected", "newest", "file")
_REASONS_SHOWN = 3


def show_sources(visit: Visit, rejects: RejectsDialog, rows: list[SourceRow]) -> None:
    """A table of the sources; rejected rows open in `rejects`."""
    if not rows:
        empty(visit.say("data.sources_none"), visit.say("data.sources_none_text"))
        return
    with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table hx-sources"):
        with ui.element("thead"), ui.element("tr"):
            for name in _COLUMNS:
                text(visit.say(f"data.{name}"), "hx-n" if name == "rows" else "", tag="th")
        with ui.element("tbody"):
            for row in rows:
                _source(visit, rejects, row)


def _source(visit: Visit, rejects: RejectsDialog, row: SourceRow) -> None:
    say, language = visit.say, visit.language
    with ui.element("tr").props(f'data-source="{row.name}"'):
        with ui.element("td"):
            text(row.name, "hx-source-name", tag="strong")
            if row.path:
                text(row.path, "hx-note hx-path", tag="div")
        text(say(f"data.table_{row.table}"), tag="td")
        rows = text("–" if row.rows is None else count(row.rows, language), "hx-n", tag="td")
        rows.props(f'data-label="{say("data.rows")}"')
        with ui.element("td").props(f'data-label="{say("data.rejected")}"'):
            _rejected(visit, rejects, row)
        newest = text(moment(row.newest_at, visit.zone), "hx-n", tag="td")
        newest.props(f'data-label="{say("data.newest")}"')
        with ui.element("td"):
            chip(say(f"data.file_{row.state}"), _TONES[row.state])


def _rejected(visit: Visit, rejects: RejectsDialog, row: SourceRow) -> None:
    if row.rows is None:
        text("–")
        return
    if not row.rejected:
        text(visit.say("data.no_rejects"), "hx-note")
        return
    share = row.rejected / row.rows if row.rows else 0.0
    with ui.element("div").classes("hx-row"):
        text(f"{count(row.rejected, visit.language)} ({percent(share)})")
        button(visit.say("data.look"), partial(rejects.open, row), tone="quiet")
    told = [f"{reject_words(reason, visit.language)} {n:,}" for reason, n in row.reasons[:_REASONS_SHOWN]]
    text(" · ".join(told), "hx-note", tag="div")


class RejectsDialog:
    """Rejected rows of one source: reason, place, and the row as it stood."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        with ui.dialog() as self._dialog, ui.element("div").classes("hx-card hx-dialog") as self._card:
            pass

    def open(self, row: SourceRow) -> None:
        """Shows the rows of a source."""
        say = self._visit.say
        self._card.clear()
        with self._card:
            text(say("data.rejects_title", source=row.name), "hx-card-title", tag="h2")
            text(say("data.rejects_about"), "hx-note", tag="p")
            options = {"": f"{say('data.all_reasons')} · {row.rejected:,}"}
            options |= {reason: f"{reject_words(reason, self._visit.language)} · {n:,}" for reason, n in row.reasons}
            chosen = ui.select(options, value="", label=say("data.reason")).props("outlined dense").classes("hx-wide")
            section = Section(self._visit, partial(self._show, row), rejected_rows, row.name, "")
            chosen.on_value_change(lambda event: section.ask(row.name, event.value or ""))
            with ui.element("div").classes("hx-row hx-end"):
                button(say("data.close"), self._dialog.close)
        self._dialog.open()

    def _show(self, row: SourceRow, rejects: list[Reject]) -> None:
        say, language = self._visit.say, self._visit.language
        if row.rejected > REJECTS_SHOWN:
            shown = min(len(rejects), REJECTS_SHOWN)
            text(say("data.rejects_more", n=f"{row.rejected:,}", shown=shown), "hx-note", tag="p")
        with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table"):
            with ui.element("thead"), ui.element("tr"):
                for name in ("reason", "place", "raw"):
                    text(say(f"data.{name}"), tag="th")
            with ui.element("tbody"):
                for each in rejects:
                    with ui.element("tr"):
                        text(reject_words(each.reason, language), tag="td")
                        line = "" if each.line is None else f" · {say('data.line', n=f'{each.line:,}')}"
                        text(f"{each.file}{line}", tag="td")
                        text(each.raw, "hx-raw", tag="td")

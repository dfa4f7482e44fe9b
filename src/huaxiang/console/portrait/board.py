"""The board of a portrait: its cards in their places, the dialogs for why and why-not, and what keeps it live."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nicegui import ui

from huaxiang.console.frame import frame
from huaxiang.console.live.rows import clock_of
from huaxiang.console.parts import Section, button, card, chip, empty, failed, loading, stale, text
from huaxiang.console.portrait.following import Following
from huaxiang.console.portrait.head import show_head
from huaxiang.console.portrait.interests import show_interests
from huaxiang.console.portrait.journey import show_journey
from huaxiang.console.portrait.profile import show_profile
from huaxiang.console.portrait.segment import show_segment, show_standing
from huaxiang.console.portrait.tags import show_tags
from huaxiang.console.portrait.why import show_reasons
from huaxiang.console.portrait.words import moment_of
from huaxiang.console.views.portrait import (
    missing_tags,
    origins,
    portrait,
    standing_of,
    state_of,
    tag_reasons,
    timeline,
)
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError, UnknownName
from huaxiang.domain.instants import now

__all__ = ["Board", "change_words", "changed_rows"]

_LOOK_SECONDS = 15.0
_MOST_NAMED = 5
_STALE_SECONDS = 2 * 86_400
Tags = Mapping[str, Sequence[Mapping[str, Any]]]
_STYLE = Path(__file__).parent.parent / "assets" / "portrait.css"


class Board:
    """One visitor's portrait of one person."""

    def __init__(self, visit: Visit, person_id: str, title: str, state: tuple[str, str, int] | None = None) -> None:
        """Args are as follows.

        Args:
            state: As `state_of` gave it before anything was read; another one means that the portrait has moved.
        """
        self.visit, self.person_id, self.title = visit, person_id, title
        self._state = state
        self._document: dict[str, Any] = {}
        self._sections: list[Section] = []
        self._opened: set[str] = set()
        self._shown_tags: Tags | None = None

    def show(self) -> None:
        """Makes the page; every card reads by itself."""
        visit = self.visit
        ui.add_head_html(f'<link rel="stylesheet" href="/assets/portrait.css?{_version()}">')
        self._client = ui.context.client
        kind, _, value = self.title.rpartition(":")
        with frame(visit, active="people", title=visit.say("portrait.title", name=value or kind)):
            self._following = Following(visit, self.person_id, self._look)
            self._changed = self._following.notice
            self._main = Section(visit, self._show_main, portrait, self.person_id, 0)
            with ui.element("div").classes("hx-columns hxp-columns"):
                with ui.element("div").classes("hxp-column"):
                    self._tags = ui.element("div").classes("hxp-3")
                    journey = self._add(lambda found: show_journey(visit, found), timeline)
                    journey.place.classes("hxp-5")
                    journey.says = _happened
                with ui.element("div").classes("hxp-column"):
                    with ui.element("div").classes("hxp-1"):
                        self._standing_card()
                    self._interests = ui.element("div").classes("hxp-2")
                    self._add(lambda found: show_profile(visit, found), origins).place.classes("hxp-4")
        self._why = _Dialog(visit)
        ui.timer(_LOOK_SECONDS, self._following.look)

    def _add(self, show: Callable[[Any], None], view: Callable[..., Any]) -> Section:
        section = Section(self.visit, show, view, self.person_id, 0)
        section.says = lambda document: document
        self._sections.append(section)
        return section

    def _standing_card(self) -> None:
        with card(self.visit.say("portrait.segment")):
            self._segment = ui.element("div")
            self._standing = self._add(lambda rows: show_standing(self.visit, rows), standing_of).place

    def _show_main(self, document: Mapping[str, Any]) -> None:
        """The head, and of the cards that it speaks of those that say something else than before."""
        visit, before = self.visit, self._document
        self._document = dict(document)
        if document["lag_seconds"] > _STALE_SECONDS:
            stale(visit, moment_of(visit, document["as_of"]))
        show_head(visit, document, self.ask)
        is_refused = document["excluded"] == "refused"
        self._standing.set_visibility(not is_refused)
        parts = {"segment": self._show_segment, "interests": self._show_interests, "tags": self._show_tags}
        for name, show in parts.items():
            if any(before.get(each, before) != document[each] for each in (name, "excluded")):
                show(document, is_refused=is_refused)
        if before and before["tags"] != document["tags"]:
            self._tell_change([row["label"] for row in changed_rows(before["tags"], document["tags"])])

    def _show_segment(self, document: Mapping[str, Any], *, is_refused: bool) -> None:
        self._segment.clear()
        with self._segment:
            if is_refused:
                _not_computed(self.visit)
            else:
                show_segment(self.visit, document["segment"], self.ask)

    def _show_interests(self, document: Mapping[str, Any], *, is_refused: bool) -> None:
        visit = self.visit
        self._interests.clear()
        note = "" if is_refused else visit.say("portrait.interests_note")
        with self._interests, card(visit.say("portrait.interests"), note):
            if is_refused:
                _not_computed(visit)
            else:
                show_interests(visit, document["interests"], self.ask)

    def _show_tags(self, document: Mapping[str, Any], *, is_refused: bool) -> None:
        visit = self.visit
        before = self._shown_tags
        self._shown_tags = document["tags"]
        fresh = set() if before is None else {row["key"] for row in changed_rows(before, document["tags"])}
        self._tags.clear()
        with self._tags, card():
            with ui.element("div").classes("hx-spread"):
                text(visit.say("portrait.tags"), "hx-card-title", tag="h2")
                button(visit.say("portrait.why_not"), self.choose, tone="quiet")
            if document["tags"]:
                text(visit.say("portrait.tags_note"), "hx-note", tag="p")
            if is_refused:
                _not_computed(visit)
            else:
                show_tags(visit, document["tags"], self.ask, fresh=fresh, opened=self._opened)

    def _tell_change(self, labels: Sequence[str]) -> None:
        visit = self.visit
        self._changed.clear()
        with self._changed:
            chip(change_words(visit, labels, at=clock_of(visit, now())), "good")

    async def ask(self, key: str) -> None:
        """Opens the why of a tag."""
        await self._why.explain(self.person_id, key)

    async def choose(self) -> None:
        """Opens the choice of a tag that the person does not have."""
        await self._why.choose(self.person_id)

    async def _look(self) -> None:
        """Shows the person anew when the store has moved on for them."""
        try:
            state = await self.visit.read(state_of, self.person_id, seconds=0.0)
        except UnknownName:
            self._changed.clear()
            with self._changed:
                chip(self.visit.say("portrait.gone"), "bad")
            return
        except HuaxiangError:
            return
        before, self._state = self._state, state
        if state[0] != self.person_id:
            self._client.open(f"/people/{state[0]}")
        elif before is not None and before != state:
            for section in (self._main, *self._sections):
                with suppress(RuntimeError):
                    await section.ask(self.person_id, state[2])


def _happened(document: Mapping[str, Any]) -> Any:
    """What makes another journey: something happened; that time goes by does not."""
    return document["last_at"], document["days"], document["n_earlier"]


def _not_computed(visit: Visit) -> None:
    empty(visit.say("portrait.not_computed"), visit.say("portrait.not_computed_text"))


def change_words(visit: Visit, labels: Sequence[str], *, at: str) -> str:
    """The notice of changed tags at a time of day: the first five by name, the others by number."""
    if not labels:
        return visit.say("portrait.changed_plain", at=at)
    words = visit.say("portrait.changed", at=at, tags=visit.listed(labels[:_MOST_NAMED]))
    more = len(labels) - _MOST_NAMED
    return words + visit.say("portrait.changed_more", n=more) if more > 0 else words


def changed_rows(before: Tags, after: Tags) -> list[Mapping[str, Any]]:
    """Rows of the tags that are new, then of those that say something else than before."""
    known = {row["key"]: row for rows in before.values() for row in rows}
    changed = [row for rows in after.values() for row in rows if known.get(row["key"]) != row]
    return sorted(changed, key=lambda row: row["key"] in known)


@cache
def _version() -> str:
    return blake2b(_STYLE.read_bytes(), digest_size=6).hexdigest()


class _Dialog:
    """The dialog that says why, or why not."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = ui.dialog().props("position=right full-height")
        with self._dialog, ui.element("div").classes("hxp-dialog").props("role=document"):
            with ui.element("header").classes("hxp-dialog-head"):
                self._title = ui.element("div")
                button(visit.say("portrait.close"), self._dialog.close, tone="quiet")
            self._body = ui.element("div").classes("hxp-dialog-body")

    def _begin(self, over: str, title: str) -> None:
        self._title.clear()
        with self._title:
            text(over, "hx-note", tag="p")
            text(title, "hxp-dialog-title", tag="h2")
        self._body.clear()
        self._dialog.open()

    async def explain(self, person_id: str, key: str) -> None:
        """Why the person has the tag."""
        visit = self._visit
        self._begin(visit.say("portrait.why_title"), key)
        await self._fill(self._body, person_id, key, is_titled=True)

    async def choose(self, person_id: str) -> None:
        """A choice of tags that the person does not have, and below it why not."""
        visit = self._visit
        self._begin(visit.say("portrait.why_not_title"), visit.say("portrait.why_not"))
        with self._body:
            text(visit.say("portrait.why_not_lead"), "hx-note", tag="p")
            waiting = loading(visit)
        try:
            options = await visit.read(missing_tags, person_id)
        except HuaxiangError as error:
            with self._body:
                failed(visit, error)
            return
        finally:
            waiting.delete()
        with self._body:
            choice = ui.select(options, label=visit.say("portrait.choose"), with_input=True).classes("hxp-choose")
            choice.props("outlined dense behavior=menu")
            place = ui.element("div")

        async def chosen() -> None:
            if choice.value is not None:
                await self._fill(place, person_id, choice.value)

        choice.on_value_change(chosen)

    async def _fill(self, place: ui.element, person_id: str, key: str, *, is_titled: bool = False) -> None:
        visit = self._visit
        place.clear()
        with place:
            loading(visit)
        problem: HuaxiangError | None = None
        document: dict[str, Any] = {}
        try:
            document = await visit.read(tag_reasons, person_id, key, seconds=1.0)
        except HuaxiangError as error:
            problem = error
        place.clear()
        if is_titled and document:
            self._title.clear()
            with self._title:
                word = "why_title" if document["holds"] else "why_not_title"
                text(visit.say(f"portrait.{word}"), "hx-note", tag="p")
                text(document["tag"]["label"], "hxp-dialog-title", tag="h2")
        with place:
            if problem is not None:
                failed(visit, problem)
            else:
                show_reasons(visit, document)

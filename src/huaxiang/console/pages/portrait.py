"""The portrait of one person at `/people/{id}`: any identity leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from nicegui import ui

from huaxiang.console.frame import frame
from huaxiang.console.parts import empty, failed, text
from huaxiang.console.portrait.board import Board
from huaxiang.console.reads import Reads
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.portrait import people_of, state_of
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError
from huaxiang.project.naming import shown
from huaxiang.service.state import Service

__all__ = ["add"]

_NO_STORE = {"cache-control": "no-store"}


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/people/{name:path}")
    async def portrait(request: Request, name: str) -> Response | None:
        """The person that a name means; a name leads on to the person's id, so that it leaves the address."""
        visit = Visit.of(service, reads, request)
        if not visit.is_built:
            with frame(visit, active="people", title=visit.say("frame.people")):
                show_unbuilt(visit)
            return None
        try:
            found = await visit.read(people_of, name, seconds=0.0)
        except HuaxiangError as error:
            with frame(visit, active="people", title=visit.say("frame.people")):
                failed(visit, error)
            return None
        if len(found) == 1 and found[0]["person_id"] != name:
            return RedirectResponse(f"/people/{found[0]['person_id']}", 303, _NO_STORE)
        if len(found) == 1:
            state = await visit.read(state_of, name, seconds=0.0)
            Board(visit, name, (found[0]["identities"] or [name])[0], state).show()
        else:
            _unclear(visit, name, found)
        return None


def _unclear(visit: Visit, name: str, found: Sequence[Mapping[str, Any]]) -> None:
    """Nobody has the name, or several people have it."""
    with frame(visit, active="people", title=visit.say("frame.people")), ui.element("section").classes("hx-card"):
        if not found:
            empty(visit.say("portrait.nobody", name=shown(name)), visit.say("portrait.nobody_text"))
        else:
            text(visit.say("portrait.several", n=len(found)), "hx-card-title", tag="h2")
            text(visit.say("portrait.several_text"), "hx-note", tag="p")
            for each in found:
                ui.link(" · ".join(each["identities"]) or each["person_id"], f"/people/{each['person_id']}").classes(
                    "hxp-choice"
                )
        ui.link(visit.say("portrait.to_search"), "/people")

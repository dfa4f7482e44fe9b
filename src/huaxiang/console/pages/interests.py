"""The interests at `/interests`: the category tree with its volumes, a category's texts, a sentence to try, reviews."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from huaxiang.console.assets_of import asset
from huaxiang.console.frame import frame
from huaxiang.console.interests.node import show_node
from huaxiang.console.interests.queue import QueueCard
from huaxiang.console.interests.tree import Tree, show_withheld
from huaxiang.console.interests.trying import SentenceCard
from huaxiang.console.parts import Section, card, empty, figure, text
from huaxiang.console.reads import Reads
from huaxiang.console.shown import count, moment
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.interest_node import NodeDetail, interest_node
from huaxiang.console.views.interest_places import places_of
from huaxiang.console.views.interest_tree import InterestBoard, interest_board
from huaxiang.console.views.reviews import ReviewQueue, review_queue
from huaxiang.console.visit import Visit
from huaxiang.project.opening import Project
from huaxiang.project.readable import Readable
from huaxiang.project.reviewing import decide_review, review_rows
from huaxiang.service.state import Service

__all__ = ["add"]


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/interests")
    def interests(request: Request) -> None:
        """The interests."""
        visit = Visit.of(service, reads, request)
        ui.add_head_html(asset("interests.css"))
        with frame(visit, active="interests", title=visit.say("interests.title"), note=visit.say("interests.lead")):
            if visit.is_built:
                _Page(visit, request.query_params.get("path", ""))
            else:
                show_unbuilt(visit)


class _Page:
    """One visitor's page.

    Attributes:
        chosen: Path of the category that is shown beside the tree; "" until the tree is there.
    """

    def __init__(self, visit: Visit, chosen: str) -> None:
        self._visit, self.chosen = visit, chosen
        self._node: Section | None = None
        Section(visit, self._show, interest_board)
        SentenceCard(visit)
        QueueCard(visit, self._waiting, self._decide)

    def _show(self, board: InterestBoard) -> None:
        visit = self._visit
        _figures(visit, board)
        if not board.nodes:
            with card():
                empty(visit.say("interests.none"), visit.say("interests.none_do"))
        else:
            self.chosen = self.chosen or board.nodes[0].path
            told = {"at": moment(board.as_of, visit.zone), "run": board.run_id}
            with ui.element("div").classes("hx-columns hxi-columns"):
                with card(visit.say("interests.tree"), visit.say("interests.tree_note", **told)):
                    Tree(visit, board, self.chosen, self._choose)
                    if board.n_empty:
                        n_empty = count(board.n_empty, visit.language)
                        text(visit.say("interests.empty_categories", n=n_empty), "hx-note hxi-rest", tag="p")
                with ui.element("section").classes("hx-card hxi-node").props("id=hxi-node"):
                    self._node = Section(visit, self._show_node, interest_node, self.chosen)
        show_withheld(visit, board)

    def _show_node(self, detail: NodeDetail) -> None:
        show_node(self._visit, detail)

    async def _choose(self, path: str) -> None:
        self.chosen = path
        ui.navigate.history.replace(f"/interests?{urlencode({'path': path})}")
        if self._node is not None:
            await self._node.ask(path)
            ui.run_javascript(
                "const node = document.getElementById('hxi-node');"
                "if (getComputedStyle(node).position === 'sticky') node.scrollTop = 0;"
                "else node.scrollIntoView({behavior: 'smooth'})"
            )

    async def _waiting(self) -> ReviewQueue:
        return await self._visit.read(_waiting, seconds=0.0)

    async def _decide(self, row: str, is_accepted: bool) -> None:
        visit = self._visit
        folder = visit.service.readings.project.folder
        await visit.reads.off_loop(_decided, folder, row, is_accepted, visit.user)


def _waiting(project: Readable) -> ReviewQueue:
    return review_queue(review_rows(project), places_of(project))


def _decided(folder: Path, row: str, is_accepted: bool, user: str) -> None:
    decide_review(Project.open(folder), row, is_accepted=is_accepted, by=user or "console")


def _figures(visit: Visit, board: InterestBoard) -> None:
    say, language = visit.say, visit.language
    with ui.element("div").classes("hx-grid"):
        figure(count(board.n_people, language), say("interests.people"))
        note = "passing_none" if board.n_people and not board.n_passing else "passing_note"
        figure(count(board.n_passing, language), say("interests.passing"), say(f"interests.{note}"))
        told = say("interests.texts_note", n=count(board.n_texts_of_people, language))
        figure(count(board.n_texts, language), say("interests.texts"), told)
        told = say("interests.texts_before", n=count(board.trend.n_before, language))
        figure(count(board.trend.n_now, language), say("interests.texts_now"), told)

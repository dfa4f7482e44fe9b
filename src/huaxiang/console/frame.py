"""The frame around every page: navigation, language, who is signed in, and how fresh the data is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from huaxiang.console.parts import text
from huaxiang.console.shown import moment
from huaxiang.console.visit import Visit

__all__ = ["PAGES", "frame", "freshness"]

PAGES = {
    "overview": "/",
    "live": "/live",
    "weekly": "/weekly",
    "people": "/people",
    "segments": "/segments",
    "interests": "/interests",
    "audiences": "/audiences",
    "data": "/data",
    "connect": "/connect",
}
"""Path of each page of the navigation."""
_CHIP_SECONDS = 5.0
_FRESH_SECONDS, _HOUR, _DAY = 300.0, 3600.0, 86_400.0


@contextmanager
def frame(visit: Visit, *, active: str, title: str, note: str = "") -> Iterator[None]:
    """The frame of a page; what is made inside is its content.

    Args:
        active: Name of the page in the navigation, one of `PAGES`.
        title: Heading of the page and, with the project's name, of the browser's tab.
        note: One sentence below the heading.
    """
    ui.page_title(f"{title} · {visit.project_name}")
    ui.add_head_html(f"<script>document.documentElement.lang={'zh-CN' if visit.language == 'zh' else 'en'!r}</script>")
    with ui.element("div").classes("hx-shell"):
        ui.link(visit.say("frame.skip"), "#content").classes("hx-skip")
        _side(visit, active)
        with ui.element("main").classes("hx-main").props("id=content"):
            with ui.element("header").classes("hx-head"):
                with ui.element("div"):
                    text(title, "hx-title", tag="h1")
                    if note:
                        text(note, "hx-note", tag="p")
                _chip(visit)
            yield


def _side(visit: Visit, active: str) -> None:
    with ui.element("aside").classes("hx-side"):
        with ui.link(target="/").classes("hx-brand"):
            text(visit.say("frame.product"), "hx-brand-name", tag="strong")
            text(visit.project_name, "hx-brand-project")
        with ui.element("nav").classes("hx-nav"):
            for name, path in PAGES.items():
                link = ui.link(visit.say(f"frame.{name}"), path).classes("hx-nav-link")
                if name == active:
                    link.classes("hx-on").props('aria-current="page"')
        with ui.element("div").classes("hx-side-foot"):
            other = "en" if visit.language == "zh" else "zh"
            ui.link(visit.say("frame.other_language"), f"/language/{other}?to={visit.quoted_path}").classes(
                "hx-quiet-link"
            )
            if visit.is_signed_in:
                _sign_out(visit)


def _sign_out(visit: Visit) -> None:
    with (
        ui.element("form").props('method="post" action="/logout"'),
        ui.element("button").classes("hx-quiet-link").props("type=submit") as leave,
    ):
        ui.label(visit.say("frame.sign_out")).classes("hx-plain")
    leave.tooltip(visit.say("frame.signed_in_as", name=visit.user))


def _chip(visit: Visit) -> None:
    place = ui.element("div").classes("hx-fresh").props("role=status")

    async def tell() -> None:
        if not visit.is_built:
            place.clear()
            with place:
                text(visit.say("frame.unbuilt"), "hx-chip hx-wait")
            return
        meta, pending, lag = await visit.reads.off_loop(visit.service.position)
        if place.is_deleted:
            return
        place.clear()
        with place:
            text(visit.say("frame.as_of", at=moment(meta.as_of, visit.zone)), "hx-fresh-at")
            words, tone = freshness(visit, lag)
            text(words, f"hx-chip hx-{tone}")
            if pending:
                text(visit.say("frame.pending", n=f"{pending:,}"), "hx-chip hx-wait")

    with place:
        text(visit.say("frame.loading"), "hx-fresh-at")
    ui.timer(_CHIP_SECONDS, tell)


def freshness(visit: Visit, lag_seconds: float) -> tuple[str, str]:
    """Words and tone for how far the data lie behind the clock."""
    if lag_seconds < _FRESH_SECONDS:
        return visit.say("frame.fresh"), "good"
    if lag_seconds < _HOUR:
        return visit.say("frame.late_minutes", n=int(lag_seconds // 60)), "plain"
    if lag_seconds < _DAY:
        return visit.say("frame.late_hours", n=int(lag_seconds // _HOUR)), "plain"
    return visit.say("frame.stale_days", n=int(lag_seconds // _DAY)), "wait"

"""The state before the first build: what to do, in three steps, and a way to the next one."""

from __future__ import annotations

from nicegui import ui

from huaxiang.console.parts import button, card, text
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import UserError
from huaxiang.project.config import load_config

__all__ = ["has_sources", "show_unbuilt"]

_STEPS = ("drop", "check", "build")
_LOOK_SECONDS = 2.0


def has_sources(visit: Visit) -> bool:
    """Whether huaxiang.toml names any data by now; a faulty one is left to the build to complain of."""
    try:
        return bool(load_config(visit.service.readings.project.folder / "huaxiang.toml").sources)
    except UserError:
        return True


def show_unbuilt(visit: Visit) -> None:
    """Three steps to the first portrait; the page turns into itself once a build is done."""
    say, is_fed = visit.say, has_sources(visit)
    with card(classes="hx-unbuilt"):
        text(say("frame.unbuilt_title"), "hx-title", tag="h2")
        text(say("frame.unbuilt_data" if is_fed else "frame.unbuilt_no_data"), "hx-note", tag="p")
        with ui.element("ol").classes("hx-steps"):
            for number, name in enumerate(_STEPS):
                is_done = is_fed and name != "build"
                with ui.element("li").classes("hx-step hx-step-done" if is_done else "hx-step"):
                    text("✓" if is_done else str(number + 1), "hx-step-number")
                    with ui.element("div"):
                        text(say(f"frame.step_{name}"), tag="strong")
                        text(say(f"frame.step_{name}_text"), "hx-note", tag="p")
        with ui.element("div").classes("hx-row"):
            if is_fed:
                button(say("frame.to_build"), lambda: _build(visit), tone="primary")
            ui.link(say("frame.to_data"), "/data").classes(f"hx-button {'' if is_fed else 'hx-button-primary'}")
    ui.timer(_LOOK_SECONDS, lambda: _look(visit))


def _look(visit: Visit) -> None:
    if visit.is_built:
        ui.navigate.reload()


def _build(visit: Visit) -> None:
    """Starts the build and goes where it can be watched."""
    visit.service.build.start()
    ui.navigate.to("/data")

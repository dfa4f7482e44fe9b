"""A page without a browser, and as much of a visit as the parts of the page of interests need."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from nicegui import ui
from nicegui.client import Client
from nicegui.page import page

from huaxiang.console.words import say
from huaxiang.domain.instants import Zone


class Speaker:
    """A visit that says words."""

    def __init__(self, language: str = "zh") -> None:
        self.language, self.zone = language, Zone("Asia/Shanghai")
        self.service = SimpleNamespace()

    def say(self, key: str, **figures: object) -> str:
        return say(key, self.language, **figures)


class Place:
    """What was made in it, as people read it."""

    def __init__(self, client: Client) -> None:
        self.element = client.content

    def words(self) -> list[str]:
        return [each.text for each in self.element.descendants() if isinstance(each, ui.label)]

    def links(self) -> list[str]:
        return [str(each.props["href"]) for each in self.element.descendants() if isinstance(each, ui.link)]

    def having(self, prop: str, value: str) -> Any:
        """The one element with a prop of a value."""
        return next(each for each in self.element.descendants() if each.props.get(prop) == value)

    def tags(self, tag: str) -> list[ui.element]:
        return [each for each in self.element.descendants() if each.tag == tag]

    def press(self, button: ui.element) -> Any:
        """Calls what a click on a button calls, and gives what came of it."""
        listener = next(each for each in button._event_listeners.values() if each.type == "click")
        return listener.handler()


@pytest.fixture
def place() -> Iterator[Place]:
    with Client(page(""), request=None) as client:
        yield Place(client)


@pytest.fixture
def speaker() -> Any:
    """Makes a speaker of a language."""
    return Speaker

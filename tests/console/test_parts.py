from __future__ import annotations

import asyncio
from typing import Any

import pytest
from nicegui import ui
from nicegui.client import Client
from nicegui.page import page

from huaxiang.console.parts import Section, bar, empty, failed, figure, text
from huaxiang.console.words import say
from huaxiang.domain.errors import UserError


class Stub:
    """A visit that answers from memory."""

    language = "zh"

    def __init__(self, answers: dict[Any, Any]) -> None:
        self.answers = answers

    def say(self, key: str, **figures: object) -> str:
        return say(key, "zh", **figures)

    async def read(self, view: Any, *args: Any) -> Any:
        answer = self.answers[args]
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return "late"
        if isinstance(answer, Exception):
            raise answer
        return answer


def words_in(element: ui.element) -> list[str]:
    return [each.text for each in element.descendants() if isinstance(each, ui.label)]


def section(answers: dict[Any, Any], *args: Any) -> Section:
    return Section(Stub(answers), lambda found: text(str(found)), lambda project: None, *args)  # type: ignore[arg-type]


@pytest.fixture
def place() -> Any:
    """A page without a browser."""
    with Client(page(""), request=None) as client:
        yield client


def test_a_section_shows_loading_then_what_was_read(place: Any) -> None:
    made = section({(): "found"})
    assert words_in(made.place) == ["正在读取…"]
    asyncio.run(made.refresh())
    assert words_in(made.place) == ["found"]


def test_a_mistake_is_told_in_its_line_and_a_fault_is_not_shown(place: Any) -> None:
    made = section({("user",): UserError("say what to do"), ("fault",): ZeroDivisionError("secret")}, "user")
    asyncio.run(made.refresh())
    assert "say what to do" in words_in(made.place)
    assert "再试一次" in words_in(made.place)
    asyncio.run(made.ask("fault"))
    assert "secret" not in str(words_in(made.place))


def test_an_answer_to_an_older_question_is_dropped(place: Any) -> None:
    gate = asyncio.Event()
    made = section({("old",): gate, ("new",): "new"}, "old")

    async def ask() -> list[str]:
        waiting = asyncio.ensure_future(made.refresh())
        await asyncio.sleep(0)
        await made.ask("new")
        gate.set()
        await waiting
        return words_in(made.place)

    assert asyncio.run(ask()) == ["new"]


def test_words_are_shown_as_they_are(place: Any) -> None:
    assert words_in(text("<b>1</b>")) == ["<b>1</b>"]
    assert words_in(empty("nothing", "do this")) == ["nothing", "do this"]
    assert words_in(figure("3", "people")) == ["3", "people"]


@pytest.mark.parametrize(("share", "width"), [(-1.0, "0.0%"), (0.256, "25.6%"), (3.0, "100.0%")])
def test_a_bar_never_leaves_its_frame(place: Any, share: float, width: str) -> None:
    (inner,) = bar(share).descendants()
    assert inner.style["width"] == width


def test_a_failure_without_a_way_to_try_again_has_no_button(place: Any) -> None:
    assert words_in(failed(Stub({}), UserError("so it is"))) == ["这一块没有读出来", "so it is"]  # type: ignore[arg-type]

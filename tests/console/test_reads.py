from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from huaxiang.console.reads import Reads
from huaxiang.project.opening import Project
from huaxiang.service.state import Service

ASKED: list[tuple[Any, ...]] = []


def view(project: Any, number: int) -> tuple[str, int]:
    ASKED.append((number, threading.current_thread() is threading.main_thread()))
    return project.config.project.language, number


def failing(project: Any) -> None:
    ASKED.append(("failing",))
    raise LookupError("nothing there")


@pytest.fixture
def reads(built_shop: Path) -> Reads:
    ASKED.clear()
    return Reads(Service.of(Project.open(built_shop), worker=False))


def test_who_asks_the_same_at_once_or_soon_after_shares_one_answer(reads: Reads) -> None:
    async def ask() -> list[Any]:
        both = await asyncio.gather(*(reads.read(view, 1, language="zh") for _ in range(3)))
        return [*both, await reads.read(view, 1, language="zh")]

    assert asyncio.run(ask()) == [("zh", 1)] * 4
    assert ASKED == [(1, False)]


def test_another_question_language_or_time_is_asked_anew(reads: Reads) -> None:
    async def ask() -> list[Any]:
        first = [await reads.read(view, number, language=language) for number in (1, 2) for language in ("zh", "en")]
        return [*first, await reads.read(view, 1, language="zh", seconds=0)]

    assert asyncio.run(ask()) == [("zh", 1), ("en", 1), ("zh", 2), ("en", 2), ("zh", 1)]
    assert len(ASKED) == 5


def test_what_is_forgotten_is_asked_anew(reads: Reads) -> None:
    async def ask() -> None:
        await reads.read(view, 1, language="zh")
        reads.forget()
        await reads.read(view, 1, language="zh")

    asyncio.run(ask())
    assert len(ASKED) == 2


def test_a_failure_is_raised_and_not_kept(reads: Reads) -> None:
    async def ask() -> None:
        for _ in range(2):
            with pytest.raises(LookupError):
                await reads.read(failing, language="zh")

    asyncio.run(ask())
    assert len(ASKED) == 2

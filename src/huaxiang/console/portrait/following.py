"""What keeps an open portrait current: it is told when the feed names its person, and says how old its state is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import background_tasks, ui

from huaxiang.console.live.feed import Standing, Tidings
from huaxiang.console.live.head import age_words
from huaxiang.console.live.rows import moment_words
from huaxiang.console.visit import Visit
from huaxiang.domain.instants import MINUTE_US, SECOND_US, from_iso

__all__ = ["Following", "standing_words"]

_STANDS_STILL_US = 10 * MINUTE_US


class Following:
    """A listener of the live feed for one person.

    Attributes:
        person_id: Whom the feed has to name.
        notice: Place for what has just changed, on the line that is there anyway: nothing moves when it is filled.
    """

    wants_updates = False

    def __init__(self, visit: Visit, person_id: str, moved: Callable[[], Awaitable[None]]) -> None:
        """Args are as follows.

        Args:
            moved: Called when the feed has named the person, never twice at a time.
        """
        self._visit, self._client = visit, ui.context.client
        self.person_id, self._moved = person_id, moved
        self._is_looking, self._is_asked = False, False
        with ui.element("div").classes("hxp-following"):
            self._dot = ui.element("i")
            self._words = ui.label("").classes("hx-plain")
            self.notice = ui.element("div").classes("hxp-changed").props("role=status aria-live=polite")
        self._client.on_connect(self._begin)
        self._client.on_delete(lambda: visit.reads.live.leave(self))

    def _begin(self) -> None:
        self._visit.reads.live.join(self)
        self.look()

    def hear(self, tidings: Tidings) -> None:
        """Looks at the person when they are named, or when everything was read anew."""
        if self.person_id in tidings.people or tidings.is_anew:
            self.look()
        if tidings.standing is not None and self._client.has_socket_connection:
            words, is_live = standing_words(self._visit, tidings.standing)
            self._words.set_text(words)
            self._dot.classes(replace="hxp-dot-live" if is_live else "")

    def look(self) -> None:
        """Looks at the person: now, or once more when a look goes on."""
        self._is_asked = True
        if not self._is_looking:
            self._is_looking = True
            background_tasks.create(self._look(), name="portrait")

    async def _look(self) -> None:
        try:
            while self._is_asked:
                self._is_asked = False
                await self._moved()
        finally:
            self._is_looking = False


def standing_words(visit: Visit, standing: Standing) -> tuple[str, bool]:
    """How old the state shown is and what waits, and whether it moves with events."""
    told: dict[str, Any] = standing.readiness
    is_live = told.get("checks", {}).get("worker") == "ok"
    if "as_of" not in told:
        return visit.say("portrait.not_followed"), False
    instant = from_iso(told["as_of"])
    age = max(standing.at - instant, 0)
    key = "portrait.followed" if is_live else "portrait.stands"
    words = visit.say(key, at=moment_words(visit, instant), age=age_words(visit, age / SECOND_US))
    pending = int(told.get("pending") or 0)
    if pending:
        words = f"{words} · {visit.say('live.pending', n=f'{pending:,}')}"
    elif is_live and age > _STANDS_STILL_US:
        words = f"{words} · {visit.say('live.standing_still')}"
    return words, is_live

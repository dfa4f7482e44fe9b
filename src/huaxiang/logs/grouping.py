"""Group commit: requests that wait for the writer share its next transaction, each answered after it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from huaxiang.domain.events import AcceptedEvent
from huaxiang.logs.base import Refusal, Verdict

__all__ = ["GroupCommit", "Written"]


@dataclass(slots=True)
class Written:
    """What one caller wants written, and what became of it."""

    events: Sequence[AcceptedEvent]
    refusals: Sequence[Refusal] = ()
    verdicts: list[Verdict] = field(default_factory=list)
    error: BaseException | None = None
    turn: threading.Event = field(default_factory=threading.Event)
    is_done: bool = False


class GroupCommit:
    """Writes for many threads: the first is the writer, those that come meanwhile are the next group.

    A thread writes for at most one group, its own, so that no caller works for others without end.
    """

    def __init__(self, write: Callable[[Sequence[Written]], None], *, most_events: int) -> None:
        """Makes it.

        Args:
            write: Writes a group in one transaction, filling in the verdicts; it raises when nothing was written.
            most_events: A group takes no further request once it has so many.
        """
        self._write, self._most = write, most_events
        self._mutex = threading.Lock()
        self._queue: deque[Written] = deque()
        self._is_busy = False

    def put(self, request: Written) -> list[Verdict]:
        """Verdicts of a request once it is on disk; raises what kept it from getting there."""
        with self._mutex:
            self._queue.append(request)
            is_first, self._is_busy = not self._is_busy, True
        if not is_first:
            request.turn.wait()
        if not request.is_done:
            self._lead()
        if request.error is not None:
            raise request.error
        return request.verdicts

    def _lead(self) -> None:
        group = self._next_group()
        try:
            self._write_group(group)
        except BaseException as error:
            for each in group:
                each.error = error
            raise
        finally:
            for each in group:
                each.is_done = True
                each.turn.set()
            self._hand_over()

    def _next_group(self) -> list[Written]:
        with self._mutex:
            group, n_events = [self._queue.popleft()], 0
            while self._queue and n_events + len(group[-1].events) < self._most:
                n_events += len(group[-1].events)
                group.append(self._queue.popleft())
        return group

    def _write_group(self, group: Sequence[Written]) -> None:
        """Writes a group; when that fails each request by itself, so that none fails for another's sake."""
        try:
            self._write(group)
        except Exception as error:
            if len(group) == 1:
                group[0].error = error
                return
            for each in group:
                self._write_group([each])

    def _hand_over(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue[0].turn.set()
            else:
                self._is_busy = False

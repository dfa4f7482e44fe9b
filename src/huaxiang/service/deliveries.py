"""Deliveries: the dispatcher of webhooks and folders as a thread of the service, one service a project at a time."""

from __future__ import annotations

import threading
from typing import Any

from huaxiang.channels.base import FeedSlice
from huaxiang.channels.dispatch import Dispatcher
from huaxiang.domain.errors import ProjectBusy
from huaxiang.project.lock import hold
from huaxiang.project.outlets import feed_slice, outbox_of, outlets_of
from huaxiang.service.measures import Measures
from huaxiang.service.readings import Readings

__all__ = ["Deliveries"]

_AGAIN_SECONDS = 2.0
_LAST_SECONDS = 3.0


class Deliveries:
    """Webhooks and folders of one service; does nothing where none is configured."""

    def __init__(self, readings: Readings, measures: Measures) -> None:
        """Starts nothing yet.

        Raises:
            UserError: The environment variable of a secret is not set.
            StorageError: The outbox cannot be opened.
        """
        self._readings, self._measures = readings, measures
        project = readings.project
        self._lock = project.derived / "deliveries.lock"
        outlets = outlets_of(project)
        self._dispatcher = Dispatcher(outlets, outbox_of(project), self._read, count=self._count) if outlets else None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    def start(self) -> None:
        """Starts delivering, until `close`."""
        if self._dispatcher is not None:
            self._thread.start()

    def _run(self) -> None:
        """Delivers while no other service of the project does: two at a time would mix the order."""
        assert self._dispatcher is not None
        while not self._stopping.is_set():
            try:
                with hold(self._lock, purpose="service that delivers"):
                    self._dispatcher.run()
            except ProjectBusy:
                self._stopping.wait(_AGAIN_SECONDS)

    def _read(self, after: int) -> FeedSlice:
        with self._readings.reading() as reading:
            return feed_slice(reading, after)

    def _count(self, name: str, outcome: str) -> None:
        self._measures.deliveries.labels(name, outcome).inc()

    def wake(self) -> None:
        """Tells that the feed has moved."""
        if self._dispatcher is not None:
            self._dispatcher.wake()

    def states(self) -> dict[str, dict[str, Any]]:
        """By name: `kind`, `state` (`ok`, `failing`, `dead`, `gone`), position, what waits, last error."""
        return {} if self._dispatcher is None else self._dispatcher.states()

    def close(self) -> None:
        """Ends after the attempts that are under way; one that takes long is left alone, and made again next time."""
        self._stopping.set()
        if self._dispatcher is None:
            return
        self._dispatcher.stop()
        if self._thread.is_alive():
            self._thread.join(_LAST_SECONDS)
        if not self._thread.is_alive():
            self._dispatcher.close()

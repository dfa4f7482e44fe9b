"""Measures of the service for `/metrics`, without anything personal."""

from __future__ import annotations

import time
from collections import Counter as Counted
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

__all__ = ["Measured", "Measures"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Measures:
    """Counters and gauges of one service, in a registry of its own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.events = Counter("huaxiang_events", "Events by verdict", ["verdict", "reason"], registry=self._registry)
        self.requests = Histogram(
            "huaxiang_request_seconds", "Requests by route", ["route", "status"], registry=self._registry
        )
        self.deliveries = Counter(
            "huaxiang_deliveries",
            "Attempts to deliver by channel and outcome",
            ["channel", "outcome"],
            registry=self._registry,
        )
        self.waiting = Gauge(
            "huaxiang_waiting_changes", "Changes in the outbox by channel", ["channel"], registry=self._registry
        )
        self.overloaded = Counter(
            "huaxiang_requests_refused_by_pressure", "Requests answered with 429", registry=self._registry
        )
        names = {
            "log_seq": "Newest accepted event",
            "store_log_seq": "Newest accepted event that the profiles show",
            "pending_events": "Accepted events that no profile shows yet",
            "lag_seconds": "Wall clock less the profiles' as_of",
            "feed_seq": "Newest entry of the change feed",
            "people": "People with a profile",
            "worker_up": "1 while a live worker answers",
            "worker_restarts": "Times the worker was started again",
            "worker_hangs": "Times the worker gave no sign of life and was killed",
            "folded_events": "Events folded by the worker since it began",
            "fold_events_per_second": "Events folded a second of folding, since the worker began",
            "batch_events": "Events of the worker's last step",
            "step_seconds": "Seconds of the worker's last step",
            "timed_people": "People whose timers fired since the worker began",
            "unfoldable_events": "Accepted events that could not be folded and are parked",
            "disk_free_bytes": "Free bytes of the disk under the log",
        }
        self._gauges = {name: Gauge(f"huaxiang_{name}", text, registry=self._registry) for name, text in names.items()}

    def count(self, verdicts: list[dict[str, Any]]) -> None:
        """Counts the verdicts of a request."""
        every = [*verdicts, *(beside for each in verdicts for beside in each.get("besides", ()))]
        for (verdict, reason), n_events in Counted((each["verdict"], each.get("reason", "")) for each in every).items():
            self.events.labels(verdict, reason).inc(n_events)

    def text(self, **gauges: float) -> bytes:
        """Everything in the text format, the gauges set to what they are now."""
        for name, value in gauges.items():
            self._gauges[name].set(value)
        return generate_latest(self._registry)


class Measured:
    """Times every request by its route's template."""

    def __init__(self, app: Application, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on and notes how long it took."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = time.perf_counter(), "500"

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            if status == "429":
                self._measures.overloaded.inc()
            self._measures.requests.labels(route, status).observe(time.perf_counter() - start)

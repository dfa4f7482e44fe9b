"""Health: whether it lives, whether it can do its work, and its measures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Response

from huaxiang.domain.errors import HuaxiangError
from huaxiang.domain.instants import to_iso
from huaxiang.service.answers import answer
from huaxiang.service.routes.access import may_read
from huaxiang.service.state import Service

__all__ = ["health_routes", "readiness"]

_LEAST_DISK = 64 << 20


def readiness(service: Service) -> dict[str, Any]:
    """Whether the service can do its work: `is_ready` and each check with `ok` or what is wrong, and the lag.

    A webhook that fails is shown; the service is ready all the same.
    """
    document: dict[str, Any] = {"is_ready": False, "checks": {}}
    checks = document["checks"]

    def store() -> str:
        meta, pending, lag = service.position()
        document.update(as_of=to_iso(meta.as_of), run_id=meta.run_id, lag_seconds=round(lag, 3), pending=pending)
        return "ok"

    def log() -> str:
        service.intake.check()
        document["unfoldable"] = service.intake.n_unfoldable()
        free = shutil.disk_usage(service.readings.project.ledger).free
        return "ok" if free > _LEAST_DISK else f"only {free >> 20} MB of disk are free"

    for name, check in (("store", store), ("log", log), ("worker", lambda: _worker(service))):
        checks[name] = _outcome(check)
    if service.worker is not None:
        document["worker_restarts"] = service.worker.n_restarts
    webhooks = service.deliveries.states()
    if webhooks:
        document["webhooks"] = webhooks
    document["is_ready"] = all(each in {"ok", "off"} for each in checks.values())
    return document


def _worker(service: Service) -> str:
    if service.worker is None:
        return "off"
    return service.worker.state


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except (HuaxiangError, OSError) as error:
        return " ".join(str(error).split())


def health_routes(service: Service) -> APIRouter:
    """The routes for machines that watch."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="The process lives")
    def healthz() -> Response:
        """Always 200."""
        return answer({"is_alive": True})

    @router.get("/readyz", summary="Store, log and worker can do their work")
    def readyz() -> Response:
        """200 when they can, else 503; either way with the checks."""
        document = readiness(service)
        return answer(document, 200 if document["is_ready"] else 503)

    @router.get("/metrics", summary="Measures for Prometheus", dependencies=[Depends(may_read(service))])
    def metrics() -> Response:
        """Counters and gauges without anything personal."""
        meta, pending, lag = service.position()
        with service.readings.reading() as reading:
            people = reading.store().count()
        for name, state in service.deliveries.states().items():
            service.measures.waiting.labels(name).set(state["waiting"])
        worker = service.worker
        text = service.measures.text(
            log_seq=service.intake.last_seq(),
            pending_events=pending,
            lag_seconds=lag,
            feed_seq=meta.feed_seq,
            people=people,
            worker_up=int(worker is not None and worker.is_well),
            worker_restarts=0 if worker is None else worker.n_restarts,
        )
        return Response(text, media_type=service.measures.content_type)

    return router

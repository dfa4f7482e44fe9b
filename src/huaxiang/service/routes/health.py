"""Health: whether it lives, whether it can do its work, and its measures."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Depends, Response

from huaxiang.domain.errors import HuaxiangError
from huaxiang.domain.instants import to_iso
from huaxiang.live.faults import is_of_storage, place_of
from huaxiang.service.answers import answer
from huaxiang.service.routes.access import may_read
from huaxiang.service.state import Service
from huaxiang.service.worker_child import WorkerChild

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
    except Exception as error:
        if is_of_storage(error):
            return place_of(error)
        raise


def _gauges(service: Service) -> dict[str, float]:
    """What the gauges are now; those of a store, log or disk that cannot be asked are left as they were."""
    gauges: dict[str, float] = {}

    def store() -> None:
        meta, pending, lag = service.position()
        gauges.update(pending_events=pending, lag_seconds=lag, feed_seq=meta.feed_seq, store_log_seq=meta.log_seq)
        with service.readings.reading() as reading:
            gauges["people"] = reading.store().count()

    def log() -> None:
        gauges.update(log_seq=service.intake.last_seq(), unfoldable_events=service.intake.n_unfoldable())

    def disk() -> None:
        gauges["disk_free_bytes"] = shutil.disk_usage(service.readings.project.ledger).free

    for ask in (store, log, disk):
        with suppress(HuaxiangError, OSError):
            ask()
    return gauges | _of_worker(service.worker)


def _of_worker(worker: WorkerChild | None) -> dict[str, float]:
    if worker is None:
        return {"worker_up": 0, "worker_restarts": 0}
    worked = worker.worked
    busy = worked.get("busy_seconds", 0.0)
    return {
        "worker_up": int(worker.is_well),
        "worker_restarts": worker.n_restarts,
        "worker_hangs": worker.n_hangs,
        "folded_events": worked.get("n_events", 0),
        "fold_events_per_second": worked.get("n_events", 0) / busy if busy else 0.0,
        "batch_events": worked.get("batch_events", 0),
        "step_seconds": worked.get("step_seconds", 0.0),
        "timed_people": worked.get("n_timed", 0),
    }


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
        for name, state in service.deliveries.states().items():
            service.measures.waiting.labels(name).set(state["waiting"])
        text = service.measures.text(**_gauges(service))
        return Response(text, media_type=service.measures.content_type)

    return router

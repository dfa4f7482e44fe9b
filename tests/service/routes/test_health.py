from __future__ import annotations

import shutil

from huaxiang.domain.errors import StorageError
from huaxiang.project.opening import Project


def test_a_service_that_can_work_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"store": "ok", "log": "ok", "worker": "off"}
    assert client.get("/healthz").json() == {"is_alive": True}


def test_events_that_no_profile_shows_yet_are_pending(client):
    client.post("/v1/track", json={"event": "Product Viewed", "userId": "M01"})
    assert client.get("/readyz").json()["pending"] == 1
    client.turns()
    assert client.get("/readyz").json()["pending"] == 0


def test_a_log_that_cannot_be_written_is_told(client, service, monkeypatch):
    def fails():
        raise StorageError("log.sqlite: cannot append: disk full")

    monkeypatch.setattr(service.intake, "check", fails)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["is_ready"]) == (503, False)
    assert "disk full" in answer.json()["checks"]["log"]


def test_a_store_that_is_gone_is_told_and_the_process_lives(client, shop):
    shutil.rmtree(shop / ".huaxiang" / "store")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/v1/people/M01").status_code == 503


def test_what_could_not_be_folded_is_counted(client, shop):
    assert client.get("/readyz").json()["unfoldable"] == 0
    client.post("/v1/track", json={"event": "Product Viewed", "userId": "M01"})
    log = Project.open(shop).log()
    log.park(1, "ValueError at folds/x.py:1 in step")
    log.close()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["unfoldable"]) == (200, 1)


def test_a_worker_that_falls_again_and_again_is_told_with_its_reason(client):
    class Fallen:
        state, n_restarts, is_well = (
            "KeyError at folds/x.py:1 in step; starts again within 0.4 s, 3 times so far",
            3,
            False,
        )

        def stop(self):
            """Nothing runs."""

    client.app.state.service.worker = Fallen()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == Fallen.state
    assert answer.json()["worker_restarts"] == 3


def test_measures_count_verdicts_and_name_nobody(client):
    client.post("/v1/track", json={"event": "Product Viewed", "userId": "M01"})
    client.post("/v1/track", json={"userId": "M01"})
    client.get("/v1/people/M01")
    text = client.get("/metrics").text
    assert 'huaxiang_events_total{reason="",verdict="accepted"} 1.0' in text
    assert 'huaxiang_events_total{reason="no_name",verdict="refused"} 1.0' in text
    assert "huaxiang_people 30.0" in text
    assert 'route="/v1/people/{person}"' in text
    assert "M01" not in text


def test_the_measures_say_where_log_and_store_stand_and_what_the_worker_does(client, service):
    class Working:
        state, n_restarts, n_hangs, is_well = "ok", 2, 1, True

        def __init__(self):
            self.worked = {"n_events": 60, "busy_seconds": 2.0, "batch_events": 7, "step_seconds": 0.25, "n_timed": 4}

        def stop(self):
            """Nothing runs."""

    client.post("/v1/track", json={"event": "Product Viewed", "userId": "M01"})
    service.worker = Working()
    lines = dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if line[0] != "#")
    service.worker = None
    told = {name: float(lines[f"huaxiang_{name}"]) for name in TOLD}
    assert told == TOLD
    assert float(lines["huaxiang_disk_free_bytes"]) > 0


TOLD = {
    "log_seq": 1,
    "store_log_seq": 0,
    "pending_events": 1,
    "unfoldable_events": 0,
    "worker_up": 1,
    "worker_restarts": 2,
    "worker_hangs": 1,
    "folded_events": 60,
    "fold_events_per_second": 30,
    "batch_events": 7,
    "step_seconds": 0.25,
    "timed_people": 4,
}


def test_measures_are_given_while_the_store_is_gone(client, shop):
    shutil.rmtree(shop / ".huaxiang" / "store")
    client.post("/v1/track", json={"event": "Product Viewed", "userId": "M01"})
    answer = client.get("/metrics")
    assert (answer.status_code, "huaxiang_log_seq 1.0" in answer.text) == (200, True)

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

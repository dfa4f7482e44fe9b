from __future__ import annotations

import json
import time

import pytest
from tests.channels.conftest import Endpoint

from huaxiang.domain.errors import UserError
from huaxiang.domain.signatures import is_signed
from huaxiang.project.forgetting import forget
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.worker_process import Turns


@pytest.fixture
def endpoint():
    made = Endpoint()
    yield made
    made.end()


def hooked(shop, endpoint, *, more=""):
    path = shop / "huaxiang.toml"
    hook = f'[[webhook]]\nname = "crm"\nurl = "{endpoint.url}"\nsecret_env = "CRM_SECRET"\nstart = "beginning"\n{more}'
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{hook}", encoding="utf-8")
    return create_app(Project.open(shop), worker=False)


def settle(shop):
    turns = Turns(shop)
    while turns.turn():
        pass


def until(condition, *, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def feed(client):
    after, found = 0, []
    while True:
        page = client.get(f"/v1/changes?after={after}").json()
        found += page["changes"]
        after = page["next"]
        if page["is_end"]:
            return found


def arrived(endpoint):
    return [change for document in endpoint.taken for change in document["changes"]]


def test_a_webhook_gets_exactly_what_the_feed_gives_and_what_comes_later(shop, endpoint, local_client, monkeypatch):
    monkeypatch.setenv("CRM_SECRET", "whsec_c2VjcmV0IG9mIHRoZSBjcm0=")
    with local_client(hooked(shop, endpoint)) as client:
        before = feed(client)
        until(lambda: len(arrived(endpoint)) == len(before))
        body = {"event": "Order Completed", "userId": "M01", "properties": {"order_id": "n1", "total": 10}}
        client.post("/v1/track", json=body)
        settle(shop)
        until(lambda: any(each["cause"].startswith("event:") for each in arrived(endpoint)))
        until(lambda: len(arrived(endpoint)) == len(feed(client)))
        assert arrived(endpoint) == feed(client)
        headers, sent = endpoint.requests[-1]
        assert is_signed(headers, sent, secret="whsec_c2VjcmV0IG9mIHRoZSBjcm0=", at=time.time())
        assert {"type", "id", "webhook", "as_of", "run_id", "changes"} == json.loads(sent).keys()
        shown = client.get("/readyz").json()["webhooks"]["crm"]
        assert (shown["state"], shown["waiting"], shown["delivered"]) == ("ok", 0, len(feed(client)))
        assert shown["withheld"] > 0
        measured = client.get("/metrics").text
        assert (
            f'huaxiang_deliveries_total{{channel="crm",outcome="delivered"}} {float(len(endpoint.taken))}' in measured
        )
        assert 'huaxiang_waiting_changes{channel="crm"} 0.0' in measured


def test_a_failing_webhook_is_shown_and_the_service_is_ready_all_the_same(shop, endpoint, local_client, monkeypatch):
    monkeypatch.setenv("CRM_SECRET", "s")
    endpoint.answer = lambda number, body: 500
    with local_client(hooked(shop, endpoint)) as client:
        until(lambda: client.get("/readyz").json()["webhooks"].get("crm", {}).get("state") == "failing")
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["is_ready"]) == (200, True)
        assert answer.json()["webhooks"]["crm"]["last_error"].startswith("500")
        assert "key=secret" not in answer.text


def test_what_waits_of_a_forgotten_person_is_never_delivered(shop, endpoint, local_client, monkeypatch):
    monkeypatch.setenv("CRM_SECRET", "s")
    endpoint.answer = lambda number, body: 500
    app = hooked(shop, endpoint)
    with local_client(app) as client:
        person = feed(client)[0]["person_id"]
        until(lambda: client.get("/readyz").json()["webhooks"].get("crm", {}).get("waiting", 0) > 0)
        until(lambda: len(endpoint.requests) >= 1)
        assert forget(Project.open(shop), [person])["channels"] > 0
        endpoint.answer = lambda number, body: 200
        until(lambda: client.get("/readyz").json()["webhooks"]["crm"]["waiting"] == 0)
        assert arrived(endpoint)
        assert person not in {each["person_id"] for each in arrived(endpoint)}


def test_a_second_service_of_a_project_does_not_deliver_beside_the_first(shop, endpoint, local_client, monkeypatch):
    monkeypatch.setenv("CRM_SECRET", "s")
    app = hooked(shop, endpoint)
    with local_client(app) as client, local_client(create_app(Project.open(shop), worker=False)):
        n = len(feed(client))
        until(lambda: len(arrived(endpoint)) >= n)
        time.sleep(0.3)
        assert [each["seq"] for each in arrived(endpoint)] == [each["seq"] for each in feed(client)]


def test_a_secret_that_is_not_there_is_told_before_anything_runs(shop, endpoint, monkeypatch):
    monkeypatch.delenv("CRM_SECRET", raising=False)
    with pytest.raises(UserError, match="CRM_SECRET is not set"):
        hooked(shop, endpoint)


def test_a_service_without_webhooks_makes_no_outbox(client, shop):
    assert "webhooks" not in client.get("/readyz").json()
    assert not (shop / "ledger" / "outbox.sqlite").exists()

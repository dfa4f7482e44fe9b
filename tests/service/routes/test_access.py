from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.keys import add_key

READS = ["/v1/people/M01", "/v1/people/M01/tags/fact.buyer/why", "/v1/changes", "/metrics"]
TRACK = {"event": "Product Viewed", "userId": "M01"}


@pytest.mark.parametrize("path", READS)
def test_without_keys_other_machines_get_nothing(shop, path):
    app = create_app(Project.open(shop), worker=False)
    with TestClient(app, base_url="http://127.0.0.1", client=("10.0.0.9", 1)) as far:
        assert far.get(path).status_code == 403
        assert far.post("/v1/track", json=TRACK).status_code == 403
        assert far.post("/v1/audiences/count", json={"expression": "tag(fact.buyer)"}).status_code == 403
        assert far.get("/healthz").status_code == 200


def test_without_keys_a_foreign_page_or_name_gets_nothing(client):
    assert client.get("/v1/people/M01", headers={"host": "evil.example"}).status_code == 403
    assert client.post("/v1/track", json=TRACK, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/v1/track", json=TRACK, headers={"origin": "http://localhost:3000"}).status_code == 200


def test_with_keys_each_way_of_stating_one_is_heard_and_none_is_401(shop):
    key, reader = (add_key(shop / "ledger", name, scopes=[scope]) for name, scope in (("app", "write"), ("bi", "read")))
    app = create_app(Project.open(shop), worker=False)
    with TestClient(app, base_url="http://shop.example", client=("10.0.0.9", 1)) as far:
        assert far.post("/v1/track", json=TRACK).status_code == 401
        assert far.post("/v1/track", json=TRACK, auth=("wrong", "")).status_code == 401
        assert far.post("/v1/track", json=TRACK, auth=(key, "")).status_code == 200
        assert far.post("/v1/track", json={**TRACK, "writeKey": key}).status_code == 200
        assert far.post("/v1/track", json=TRACK, headers={"x-write-key": f"{key}:secret"}).status_code == 200
        assert far.get("/v1/people/M01", headers={"authorization": f"Bearer {reader}"}).status_code == 200
        assert far.get("/v1/people/M01", headers={"authorization": f"Bearer {key}"}).status_code == 403
        assert far.post("/v1/track", json=TRACK, auth=(reader, "")).status_code == 403

"""All dialects through the real route: browsers' shapes, keys, pressure, and whatever else may come."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huaxiang.domain.errors import StorageError
from huaxiang.ingest.dialects.base import dialect, dialect_names
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.keys import add_key
from huaxiang.service.pressure import Pressure

TRACK = {"type": "track", "event": "viewProduct", "distinct_id": "u1", "time": 1_762_862_400_000}
SENSORS = quote(base64.b64encode(json.dumps(TRACK).encode()), safe="")
POSTHOG = json.dumps({"api_key": "k", "event": "$pageview", "distinct_id": "u1"}).encode()
EVERY_PATH = [
    (name, path, method) for name in dialect_names() for path, ms in dialect(name).PATHS.items() for method in ms
]
every_dialect = pytest.mark.parametrize("name", dialect_names())


@pytest.fixture
def bare(tmp_path, local_client):
    """A client of a project of nothing but its name: intake needs no build."""
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "huaxiang.toml").write_text('version = 1\n[project]\nname = "小店"\n', encoding="utf-8")
    app = create_app(Project.open(folder), worker=False)
    with local_client(app, raise_server_exceptions=False) as client:
        yield client


def logged(client: TestClient) -> list[str]:
    return [event.name for _, event in client.app.state.service.readings.project.log().read(0)]


def test_a_page_of_sensors_posts_text_and_asks_for_an_image(bare):
    body = f"data={SENSORS}&ext=crc%3D-917"
    posted = bare.post("/sa?project=default", content=body, headers={"content-type": "text/plain;charset=UTF-8"})
    image = bare.get(f"/sa.gif?project=default&data={SENSORS}&ext=crc%3D-917")
    assert posted.json()["events"][0]["verdict"] == "accepted"
    assert (image.status_code, image.headers["content-type"], image.content[:6]) == (200, "image/gif", b"GIF89a")
    assert (posted.headers["access-control-allow-origin"], logged(bare)) == ("*", ["product_viewed"])


def test_a_page_of_posthog_posts_what_its_own_gzip_made(bare):
    answer = bare.post(
        "/e/?compression=gzip-js&ver=1", content=gzip.compress(POSTHOG), headers={"content-type": "text/plain"}
    )
    assert (answer.json()["status"], logged(bare)) == (1, ["page_viewed"])
    assert bare.post("/flags/?v=2", content=POSTHOG).json()["featureFlags"] == {}
    first = bare.get("/array/k/config")
    assert (first.json()["hasFeatureFlags"], first.headers["access-control-allow-origin"]) == (False, "*")
    assert first.json()["analytics"]["endpoint"] in dialect("posthog").PATHS


def test_a_page_of_segment_posts_json_as_text(bare):
    body = json.dumps({"writeKey": "k", "event": "Product Viewed", "anonymousId": "a1"})
    for path in ("/v1/t", "/v1/track"):
        answer = bare.post(path, content=body, headers={"content-type": "text/plain"})
        assert answer.json()["events"][0]["verdict"] == "accepted"
    batch = json.dumps({"batch": [{"type": "page", "anonymousId": "a1"}, {"type": "track", "event": "x"}]})
    assert [each["verdict"] for each in bare.post("/v1/b", content=batch).json()["events"]] == ["accepted"] * 2
    assert logged(bare) == ["product_viewed", "product_viewed", "page_viewed", "x"]


@pytest.mark.parametrize(("path", "method"), [(path, method) for _, path, method in EVERY_PATH])
def test_a_page_may_ask_before_it_posts(bare, path, method):
    heads = {"origin": "https://shop.example", "access-control-request-headers": "x-custom, content-type"}
    answer = bare.options(path, headers={**heads, "access-control-request-method": method})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
    assert answer.headers["access-control-allow-headers"] == "x-custom, content-type"
    assert method in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/v1/track", b'{"event":"x","writeKey":"%s"}', {}),
        ("/v1/track", b'{"event":"x"}', {"authorization": "Basic"}),
        ("/v1/track", b'{"event":"x"}', {"authorization": "Bearer %s"}),
        ("/v1/track", b'{"event":"x"}', {"x-write-key": "%s:secret"}),
        ("/sa?token=%s", f"data={SENSORS}".encode(), {}),
        ("/sa?project=%s", f"data={SENSORS}".encode(), {}),
        ("/sa", b'{"type":"track","event":"x","token":"%s"}', {}),
        ("/batch/", b'{"api_key":"%s","batch":[{"event":"x"}]}', {}),
        ("/e/?token=%s", b'{"event":"x"}', {}),
        ("/e/", b'[{"event":"x","properties":{"token":"%s"}}]', {}),
        ("/flags/", b'{"api_key":"%s"}', {}),
        ("/i/v1/analytics/events", b'{"batch":[{"event":"x"}]}', {"authorization": "Bearer %s"}),
        ("/v1/events", b'{"id":"1","source":"/s","type":"x"}', {"authorization": "Bearer %s"}),
    ],
)
def test_each_dialect_states_its_key_where_its_sdks_do_and_the_scope_counts(bare, path, body, headers):
    ledger = bare.app.state.service.readings.project.ledger
    keys = {scope: add_key(ledger, "shop", scopes=[scope]) for scope in ("write", "read")}
    far = create_app(Project.open(ledger.parent), worker=False)
    with TestClient(far, base_url="http://shop.example", client=("10.0.0.9", 1)) as client:
        for key, status in ((keys["write"], 200), (keys["read"], 403), ("wrong", 401)):
            basic = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
            heads = {name: basic if value == "Basic" else value.replace("%s", key) for name, value in headers.items()}
            answer = client.post(path.replace("%s", key), content=body.replace(b"%s", key.encode()), headers=heads)
            assert answer.status_code == status, answer.text
            assert answer.headers["access-control-allow-origin"] == "*"
        events = [event for _, event in far.state.service.readings.project.log().read(0)]
        assert {event.source for event in events} <= {"shop"}


def test_who_has_no_key_is_not_told_what_was_wrong_with_the_body(bare):
    ledger = bare.app.state.service.readings.project.ledger
    add_key(ledger, "shop")
    with TestClient(create_app(Project.open(ledger.parent), worker=False), client=("10.0.0.9", 1)) as client:
        assert client.post("/v1/batch", content=b"{").status_code == 401


@every_dialect
def test_without_room_the_answer_is_429_with_a_time_and_nothing_is_written(bare, name):
    shown = dialect(name).example().request
    service = bare.app.state.service
    service.pressure = Pressure(service.readings.project.ledger, most_requests=0, jitter=lambda: 0.25)
    answer = bare.post(shown.path, content=shown.body)
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["x-ratelimit-reset"]) == (429, "3", "3")
    assert answer.json()["code"] == "no_room"
    assert answer.json()["message"] == answer.json()["detail"] == answer.json()["error"]
    assert answer.headers["access-control-expose-headers"] == "retry-after"
    assert logged(bare) == []


def test_a_body_that_grows_over_what_is_left_is_429_and_gives_its_room_back(bare):
    service = bare.app.state.service
    service.pressure = Pressure(service.readings.project.ledger, most_bytes=1_000)
    assert bare.post("/v1/track", content=b" " * 2_000).status_code == 429
    assert bare.post("/v1/track", content=b'{"event":"x"}').status_code == 200


def posted_slowly(client: TestClient, *parts: dict[str, object]) -> list[int]:
    """Statuses that are answered when the parts of a body come one by one, and after the last nothing more."""
    waiting, statuses = list(parts), []
    heads = [(b"host", b"127.0.0.1")]
    scope = {"type": "http", "method": "POST", "path": "/v1/track", "query_string": b"", "headers": heads}
    scope |= {"client": ("127.0.0.1", 1), "scheme": "http", "http_version": "1.1", "root_path": "", "raw_path": b""}

    async def receive() -> dict[str, object]:
        if not waiting:
            await asyncio.sleep(30)
        return waiting.pop(0)

    async def send(message: dict[str, object]) -> None:
        statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])

    asyncio.run(client.app(scope, receive, send))
    return statuses


def test_a_body_that_does_not_end_is_408_and_gives_its_room_back(bare, monkeypatch):
    monkeypatch.setattr("huaxiang.service.routes.intake._BODY_SECONDS", 0.05)
    pressure = bare.app.state.service.pressure = Pressure(bare.app.state.service.readings.project.ledger, most_bytes=9)
    part = {"type": "http.request", "body": b'{"event"', "more_body": True}
    assert posted_slowly(bare, part) == [408]
    assert posted_slowly(bare, part, {"type": "http.disconnect"}) == [400]
    with pressure.holding() as held:
        pressure.grow(held, 9)


@every_dialect
def test_a_log_that_cannot_be_written_is_503_with_a_time(bare, name, monkeypatch):
    def fails(self, *events, **more):
        raise StorageError("disk full")

    monkeypatch.setattr(SQLiteLog, "append", fails)
    shown = dialect(name).example().request
    answer = bare.post(shown.path, content=shown.body)
    assert (answer.status_code, answer.json()["code"]) == (503, "storage")
    assert 2 <= int(answer.headers["retry-after"]) <= 6


@every_dialect
def test_the_verdict_of_each_event_is_in_the_answer(bare, name):
    shown = dialect(name).example()
    verdicts = bare.post(shown.broken.path, content=shown.broken.body).json()["events"]
    assert [each["verdict"] for each in verdicts] == ["accepted", "refused", "accepted"]
    assert verdicts[1]["reason"] == "not_an_object"


def test_traits_that_cannot_be_used_are_named_beside_their_item(bare):
    item = {"type": "profile_increment", "distinct_id": "u1", "properties": {"visits": 2, "rate": 1.5}}
    answer = bare.post("/sa", content=json.dumps(item)).json()["events"]
    assert (answer[0]["verdict"], [each["reason"] for each in answer[0]["besides"]]) == ("accepted", ["not_an_integer"])
    metrics = bare.app.state.service.measures.text().decode()
    assert 'huaxiang_events_total{reason="not_an_integer",verdict="refused"} 1.0' in metrics


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "type",
    "event",
    "messageId",
    "userId",
    "anonymousId",
    "timestamp",
    "sentAt",
    "properties",
    "traits",
    "context",
    "previousId",
    "groupId",
    "name",
    "time",
    "distinct_id",
    "original_id",
    "identities",
    "login_id",
    "lib",
    "_track_id",
    "token",
    "uuid",
    "offset",
    "$set",
    "$set_once",
    "$unset",
    "id",
    "source",
    "subject",
    "data",
    "data_base64",
    "purpose",
]
WORDS = st.sampled_from(
    [
        "track",
        "identify",
        "alias",
        "track_signup",
        "track_id_unbind",
        "profile_increment",
        "profile_append",
        "$identify",
        "$create_alias",
        "$set",
        "identity_unlinked",
        "trait_set",
        "consent_given",
        "payOrder",
    ]
)
ITEM = st.dictionaries(st.sampled_from(NAMES), JSON | WORDS, max_size=8)
GOOD = {
    "cloudevents": {"id": "good", "source": "/s", "type": "product_viewed", "subject": "u1"},
    "posthog": {"event": "product_viewed", "distinct_id": "u1", "uuid": "good"},
    "segment": {"type": "track", "event": "product_viewed", "userId": "u1", "messageId": "good"},
    "sensors": {"type": "track", "event": "product_viewed", "distinct_id": "u1"},
}
WRAPPED = {
    "cloudevents": ("/v1/events", lambda items: json.dumps(items).encode()),
    "posthog": ("/batch/", lambda items: json.dumps({"batch": items}).encode()),
    "segment": ("/v1/batch", lambda items: json.dumps({"batch": items}).encode()),
    "sensors": ("/sa", lambda items: b"data_list=" + base64.b64encode(json.dumps(items).encode())),
}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@every_dialect
@MANY
@given(around=st.lists(ITEM | JSON, max_size=4), place=st.integers(0, 4))
def test_a_good_event_is_taken_whatever_stands_beside_it(bare, name, around, place):
    path, wrap = WRAPPED[name]
    items = [*around[:place], GOOD[name], *around[place:]]
    answer = bare.post(path, content=wrap(items))
    assert answer.status_code == 200, answer.text
    verdicts = answer.json()["events"]
    assert len(verdicts) == len(items)
    assert verdicts[min(place, len(around))]["verdict"] in {"accepted", "duplicate"}


@every_dialect
@MANY
@given(data=st.data())
def test_no_bytes_give_a_500(bare, name, data):
    shown = dialect(name).example().request
    path, method = data.draw(st.sampled_from([(path, method) for each, path, method in EVERY_PATH if each == name]))
    body = bytearray(shown.body)
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(body)))
        body[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=6))
    content = data.draw(
        st.sampled_from([bytes(body), gzip.compress(bytes(body)), base64.b64encode(body)]) | st.binary()
    )
    query = data.draw(st.dictionaries(st.sampled_from(["data", "data_list", "token", "_"]), st.text(max_size=20)))
    heads = data.draw(
        st.dictionaries(
            st.sampled_from(["ce-id", "ce-type", "ce-time", "dry-run", "authorization", "content-encoding"]),
            st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
        )
    )
    answer = bare.request(method, path, content=content, params=query, headers=heads)
    assert answer.status_code in {200, 400, 413}, answer.text

from __future__ import annotations

import asyncio
import json

from huaxiang.domain.instants import from_iso
from huaxiang.domain.tags import Change
from huaxiang.project.opening import Project
from huaxiang.service.routes.changes import _stream
from huaxiang.tags.feed import replay_feed


def pages(client, *, limit=1_000):
    after, found = 0, []
    while True:
        page = client.get(f"/v1/changes?after={after}&limit={limit}").json()
        found += page["changes"]
        if page["next"] == after:
            return found
        after = page["next"]


def buys(client, user, order, **properties):
    body = {"event": "Order Completed", "userId": user, "properties": {"order_id": order, "total": 10, **properties}}
    assert client.post("/v1/track", json=body).json()["events"][0]["verdict"] == "accepted"
    client.turns()


def passing(client):
    """(person, tag) of everything that may leave, read from the store."""
    project = Project.open(client.shop)
    gate, store = project.gate(), project.store()
    at = store.meta().as_of
    return {(p.person_id, t.tag_key) for p in store.profiles() for t in p.tags if gate.reason(t, at=at) is None}


def replayed(documents):
    named = ("seq", "person_id", "tag_key", "field", "old", "new", "cause")
    return replay_feed(Change(*(each[name] for name in named), at=from_iso(each["at"])) for each in documents)


def test_the_feed_replayed_gives_what_passes_the_gate_and_nothing_else(client):
    buys(client, "M01", "n1")
    assert set(replayed(pages(client))) == passing(client)


def test_pages_of_any_size_give_the_same_feed(client):
    buys(client, "M01", "n1")
    assert replayed(pages(client, limit=1)) == replayed(pages(client))


def test_a_live_change_names_its_cause_and_comes_after_what_was_read(client):
    end = client.get("/v1/changes").json()["next"]
    buys(client, "M01", "n1")
    page = client.get(f"/v1/changes?after={end}").json()
    gained = [each for each in page["changes"] if each["tag_key"] == "fact.buyer"]
    assert [(each["field"], each["old"]) for each in gained] == [("*", None)]
    assert gained[0]["cause"].startswith("event:")
    assert gained[0]["label"] == "已购客户"
    assert page["is_end"] is True


def test_what_the_gate_withholds_is_counted(reader, gate_world):
    page = reader.get("/v1/changes").json()
    leaving = {each["tag_key"] for each in page["changes"] if each["person_id"] == gate_world["person"]}
    assert not leaving & gate_world["withheld"]
    assert page["withheld"] > 0


def test_a_wrong_number_is_400(reader):
    assert reader.get("/v1/changes?after=x").status_code == 400
    assert reader.get("/v1/changes", headers={"accept": "text/event-stream", "last-event-id": "x"}).status_code == 400


def test_a_number_beyond_the_end_is_told_instead_of_waiting_for_ever(reader):
    end = pages_end(reader)
    assert reader.get(f"/v1/changes?after={end}").json()["is_end"] is True
    for headers in ({}, {"accept": "text/event-stream"}):
        answer = reader.get(f"/v1/changes?after={end + 1}", headers=headers)
        assert answer.status_code == 400
        assert "begun anew" in answer.json()["error"]


def test_every_page_says_as_of_run_and_lag(reader):
    page = reader.get("/v1/changes").json()
    assert page["as_of"].endswith("Z")
    assert page["run_id"]
    assert page["lag_seconds"] > 0


def test_pages_of_readers_at_one_place_are_read_once_until_something_moves(client, service):
    before = service.pages.n_read
    for _ in range(5):
        client.get("/v1/changes?after=3")
    assert service.pages.n_read == before + 1
    buys(client, "M01", "n1")
    client.get("/v1/changes?after=3")
    assert service.pages.n_read == before + 2


def test_a_stream_begins_with_where_it_stands_and_closes_each_page_with_it(service):
    async def first(n):
        meta, mark = service.looked()
        service.head.look(meta, mark)
        stream, found = _stream(service, 0, meta), b""
        for _ in range(n):
            found += await anext(stream)
        await stream.aclose()
        return found.decode(), meta

    text, meta = asyncio.run(first(3))
    told = [dict(line.split(": ", 1) for line in each.split("\n")) for each in text.split("\n\n") if each][:-1]
    assert (told[0]["id"], told[0]["event"]) == ("0", "position")
    assert json.loads(told[0]["data"])["run_id"] == meta.run_id
    assert {each["event"] for each in told[1:3]} == {"change"}
    assert service.head.n_following == 0


def pages_end(client):
    after = 0
    while True:
        page = client.get(f"/v1/changes?after={after}").json()
        after = page["next"]
        if page["is_end"]:
            return after

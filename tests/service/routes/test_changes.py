from __future__ import annotations

from huaxiang.domain.instants import from_iso
from huaxiang.domain.tags import Change
from huaxiang.project.opening import Project
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

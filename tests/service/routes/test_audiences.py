from __future__ import annotations

import pytest

from huaxiang.project.opening import Project


def count(client, expression):
    return client.post("/v1/audiences/count", json={"expression": expression})


def test_passing_tags_count_and_withheld_ones_do_not(client):
    project = Project.open(client.shop)
    gate, store = project.gate(), project.store()
    held = [p for p in store.profiles() if any(tag.tag_key == "segment.s0002" for tag in p.tags)]
    passing = [
        p
        for p in held
        if all(gate.reason(t, at=store.meta().as_of) is None for t in p.tags if t.tag_key == "segment.s0002")
    ]
    answer = count(client, "tag(segment.s0002)").json()
    assert 0 < len(passing) < len(held)
    assert (answer["count"], sum(answer["withheld"].values())) == (len(passing), len(held) - len(passing))
    assert "members" not in answer


def test_the_count_follows_live_events(client):
    before = count(client, "tag(fact.buyer)").json()["count"]
    order = {"event": "Order Completed", "userId": "M01", "properties": {"order_id": "n1", "total": 10}}
    client.post("/v1/track", json=order)
    client.turns()
    assert count(client, "tag(fact.buyer)").json()["count"] == before + 1


@pytest.mark.parametrize("expression", ["tag(", "tag(no.such)", ""])
def test_a_wrong_expression_is_400_in_one_line(reader, expression):
    answer = count(reader, expression)
    assert answer.status_code == 400
    assert "\n" not in answer.json()["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"expression": 7}', b"\xff"])
def test_a_body_without_an_expression_is_400(reader, body):
    assert reader.post("/v1/audiences/count", content=body).status_code == 400

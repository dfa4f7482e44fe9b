from __future__ import annotations

from pathlib import Path

from huaxiang.evaluate.parity_stream import accepted_of, disordered, held, open_project, standing

CALL = {
    "type": "track",
    "messageId": "m1",
    "timestamp": "2025-11-11T12:00:00Z",
    "receivedAt": "2025-11-11T12:00:05Z",
    "userId": "42",
    "anonymousId": "d1",
    "event": "products_searched",
    "properties": {"query": "面霜", "channel": "app", "l1": "beauty", "dwell_ms": 7},
}


def test_a_call_becomes_an_event_with_its_identities_strongest_first() -> None:
    (event,) = accepted_of(CALL)
    assert event.identities == ["member_no:42", "device_id:d1"]
    assert (event.text, event.text_kind, event.channel, event.dwell_ms) == ("面霜", "search", "app", 7)
    assert event.properties == {"l1": "beauty"}
    assert event.received_at - event.occurred_at == 5_000_000


def test_an_identify_becomes_an_event_a_trait_and_an_alias_a_link() -> None:
    traits = accepted_of(CALL | {"type": "identify", "traits": {"level": "gold", "city": "杭州"}})
    assert [(each.name, each.properties) for each in traits] == [
        ("trait_set", {"property": "city", "value": "杭州"}),
        ("trait_set", {"property": "level", "value": "gold"}),
    ]
    (alias,) = accepted_of(CALL | {"type": "alias", "previousId": "d0"})
    assert (alias.link_kind, alias.identities) == ("alias", ["member_no:42", "device_id:d0", "device_id:d1"])


def test_the_stream_is_late_twice_and_the_same_for_one_seed() -> None:
    events = disordered(40, seed=5, merges=4, undos=2)
    ids = [event.event_id for event in events]
    assert len(ids) > len(set(ids)) * 1.03
    newest, late = 0, 0
    for event in events:
        late += event.occurred_at < newest - 3_600_000_000
        newest = max(newest, event.occurred_at)
    assert late > len(events) // 20
    names = [event.name for event in events]
    assert names.count("identity_unlinked") >= 2
    assert ids == [event.event_id for event in disordered(40, seed=5, merges=4, undos=2)]


def test_what_stands_is_told_by_kind(tmp_path: Path) -> None:
    project = open_project(tmp_path / "shop")
    log = project.log()
    log.append(disordered(20, seed=5, merges=4, undos=2))
    log.close()
    project.build()
    found = standing(project)
    assert found["assignments"] == held(project)
    assert all(found[kind] for kind in ("assignments", "traits", "people", "links"))

from __future__ import annotations

import json
import random

import httpx
import pytest

from huaxiang.client.following import Following
from huaxiang.domain.errors import ServiceError

HEAD = {"as_of": "2025-11-11T12:00:00.000000Z", "run_id": "r", "lag_seconds": 1.5}


def change(seq: int) -> list[str]:
    document = {"seq": seq, "person_id": "p", "tag_key": "a", "label": "A", "field": "*", "old": None, "new": {}}
    told = json.dumps({**document, "cause": "timer", "at": "2025-11-11T12:00:00Z"})
    return [f"id: {seq}", "event: change", f"data: {told}", ""]


def position(number: int, withheld: int = 0) -> list[str]:
    told = json.dumps({**HEAD, "next": number, "withheld": withheld})
    return [f"id: {number}", "event: position", f"data: {told}", ""]


def fed(following: Following, lines: list[str]):
    return [page for line in lines if (page := following.line(line)) is not None]


def test_changes_become_a_page_at_the_position_that_closes_them():
    following = Following(3, random.Random(1))
    pages = fed(following, [": huaxiang", "", *change(4), *change(6), *position(7, withheld=2)])
    assert [(each.next, [c.seq for c in each.changes], each.withheld) for each in pages] == [(7, [4, 6], 2)]
    assert pages[0].lag_seconds == 1.5


def test_signs_of_life_give_no_page_and_what_was_withheld_moves_it_on():
    following = Following(3, random.Random(1))
    assert fed(following, [*position(3), ": quiet", ""]) == []
    assert [each.next for each in fed(following, position(9, withheld=6))] == [9]


def test_changes_that_no_position_closed_are_read_again():
    following = Following(3, random.Random(1))
    fed(following, [*position(5), *change(6)])
    assert following.headers()["last-event-id"] == "5"
    assert [[c.seq for c in each.changes] for each in fed(following, [*change(6), *position(6)])] == [[6]]


def test_a_reader_from_now_on_knows_where_now_was():
    following = Following(None, random.Random(1))
    assert "last-event-id" not in following.headers()
    assert fed(following, position(12)) == []
    assert following.headers()["last-event-id"] == "12"


def test_pauses_grow_until_something_came():
    following = Following(None, random.Random(1))
    pauses = [following.pause(None) for _ in range(8)]
    assert pauses[-1] > 10 * pauses[0]
    fed(following, position(1))
    assert following.pause(None) < 0.3


def test_a_refusal_is_raised_and_a_busy_service_waited_for():
    request = httpx.Request("GET", "http://shop.test/v1/changes")
    following = Following(99, random.Random(1))
    assert following.pause(httpx.Response(429, headers={"retry-after": "9"}, request=request)) > 9
    with pytest.raises(ServiceError, match="begun anew"):
        following.pause(httpx.Response(400, json={"error": "the feed was begun anew"}, request=request))

"""The clock of intake is set back an hour: nothing is lost, moved twice or taken for the future."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from huaxiang.domain.instants import HOUR_US, SECOND_US, from_iso, to_iso
from huaxiang.ingest.dialects import segment
from huaxiang.ingest.dialects.base import Request
from huaxiang.live.steady import SteadyClock
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake
from huaxiang.service.worker_process import Turns

NOW = from_iso("2025-11-12T09:00:00Z")


class Wall:
    """What the clock on the wall says, and what time it is."""

    def __init__(self) -> None:
        self.off, self.passed = 0, 0
        self.clock = SteadyClock(wall=lambda: NOW + self.passed + self.off, monotonic_ns=lambda: self.passed * 1_000)


def sent(name: str, at: int, **more: Any) -> Request:
    body = {"messageId": name, "event": "Product Viewed", "userId": "M01", "timestamp": to_iso(at), **more}
    return Request("/v1/track", json.dumps(body).encode())


def test_events_before_and_after_keep_their_instants(shop: Path) -> None:
    project, wall = Project.open(shop), Wall()
    intake, turns = Intake(project.log(), project.config, clock=wall.clock), Turns(shop, clock=wall.clock)

    def take(name: str, at: int, **more: Any) -> str:
        (verdict,) = intake.take(segment, sent(name, at, **more), source="live")
        while turns.turn():
            pass
        return str(verdict["verdict"])

    verdicts = [take("before", NOW)]
    wall.off -= HOUR_US
    wall.passed += 10 * SECOND_US
    verdicts.append(take("after", NOW + 10 * SECOND_US))
    sender_at = NOW + 10 * SECOND_US + 3 * HOUR_US
    verdicts.append(take("ahead", sender_at - 5 * SECOND_US, sentAt=to_iso(sender_at)))
    verdicts.append(take("after", NOW + 10 * SECOND_US))
    assert verdicts == ["accepted", "accepted", "accepted", "duplicate"]
    log = project.log()
    instants = {event.message_id: event.occurred_at - NOW for _, event in log.read(0)}
    assert instants == {"before": 0, "after": 10 * SECOND_US, "ahead": 5 * SECOND_US}
    assert log.refusals() == {"duplicate": 1}
    log.close()
    assert project.store().meta().as_of == NOW + 10 * SECOND_US
    assert project.check()["difference"] == 0


def test_what_was_accepted_from_a_clock_a_little_ahead_is_in_the_build_that_follows(shop: Path) -> None:
    project = Project.open(shop)
    log = project.log()
    received = SteadyClock()()
    for name, ahead in (("now", 0), ("ahead", 4 * 60 * SECOND_US)):
        body = {"messageId": name, "event": "Order Completed", "userId": "NEW", "properties": {"order_id": name}}
        request = Request("/v1/track", json.dumps({**body, "timestamp": to_iso(received + ahead)}).encode())
        (verdict,) = Intake(log, project.config, clock=lambda: received).take(segment, request, source="live")
        assert verdict["verdict"] == "accepted"
    log.close()
    project.build(keep_models=project.current_run())
    store = project.store()
    (person,) = store.people_of("member_no:NEW")
    profile = store.profile(person)
    assert profile is not None
    assert (profile.features["orders_year"], store.meta().log_seq) == (2.0, 2)

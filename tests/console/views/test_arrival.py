from __future__ import annotations

import json
import shutil

import pytest

from huaxiang.console.views.arrival import accepted_at, arrival
from huaxiang.domain.instants import now
from huaxiang.ingest.dialects.base import Request, dialect
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake
from huaxiang.service.worker_process import Turns


@pytest.fixture
def shop(built_shop, tmp_path):
    return shutil.copytree(built_shop, tmp_path / "shop")


def test_an_event_is_followed_from_the_log_to_the_person_and_the_tags(shop):
    project = Project.open(shop)
    intake = Intake(project.log(), project.config)
    feed_seq, before = project.store().meta().feed_seq, now()
    event = {"event": "Order Completed", "anonymousId": "huaxiang-test-1", "properties": {"order_id": "o", "total": 9}}
    assert accepted_at(project, "huaxiang-test-1", 0) is None
    intake.take(dialect("segment"), Request("/v1/track", json.dumps(event).encode()), source="live")
    at = accepted_at(project, "huaxiang-test-1", 0)
    assert before <= at <= now()
    assert accepted_at(project, "huaxiang-test", 0) is None
    assert arrival(project, "huaxiang-test-1", feed_seq) is None
    turns = Turns(shop)
    while turns.turn():
        pass
    found = arrival(Project.open(shop), "huaxiang-test-1", feed_seq)
    assert "fact.buyer" in {each.tag_key for each in found["updates"]}
    assert {each.person_id for each in found["updates"]} == {found["person_id"]}

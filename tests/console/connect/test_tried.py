from __future__ import annotations

import json
import shutil

import pytest

from huaxiang.console.connect.tried import drop_tried, note_tried, remove_tried, tried
from huaxiang.ingest.dialects.base import Request, dialect
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake
from huaxiang.service.worker_process import Turns


@pytest.fixture
def shop(built_shop, tmp_path):
    return shutil.copytree(built_shop, tmp_path / "shop")


def test_what_was_tried_is_noted_until_it_is_taken_back(tmp_path):
    ledger = tmp_path / "ledger"
    assert tried(ledger) == ()
    note_tried(ledger, "huaxiang-test-1")
    note_tried(ledger, "huaxiang-test-2")
    drop_tried(ledger, "huaxiang-test-1")
    assert tried(ledger) == ("huaxiang-test-2",)


def test_test_people_are_removed_with_their_events_and_nobody_else(shop):
    project = Project.open(shop)
    people = project.store().count()
    intake = Intake(project.log(), project.config)
    for each in ("huaxiang-test-1", "huaxiang-test-2", "a-customer"):
        event = {"event": "Product Added", "anonymousId": each, "properties": {"product_id": "i1"}}
        intake.take(dialect("segment"), Request("/v1/track", json.dumps(event).encode()), source="live")
    turns = Turns(shop)
    while turns.turn():
        pass
    for each in ("huaxiang-test-1", "huaxiang-test-2", "huaxiang-test-never-arrived"):
        note_tried(project.ledger, each)
    assert Project.open(shop).store().count() == people + 3
    assert remove_tried(shop) == 2
    store = Project.open(shop).store()
    assert store.count() == people + 1
    assert store.people_of("huaxiang-test-1") == []
    assert len(store.people_of("a-customer")) == 1
    assert len(Project.open(shop).log().read(0)) == 1
    assert tried(project.ledger) == ()
    assert remove_tried(shop) == 0

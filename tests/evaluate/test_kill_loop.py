from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from tests.service.conftest import built_shop, shop

from huaxiang.evaluate import kill_loop
from huaxiang.evaluate.kill_loop import kill_plan
from huaxiang.evaluate.kill_senders import Senders
from huaxiang.ingest.dialects import segment
from huaxiang.ingest.dialects.base import Request
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake

__all__ = ["built_shop", "shop"]


def test_each_place_gets_about_as_many_kills_in_an_order_of_the_seed() -> None:
    plan = kill_plan(13, places=["a", "b", "c"], seed=1)
    assert sorted(Counter(plan).values()) == [4, 4, 5]
    assert plan == kill_plan(13, places=["a", "b", "c"], seed=1)
    assert plan != kill_plan(13, places=["a", "b", "c"], seed=2)


@pytest.fixture
def fed(shop: Path) -> tuple[Project, Senders]:
    """A project whose log holds eight messages of two people, all answered, two of them orders."""
    project, senders = Project.open(shop), Senders(n_people=2)
    log = project.log()
    intake = Intake(log, project.config)
    for number in range(8):
        event = senders.event(0, number)
        body = json.dumps(event).encode()
        (verdict,) = intake.take(segment, Request("/v1/track", body), source="live")
        assert verdict["verdict"] == "accepted"
        senders.answered.add(str(event["messageId"]))
    log.close()
    return project, senders


def test_a_message_that_was_answered_and_is_not_in_the_log_is_lost(fed: tuple[Project, Senders]) -> None:
    project, senders = fed
    senders.answered.add("k9-9")
    assert kill_loop.reconciled(project, senders) == (1, 0, 0, 0)


def test_what_was_folded_twice_is_double_and_differs_from_a_rebuild(fed: tuple[Project, Senders]) -> None:
    project, senders = fed
    worker = project.worker()
    worker.drain()
    worker.store.close()
    with sqlite3.connect(project.generations.path(project.current_run())) as store:
        store.execute("UPDATE meta SET value = '0' WHERE name = 'log_seq'")
    n_lost, n_double, n_different, _ = kill_loop.reconciled(project, senders)
    assert (n_lost, n_double) == (0, 2)
    assert n_different > 0

"""What every channel must do; the suite finds each channel of the family by itself."""

from __future__ import annotations

import importlib
import json
import pkgutil

import pytest

from huaxiang import channels
from huaxiang.channels.base import Delivery
from huaxiang.channels.folder import Folder
from huaxiang.channels.webhook import Webhook

NOT_CHANNELS = {"base", "outbox", "dispatch"}
FOUND = sorted({each.name for each in pkgutil.iter_modules(channels.__path__)} - NOT_CHANNELS)


def delivery(name: str = "msg_a", first: int = 1) -> Delivery:
    changes = [{"seq": first, "person_id": "p_1"}, {"seq": first + 1, "person_id": "p_2"}]
    body = json.dumps({"type": "tags.changed", "id": name, "changes": changes}).encode()
    return Delivery(name, first, first + 1, body, 2, 1)


@pytest.fixture(params=FOUND)
def channel(request, tmp_path, endpoint):
    made = {
        "folder": lambda: Folder(tmp_path / "出 out"),
        "webhook": lambda: Webhook(endpoint.url, secrets=["s"], timeout_seconds=2),
    }
    opened = made[request.param]()
    yield opened
    opened.close()


def test_the_suite_knows_every_channel():
    assert FOUND == ["folder", "webhook"]
    for name in FOUND:
        module = importlib.import_module(f"huaxiang.channels.{name}")
        assert module.__all__ == [name.capitalize()]


def test_a_delivery_is_taken_and_may_come_again(channel):
    assert channel.deliver(delivery(), at=0).kind == "delivered"
    assert channel.deliver(delivery(), at=1).kind == "delivered"


def test_it_can_forget_people_it_never_met(channel):
    assert channel.forget(["p_9"]) == 0

"""What is logged has nothing of any person in it, whatever goes wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from huaxiang.live import failpoints
from huaxiang.service.lines import tell_as_json
from huaxiang.service.worker_process import Turns, main

PLANTED = ("13912345678", "王小明", "M4711-SECRET", "secret@example.com", "我的地址是人民路一号")


@pytest.fixture(autouse=True)
def json_lines() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    tell_as_json()
    yield
    failpoints.arm("")
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def event(name: str, message: str) -> dict[str, Any]:
    phone, person, member, mail, text = PLANTED
    traits = {"email": mail, "phone": phone, "name": person}
    properties = {"note": text, "review": text, "order_id": phone, "total": 3}
    context = {"traits": traits, "page": {"url": f"https://x/{mail}"}}
    return {"messageId": message, "event": name, "userId": member, "properties": properties, "context": context}


def test_nothing_planted_is_in_any_line_or_file_of_the_log(
    client: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Product Viewed", "Order Completed", PLANTED[1]):
        assert client.post("/v1/track", json=event(name, f"{PLANTED[0]}-{name}")).status_code == 200
    client.post("/v1/track", content=b"{broken " + PLANTED[2].encode())
    failpoints.arm("in_fold_transaction=fail")
    turns = Turns(client.shop)
    while turns.turn():
        pass
    turns.let_go()

    def failing(self: Turns) -> bool:
        raise ZeroDivisionError(PLANTED[0])

    monkeypatch.setattr(Turns, "turn", failing)
    monkeypatch.setattr("huaxiang.service.worker_process._await_end", lambda stop: None)
    assert main([str(client.shop)]) == 1
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert {line["event"] for line in lines} >= {"worker_failed"}
    files = [path.read_text(encoding="utf-8") for path in (client.shop / ".huaxiang").glob("*.log")]
    assert files
    for told in (said.err, said.out, *files, client.get("/readyz").text, client.get("/metrics").text):
        assert [word for word in PLANTED if word in told] == []

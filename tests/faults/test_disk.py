"""The disk is full: nothing is acknowledged that is not kept, callers are told when to come again, and it goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huaxiang.project.opening import Project
from huaxiang.service.app import create_app

LARGE = "满" * 3_000


def body(number: int) -> dict[str, Any]:
    return {"messageId": f"m{number}", "event": "Noted", "userId": "M01", "properties": {"note": LARGE}}


def test_before_the_disk_is_full_callers_are_told_to_come_again(
    shop: Path, tiny_disk: Callable[[Path, int], None], local_client: Callable[..., Any]
) -> None:
    tiny_disk(shop / "ledger", 8)
    with local_client(create_app(Project.open(shop), worker=False)) as client:
        answer = client.post("/v1/track", json=body(1))
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "MB of disk are free" in ready.json()["checks"]["log"]
        assert "huaxiang_requests_refused_by_pressure_total 1.0" in client.get("/metrics").text


def test_on_a_full_disk_nothing_is_acknowledged_and_it_goes_on_when_there_is_room(
    shop: Path, tiny_disk: Callable[[Path, int], None], local_client: Callable[..., Any]
) -> None:
    tiny_disk(shop / "ledger", 8)
    ballast = shop / "ledger" / "ballast"
    ballast.write_bytes(bytes(5 << 20))
    with local_client(create_app(Project.open(shop), worker=False)) as client:
        client.app.state.service.pressure._least_free = 0
        kept, number = [], 0
        while (answer := client.post("/v1/track", json=body(number))).status_code == 200:
            kept.append(answer.json()["events"][0]["messageId"])
            number += 1
            assert number < 3_000, "the disk does not fill"
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
        assert client.get("/readyz").status_code == 503
        assert client.get("/metrics").status_code == 200
        ballast.unlink()
        assert client.post("/v1/track", json=body(number)).json()["events"][0]["verdict"] == "accepted"
        assert client.post("/v1/track", json=body(0)).json()["events"][0]["verdict"] == "duplicate"
    log = Project.open(shop).log()
    assert [event.message_id for _, event in log.read(0)] == [*kept, f"m{number}"]
    log.close()

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from huaxiang.domain.instants import now
from huaxiang.evaluate import peer_quixstreams
from huaxiang.evaluate.bench_peers import PEERS_PYTHON
from huaxiang.evaluate.live_stream import Shape, write_bodies
from huaxiang.evaluate.peer_quixstreams import Counting, main, read_calls, send

CALL = {
    "type": "track",
    "event": "Order Completed",
    "messageId": "m1",
    "anonymousId": "d1",
    "timestamp": "2026-11-30T23:59:59.999999Z",
    "properties": {"product_id": "i7", "order_id": "o1", "total": "19.90"},
}


class State(dict[str, int]):
    """What stands for the state of a key."""

    def set(self, name: str, value: int) -> None:
        self[name] = value


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    write_bodies(tmp_path / "stream", Shape(600, 60, now(), first_person=1), seed=2)
    return tmp_path / "stream"


def counting() -> Counting:
    return Counting(types.SimpleNamespace(value=0))


def test_every_call_comes_with_its_maker(stream: Path) -> None:
    calls = list(read_calls(stream))
    assert len(calls) == stream.read_bytes().count(b'"messageId"')
    assert all(json.loads(call)["anonymousId"] == who for who, call in calls)


def test_three_counters_are_kept_by_person_and_day() -> None:
    count, state = counting(), State()
    count(CALL, state)
    count(CALL | {"timestamp": "2026-12-01T00:00:00.000000Z"}, state)
    count(CALL | {"event": "Product Viewed"}, state)
    count({**CALL, "type": "page", "event": None, "properties": {}}, state)
    assert state == {
        "events||2026-11-30": 3,
        "events||2026-12-01": 1,
        "names|i7|2026-11-30": 2,
        "names|i7|2026-12-01": 1,
        "money||2026-11-30": 1990,
        "money||2026-12-01": 1990,
    }
    assert (count.n_kept, count.totals) == (6, Counter(events=4, names=3, money=3980))


class Kafka:
    """What stands for confluent_kafka: whatever is sent is folded when it polls."""

    def __init__(self, folded: Any) -> None:
        self.folded, self.sent, self.most_ahead = folded, [], 0

    def Producer(self, settings: dict[str, Any]) -> Kafka:  # noqa: N802
        assert settings["test.mock.num.brokers"] == 1
        return self

    def list_topics(self, name: str, *, timeout: float) -> Any:
        return types.SimpleNamespace(brokers={1: types.SimpleNamespace(host="127.0.0.1", port=9)})

    def produce(self, topic: str, call: bytes, *, key: bytes) -> None:
        self.sent.append((key, call))
        self.most_ahead = max(self.most_ahead, len(self.sent) - self.folded.value)

    def poll(self, seconds: float) -> None:
        if seconds:
            self.folded.value = len(self.sent)

    def flush(self, seconds: float) -> None:
        pass


class Address:
    """What stands for a connection; the other end has gone."""

    said: str = ""

    def send(self, said: str) -> None:
        self.said = said

    def recv(self) -> None:
        raise EOFError


def test_every_call_is_sent_once_under_its_maker_and_not_far_ahead(
    stream: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka, address = Kafka(types.SimpleNamespace(value=0)), Address()
    monkeypatch.setitem(sys.modules, "confluent_kafka", kafka)  # type: ignore[arg-type]
    monkeypatch.setattr(peer_quixstreams, "_AHEAD", 50)
    send(stream, kafka.folded, address)
    assert address.said == "127.0.0.1:9"
    assert kafka.sent == [(who.encode(), call) for who, call in read_calls(stream)]
    assert 50 <= kafka.most_ahead <= 52


def test_topics_of_a_mock_cluster_are_told_without_asking_for_their_settings() -> None:
    asked: list[str] = []

    def ask(name: str, timeout: float) -> None:
        asked.append(name)
        if len(asked) == 2:
            known[name] = known["calls"]

    known = {"calls": types.SimpleNamespace(partitions=dict.fromkeys(range(4)))}
    client = types.SimpleNamespace(list_topics=ask)
    admin = types.SimpleNamespace(list_topics=lambda timeout: known, admin_client=client)
    topics = peer_quixstreams._Topics(admin, lambda n, replicas, settings: (n, replicas, settings["retention.ms"]))
    assert topics.inspect_topics(["calls", "changes"]) == {"calls": (4, 1, "604800000"), "changes": None}
    topics.create_topics([types.SimpleNamespace(name="changes")])
    assert asked == ["changes", "changes"]


def test_an_unknown_tool_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="'both' is no tool; there are: local, changelog"):
        main([str(tmp_path / "none"), str(tmp_path), "both"])


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get(PEERS_PYTHON), reason=f"{PEERS_PYTHON} names no Python with quixstreams")
@pytest.mark.parametrize("tool", ["local", "changelog"])
def test_the_peer_itself_keeps_what_the_calls_say(stream: Path, tmp_path: Path, tool: str) -> None:
    command = [os.environ[PEERS_PYTHON], "-I", str(peer_quixstreams.__file__), str(stream), str(tmp_path), tool]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.strip().rpartition("\n")[2])
    count, states = counting(), {}
    for who, call in read_calls(stream):
        count(json.loads(call), states.setdefault(who, State()))
    assert said["calls"] == count.totals["events"] > 500
    assert (said["kept"], said["totals"]) == (sum(len(each) for each in states.values()), dict(count.totals))
    assert set(said["steps"]) == {"start", "fold"}
    assert said["figures"]["folded_per_second"] > 0

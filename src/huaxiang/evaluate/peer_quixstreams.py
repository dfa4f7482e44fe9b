"""The peer quixstreams on a stream of calls, run by a Python that has it; imports nothing of ours.

`python peer_quixstreams.py STREAM FOLDER local|changelog` prints one JSON document on the last line. The broker is the
mock cluster of confluent-kafka, in the process that sends; quixstreams folds in this one.
"""

from __future__ import annotations

import json
import multiprocessing
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

__all__ = ["Counting", "main", "read_calls", "send"]

_TOPIC = "calls"
_LENGTH = struct.Struct("<I")
_AHEAD = 12_000
"""Calls sent before they are folded: a partition of the mock cluster drops what is beyond 5 MB, read or not."""
_WAIT_SECONDS = 60.0
_TOOLS = ("local", "changelog")
_KEPT = {"retention.ms": "604800000", "retention.bytes": "-1"}
"""What Kafka says of a topic unless told otherwise; a mock cluster says nothing."""


def _bodies(path: Path) -> Iterator[bytes]:
    """Bodies of batches; in the file each stands after its length."""
    with path.open("rb") as file:
        while head := file.read(_LENGTH.size):
            yield file.read(_LENGTH.unpack(head)[0])


def read_calls(path: Path) -> Iterator[tuple[str, bytes]]:
    """Who made a call, and the call as JSON, one after another."""
    for body in _bodies(path):
        for call in json.loads(body)["batch"]:
            yield call["anonymousId"], json.dumps(call, ensure_ascii=False, separators=(",", ":")).encode()


def send(path: Path, folded: Any, address: Any) -> None:
    """Sends every call to a new mock cluster, not far ahead of what is folded, and keeps the cluster until told to end.

    Args:
        path: The stream.
        folded: Its `value` is the number of calls that are folded.
        address: A connection that gets the cluster's address, then says when to end.
    """
    kafka = import_module("confluent_kafka")
    producer = kafka.Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "linger.ms": 5})
    brokers = producer.list_topics(_TOPIC, timeout=10).brokers.values()
    address.send(",".join(f"{each.host}:{each.port}" for each in brokers))
    for sent, (who, call) in enumerate(read_calls(path)):
        while sent - folded.value > _AHEAD:
            producer.poll(0.005)
        producer.produce(_TOPIC, call, key=who.encode())
        producer.poll(0)
    producer.flush(_WAIT_SECONDS)
    with suppress(EOFError):
        address.recv()


class Counting:
    """Three counters by person and day: events, events of an item, money of orders in minor units."""

    def __init__(self, folded: Any) -> None:
        self._folded = folded
        self.totals: Counter[str] = Counter()
        self.n_kept = 0
        self.began: float | None = None

    def __call__(self, call: dict[str, Any], state: Any) -> None:
        """Adds a call to the state of the person whose key it has."""
        self.began = self.began or time.perf_counter()
        day, properties = call["timestamp"][:10], call["properties"]
        self._add(state, "events", "", day, 1)
        if "product_id" in properties:
            self._add(state, "names", properties["product_id"], day, 1)
        if call.get("event") == "Order Completed":
            self._add(state, "money", "", day, round(float(properties["total"]) * 100))
        self._folded.value += 1

    def _add(self, state: Any, counter: str, key: str, day: str, value: int) -> None:
        name = f"{counter}|{key}|{day}"
        before = state.get(name)
        state.set(name, (before or 0) + value)
        self.n_kept += before is None
        self.totals[counter] += value


class _Topics:
    """Topics of a mock cluster: it makes a topic that is asked for, and answers nothing that an administrator asks."""

    def __init__(self, admin: Any, settings: Any) -> None:
        self._admin, self._settings = admin, settings

    def list_topics(self, timeout: float = -1) -> Any:
        return self._admin.list_topics(timeout)

    def create_topics(self, topics: Sequence[Any], timeout: float = 30, finalize_timeout: float = 60) -> None:
        until = time.monotonic() + finalize_timeout
        for each in topics:
            # a topic that was just asked for is made, but may not be listed yet
            while each.name not in self.list_topics(timeout) and time.monotonic() < until:
                self._admin.admin_client.list_topics(each.name, timeout)
                time.sleep(0.05)

    def inspect_topics(self, topic_names: Sequence[str], timeout: float = 30) -> dict[str, Any]:
        known = self.list_topics(timeout)
        found = {name: known.get(name) for name in topic_names}
        return {name: each and self._settings(len(each.partitions), 1, dict(_KEPT)) for name, each in found.items()}


def _fold(address: str, folder: Path, tool: str, count: Counting, n_calls: int) -> None:
    """Runs the application until it has folded so many calls."""
    library, topics = import_module("quixstreams"), import_module("quixstreams.models.topics")
    admin = topics.TopicAdmin(address, extra_config={"allow.auto.create.topics": True})
    application = library.Application(
        address,
        consumer_group="counters",
        auto_offset_reset="earliest",
        state_dir=folder,
        loglevel="WARNING",
        use_changelog_topics=tool == "changelog",
        topic_manager=topics.TopicManager(_Topics(admin, topics.TopicConfig), consumer_group="counters"),
    )
    calls = application.topic(_TOPIC, value_deserializer="json", key_deserializer="str")
    application.dataframe(calls).update(count, stateful=True)
    application.run(count=n_calls, timeout=_WAIT_SECONDS, collect=False)


def main(arguments: Sequence[str]) -> None:
    """Prints the version, seconds until the first call is folded and until all are, and what was counted.

    Args:
        arguments: The stream, a folder that the state is in meanwhile, and the tool: local (state on this disk alone)
            or changelog (each change of state is sent to the cluster, too, quixstreams' own default).

    Raises:
        SystemExit: The tool is unknown, or not every call was folded.
    """
    path, folder, tool = Path(arguments[0]), Path(arguments[1]), arguments[2]
    if tool not in _TOOLS:
        raise SystemExit(f"{tool!r} is no tool; there are: {', '.join(_TOOLS)}")
    start = time.perf_counter()
    for name in ("confluent_kafka", "quixstreams"):
        import_module(name)
    n_calls = sum(body.count(b'"messageId"') for body in _bodies(path))
    counting = _run(path, folder, tool, n_calls)
    done = time.perf_counter()
    if counting.began is None or counting.totals["events"] != n_calls:
        raise SystemExit(f"quixstreams folded {counting.totals['events']} of {n_calls} calls")
    said = {
        "version": version("quixstreams"),
        "steps": {"start": round(counting.began - start, 2), "fold": round(done - counting.began, 2)},
        "figures": {"folded_per_second": round(n_calls / (done - counting.began))},
        "calls": n_calls,
        "kept": counting.n_kept,
        "totals": dict(counting.totals),
    }
    sys.stdout.write(json.dumps(said) + "\n")


def _run(path: Path, folder: Path, tool: str, n_calls: int) -> Counting:
    """Sends in another process and folds in this one; returns the counters."""
    context = multiprocessing.get_context("spawn")
    (here, there), folded = context.Pipe(), context.Value("q", 0, lock=False)
    sender = context.Process(target=send, args=(path, folded, there), daemon=True)
    sender.start()
    # else nobody would learn that the sender has ended
    there.close()
    counting = Counting(folded)
    with TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as state:
        _fold(here.recv(), Path(state), tool, counting, n_calls)
    here.send("end")
    sender.join(_WAIT_SECONDS)
    return counting


if __name__ == "__main__":
    main(sys.argv[1:])
